/* part_label.c - labels of records; see part_label.h. */
#include "part_label.h"

void part_label_take(struct parts *parts, const struct begin *begin)
{
    struct buf *label = &parts->open->label;
    struct log_shows open = log_shows(parts->open->log);
    if (!label->n && begin->id.dag_id.n && !begin_is_other(&open.id, begin))
        buf_slice(label, begin->label);
    if (begin->workload.n && !parts->open->workload.n && !begin_is_other(&open.id, begin))
        buf_slice(&parts->open->workload, begin->workload);
    if (label->n && slice_eq(begin->label, buf_view(label)))
        parts->open->labelled = begin->time;
}

bool part_label_counts(const struct parts *parts, const struct begin *begin)
{
    struct log_shows open = log_shows(parts->open->log);
    const struct part *part = begin->label.n ? parts_find(parts, begin) : NULL;
    if (part && part != parts->open && begin->place < 0 && log_shows(part->log).closed)
        return false;
    bool another = open.closed || open.returned || begin->process;
    return begin->label.n && (parts->open->label.n || !open.id.dag_id.n || part || another);
}

bool part_label_is_known(const struct parts *parts, const struct begin *begin)
{
    const struct part *part = begin->label.n && !begin->id.dag_id.n ? parts_find(parts, begin) : NULL;
    return part && part != parts->open;
}

bool part_label_is_other(const struct parts *parts, const struct begin *begin)
{
    struct log_shows open = log_shows(parts->open->log);
    if (begin->kind != BEGIN_label || slice_eq(begin->label, buf_view(&parts->open->label)))
        return false;
    return part_label_is_known(parts, begin) || begin_is_other(&open.id, begin) || (open.over && !open.id.dag_id.n && begin->id.dag_id.n);
}
