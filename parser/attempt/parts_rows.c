/* parts_rows.c - the parts of a source and their lines in its recording; see parts.h and parts_inside.h. */
#include <stdlib.h>

#include "parts_inside.h"

struct part *part_add(struct parts *parts)
{
    struct part *part = memory_new(sizeof(*part));
    *part = (struct part){ .log = log_open(parts->parser, parts->events, parts->source, parts->path, parts->pod),
                           .number = ++parts->numbers, .marked = parts->repeats.n, .began = recording_place(&parts->recording), .place = -1 };
    if (parts->printed)
        log_is_printed(part->log);
    return parts->row[parts->n++] = part;
}

void part_remove(struct parts *parts, struct part *part)
{
    int at = 0;
    while (parts->row[at] != part)
        at++;
    memmove(&parts->row[at], &parts->row[at + 1], (size_t)(--parts->n - at) * sizeof(struct part *));
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i]->reading_of == part)
            parts->row[i]->reading_of = part->reading_of;
    if (parts->first == part)
        parts->first = NULL;
    buf_free(&part->pieces);
    buf_free(&part->label);
    buf_free(&part->workload);
    free(part);
}

void part_drop(struct parts *parts, struct part *part)
{
    log_drop(&part->log);
    part_remove(parts, part);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* While there is but one log, as is common, little is kept. */
static bool is_recorded(struct parts *parts)
{
    if (!parts->records || parts->recording.spills || parts->recording.memory.n < RECORDED_MEMORY)
        return parts->records;
    parts->records = parts->recording.spills = parts->among && stream_sources_share(parts->among, parts);
    if (!parts->records)
        recording_forget(&parts->recording);
    return parts->records;
}

/* Notes that what was recorded from that place on is of the open part. */
static void piece_note(struct parts *parts, int64_t from)
{
    struct buf *pieces = &parts->open->pieces;
    struct piece piece = { from, recording_place(&parts->recording) };
    struct piece *last = pieces->n ? (struct piece *)(void *)(pieces->p + pieces->n) - 1 : NULL;
    if (last && last->to == from)
        last->to = piece.to;
    else
        buf_add(pieces, &piece, sizeof(piece));
}

void parts_record(struct parts *parts, const struct log_line *line)
{
    if (!is_recorded(parts))
        return;
    struct part *open = parts->open;
    int64_t from = recording_place(&parts->recording);
    if (open->begins < BEGIN_MOST)
        open->begin[open->begins++] = (uint32_t)(repeats_mark(line->text) >> 32);
    recording_line(&parts->recording, line);
    piece_note(parts, from);
}

void parts_bytes(struct parts *parts, struct slice physical)
{
    log_bytes(parts->open->log, physical);
    if (!is_recorded(parts))
        return;
    int64_t from = recording_place(&parts->recording);
    recording_bytes(&parts->recording, physical);
    piece_note(parts, from);
}

bool part_is_recorded(const struct parts *parts, const struct part *part)
{
    const struct piece *first = (const struct piece *)(const void *)part->pieces.p;
    return part->pieces.n && recording_reaches(&parts->recording, first->from) && first->from <= part->began;
}

void part_give(struct parts *parts, const struct part *part, struct log *log, int64_t number)
{
    struct replay replay = { .log = log, .lines = INT64_MAX, .number = number };
    const struct piece *piece = (const struct piece *)(const void *)part->pieces.p;
    for (size_t n = part->pieces.n / sizeof(*piece); n; n--, piece++)
        recording_play(&parts->recording, piece->from, piece->to, &replay);
}

void part_play(struct parts *parts, const struct part *part, struct part *to)
{
    log_takes(to->log, part->log);
    part_give(parts, part, to->log, 0);
    buf_slice(&to->pieces, buf_view(&part->pieces));
}

/* --- which part -------------------------------------------------------------------------------------------------- */

bool part_is_labelled(const struct part *part, const struct begin *begin)
{
    return begin->label.n && slice_eq(begin->label, buf_view(&part->label));
}

bool part_is_named(const struct part *part, const struct begin *begin)
{
    struct log_shows shows = log_shows(part->log);
    bool tries = begin->resumes ? shows.waits : begin->any_try || (shows.id.try_number && begin->id.try_number);
    return tries && shows.id.dag_id.n && shows.id.task_id.n && !begin_is_other(&shows.id, begin);
}

struct part *parts_find_but(const struct parts *parts, const struct part *but, const struct begin *begin)
{
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i] != but && part_is_labelled(parts->row[i], begin))
            return parts->row[i];
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i] != but && part_is_named(parts->row[i], begin))
            return parts->row[i];
    return NULL;
}

bool parts_have(const struct parts *parts, const struct part *part)
{
    for (int i = 0; i < parts->n; i++)
        if (parts->row[i] == part)
            return true;
    return false;
}

struct part *parts_numbered(const struct parts *parts, uint16_t number)
{
    for (int i = parts->n; i-- > 0;)
        if (parts->row[i]->number == number)
            return parts->row[i];
    return NULL;
}

struct part *parts_find(const struct parts *parts, const struct begin *begin)
{
    return parts_find_but(parts, NULL, begin);
}

struct part *parts_with_id(const struct parts *parts, struct slice id)
{
    for (int i = parts->n; id.n && i-- > 0;)
        if (slice_eq(id, buf_view(&parts->row[i]->label)) || slice_eq(id, buf_view(&parts->row[i]->workload)))
            return parts->row[i];
    return NULL;
}
