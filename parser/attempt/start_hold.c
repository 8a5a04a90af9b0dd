/* start_hold.c - a start's lines wait until they name its attempt; see start_hold.h. */
#include "start_hold.h"

#include "part_reading.h"

static void hold_clear(struct source_logs *logs)
{
    hold_release(logs->hold, &logs->parts, 0, 0);
    part_label_take(&logs->parts, &logs->held);
    if (!logs->printed && logs->held.place > logs->parts.open->place)
        logs->parts.open->place = logs->held.place;
    logs->passed = 0;
    logs->holds = logs->passes = logs->runner = logs->told = false;
    begins_forget(logs->begins);
}

void start_hold_make(struct source_logs *logs)
{
    if (logs->hold)
        return;
    logs->hold = memory_zeroed(sizeof(*logs->hold));
    logs->begins = memory_new(sizeof(*logs->begins));
    begins_open(logs->begins, logs->parts.parser);
}

void start_hold_begin(struct source_logs *logs, const struct begin *begin)
{
    logs->holds = logs->printed = true;
    logs->held = (struct begin){ .id.map_index = -1, .place = -1, .family = begin->family, .once = begin->once };
    begin_complete(&logs->held, begin);
}

bool cannot_go_on(const struct source_logs *logs, enum family family)
{
    return logs->parts.open->unnamed || part_is_foreign(logs->parts.open, family);
}

/* What waits, and what comes, is another attempt's. What may be a print goes on with no log. */
static void hold_turn(struct source_logs *logs)
{
    bool foreign = part_is_foreign(logs->parts.open, logs->held.family);
    parts_turn(&logs->parts, foreign ? NULL : parts_find(&logs->parts, &logs->held), &logs->held);
    logs->parts.open->foreign |= foreign;
    hold_clear(logs);
}

void start_hold_end(struct source_logs *logs)
{
    if (!logs->holds)
        return;
    struct log_shows open = log_shows(open_log(logs));
    bool other = begin_is_other(&open.id, &logs->held) || part_falls(logs->parts.open, &logs->held);
    if (logs->runner ? other : !logs->printed && logs->held.place >= BEGIN_ALONE && open.ends)
        hold_turn(logs);
    else
        hold_clear(logs);
}

void start_hold_end_before(struct source_logs *logs, struct begin *begin)
{
    struct arena names = { 0 };
    begin_keep(begin, &names);
    start_hold_end(logs);
    begins_keep(logs->begins, begin);
    arena_free(&names);
}

/* What is to be done with lines that wait. */
enum whose { WAIT, SAME, OTHER };

/* They name the attempt of the open log, or do not say: of its other parts where time falls back, as soon as the try is told. */
static enum whose same_or_part(const struct source_logs *logs)
{
    if (!logs->held.id.try_number && !logs->told)
        return WAIT;
    const struct part *waits = logs->held.resumes ? parts_find(&logs->parts, &logs->held) : NULL;
    return (waits && waits != logs->parts.open) || part_falls(logs->parts.open, &logs->held) ? OTHER : SAME;
}

/* A process begins that does not say whose it is. */
static enum whose process_judge(const struct source_logs *logs, const struct log_shows *open)
{
    const struct begin *held = &logs->held;
    if (!held->process || held->label.n)
        return WAIT;
    bool falls = part_falls(logs->parts.open, held), ends = open->ends || (open->waits && (open->pod || log_is_piece(logs->parts.open->log, held->family)));
    return cannot_go_on(logs, held->family) || falls || ends ? OTHER : SAME;
}

static enum whose hold_judge(const struct source_logs *logs)
{
    struct log_shows open = log_shows(open_log(logs));
    const struct begin *held = &logs->held;
    bool unknown = !open.id.dag_id.n && !open.id.task_id.n;
    if (!logs->runner)
        return process_judge(logs, &open);
    if (part_label_is_known(&logs->parts, held))
        return OTHER;
    if (begin_is_other(&open.id, held))
        return held->id.try_number || logs->told ? OTHER : WAIT; /* the try is told next */
    if (unknown || (!open.id.try_number && held->id.try_number && !held->any_try))
        return cannot_go_on(logs, held->family) || open.over || open.ends ? OTHER : SAME;
    return same_or_part(logs);
}

void start_hold_line(struct source_logs *logs, const struct begin *begin, const struct log_line *line)
{
    logs->printed &= begin->printed;
    logs->runner |= begin->kind == BEGIN_names || begin->label.n;
    logs->told |= (begin->kind == BEGIN_names && begin->place < 0) || begin->label.n;
    hold_add(logs->hold, line, buf_view(&logs->why));
    buf_reset(&logs->why);
    enum whose whose = hold_judge(logs);
    if (whose == OTHER)
        hold_turn(logs);
    else if (whose == SAME)
        hold_clear(logs);
    else if (hold_is_full(logs->hold))
        start_hold_end(logs);
}
