/* shared_attempts.c - attempts that have logs in several sources; see shared_attempts.h. */
#include "shared_attempts.h"

#include <stdlib.h>

/* A log whose attempt is known. */
struct known {
    struct parts *parts;
    struct part *part;
    int strength;
    int64_t first;         /* its first stamp, or 0 */
    size_t order;          /* of its source and itself in it */
    struct slice log_id;   /* in the list's arena */
};

struct known_list {
    struct buf rows;       /* struct known */
    struct arena ids;
    struct buf scratch;
};

/* Those of one attempt stand together, the surest first, in order of time. */
static int known_compare(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int order = memcmp(x->log_id.p, y->log_id.p, x->log_id.n); /* all are as long */
    if (!order)
        order = y->strength - x->strength;
    if (!order)
        order = (x->first > y->first) - (x->first < y->first);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void known_add(struct known_list *list, struct parts *parts, struct part *part)
{
    struct log_shows shows = log_shows(part->log);
    buf_reset(&list->scratch);
    log_attempt(part->log, &list->scratch);
    struct known known = { parts, part, log_strength(part->log), shows.has_time ? shows.first : 0, list->rows.n / sizeof(known), arena_keep(&list->ids, buf_view(&list->scratch)) };
    if (known.log_id.n)
        buf_add(&list->rows, &known, sizeof(known));
}

static void known_settle(struct known *row, size_t n, bool through)
{
    struct known *last = row;
    for (struct known *next = row + 1; next < row + n; next++) {
        bool same = slice_eq(last->log_id, next->log_id), shared = same && last->parts != next->parts;
        bool gone = shared && parts_meet(last->parts, last->part, next->parts, next->part, through);
        if (!gone && !(same && last->strength > next->strength))
            last = next;
    }
}

void shared_attempts_settle(const struct stream_sources *sources, bool through)
{
    struct known_list list = { 0 };
    for (size_t i = 0; sources->n > 1 && i < sources->n; i++)
        for (int k = 0; k < sources->row[i]->n; k++)
            known_add(&list, sources->row[i], sources->row[i]->row[k]);
    size_t n = list.rows.n / sizeof(struct known);
    if (n > 1) {
        qsort(list.rows.p, n, sizeof(struct known), known_compare);
        known_settle((struct known *)(void *)list.rows.p, n, through);
    }
    buf_free(&list.rows);
    buf_free(&list.scratch);
    arena_free(&list.ids);
}
