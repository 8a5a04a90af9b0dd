/* hold.c - lines that wait; see hold.h. */
#include "hold.h"

void hold_add(struct hold *hold, const struct log_line *line, struct slice why)
{
    int at = hold->n++;
    hold->line[at] = *line;
    hold->from[at] = hold->text.n;
    hold->why_from[at] = hold->why.n;
    hold->physical_from[at] = hold->physical.n;
    buf_slice(&hold->text, line->text);
    buf_slice(&hold->why, why);
}

static struct slice piece(const struct buf *all, const size_t *from, int at, int n)
{
    size_t end = at + 1 < n ? from[at + 1] : all->n;
    return slice_part(buf_view(all), from[at], end);
}

struct slice hold_text(const struct hold *hold, int at)
{
    return piece(&hold->text, hold->from, at, hold->n);
}

bool hold_waits(struct hold *hold, int64_t now, int64_t long_enough)
{
    if (!hold->since)
        hold->since = now;
    return now - hold->since >= long_enough;
}

static void forget(struct hold *hold)
{
    memset(hold->notes, 0, sizeof(hold->notes));
    buf_reset(&hold->text);
    buf_reset(&hold->physical);
    buf_reset(&hold->why);
    hold->n = 0;
    hold->since = 0;
}

static void lines_release(struct hold *hold, struct parts *parts, int from, int to)
{
    struct log *log = parts->open->log;
    for (int i = from; i < to; i++) {
        struct slice why = piece(&hold->why, hold->why_from, i, hold->n);
        hold->line[i].text = hold_text(hold, i);
        if (why.n)
            log_why(log, "%.*s", SLICE_ARG(why));
        parts_line(parts, &hold->line[i]);
    }
    log_keep_last(log);
    for (int i = from; i < to; i++)
        parts_bytes(parts, piece(&hold->physical, hold->physical_from, i, hold->n));
}

void hold_release(struct hold *hold, struct parts *parts, int from, int to)
{
    lines_release(hold, parts, 0, from);
    lines_release(hold, parts, to, hold->n);
    for (int i = 0; i < COMPLAINT__N; i++)
        if (hold->notes[i])
            log_note(parts->open->log, (enum complaint)i, hold->notes[i]);
    forget(hold);
}

void hold_free(struct hold *hold)
{
    buf_free(&hold->text);
    buf_free(&hold->physical);
    buf_free(&hold->why);
}
