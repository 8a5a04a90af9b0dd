/* hold.c - lines that wait; see hold.h. */
#include "hold.h"

void hold_add(struct hold *hold, const struct log_line *line, struct slice why)
{
    int at = hold->n++;
    hold->line[at] = *line;
    hold->from[at] = hold->text.n;
    hold->why_from[at] = hold->why.n;
    buf_slice(&hold->text, line->text);
    buf_slice(&hold->why, why);
}

static struct slice piece(const struct buf *all, const size_t *from, int at, int n)
{
    size_t end = at + 1 < n ? from[at + 1] : all->n;
    return slice_part(buf_view(all), from[at], end);
}

void hold_release(struct hold *hold, struct parts *parts)
{
    struct log *log = parts->open->log;
    for (int i = 0; i < hold->n; i++) {
        struct slice why = piece(&hold->why, hold->why_from, i, hold->n);
        hold->line[i].text = piece(&hold->text, hold->from, i, hold->n);
        if (why.n)
            log_why(log, "%.*s", SLICE_ARG(why));
        parts_line(parts, &hold->line[i]);
    }
    log_keep_last(log);
    if (hold->physical.n)
        parts_bytes(parts, buf_view(&hold->physical));
    for (int i = 0; i < COMPLAINT__N; i++)
        if (hold->notes[i])
            log_note(log, (enum complaint)i, hold->notes[i]);
    memset(hold->notes, 0, sizeof(hold->notes));
    buf_reset(&hold->text);
    buf_reset(&hold->physical);
    buf_reset(&hold->why);
    hold->n = 0;
    hold->since = 0;
}

void hold_free(struct hold *hold)
{
    buf_free(&hold->text);
    buf_free(&hold->physical);
    buf_free(&hold->why);
}
