/* batch.c - logs on their way to the database; see batch.h. */
#include "batch.h"

#include <assert.h>
#include <stdlib.h>

struct batch_log *batch_add(struct batch *b, struct slice log_id)
{
    assert(log_id.n == LOG_ID_LENGTH);
    if (b->n == b->cap) {
        b->cap = b->cap ? b->cap * 2 : 128;
        b->log = memory_resize(b->log, (size_t)b->cap * sizeof(*b->log));
    }
    struct batch_log *log = &b->log[b->n++];
    *log = (struct batch_log){ 0 };
    memcpy(log->id, log_id.p, LOG_ID_LENGTH);
    if (b->binary)
        copybinary_head(RECORD_event, log_id, log->head);
    for (int type = 0; type < RECORD_log; type++)
        log->from[type] = log->to[type] = b->rows[type].n;
    return log;
}

struct batch_log *batch_find(const struct batch *b, struct slice log_id)
{
    for (int i = 0; i < b->n; i++)
        if (slice_eq(log_id, (struct slice){ b->log[i].id, LOG_ID_LENGTH }))
            return &b->log[i];
    return NULL;
}

/* Before the row of an event stands the month that it falls in. */
void batch_encode(struct batch *b, const struct record *child, struct buf *to)
{
    if (record_type(child) == RECORD_event) {
        const struct cell *time = &child->cell[EVENT_time];
        int month = time->present ? month_of(time->num) : -1;
        buf_add(to, &month, sizeof(month));
    }
    if (b->binary && record_type(child) == RECORD_event)
        copybinary_row(&b->text, to, child);
    else
        copytext_row(&b->text, to, child);
}

void batch_put(struct batch *b, struct batch_log *log, enum record_type type, struct slice row)
{
    struct buf *rows = &b->rows[type];
    assert(type != RECORD_log);
    if (type == RECORD_event) {
        int month;
        memcpy(&month, row.p, sizeof(month));
        row = slice_from(row, sizeof(month));
        if (month >= 0)
            months_add(&b->months, month);
    }
    if (b->binary && type == RECORD_event) {
        buf_add(rows, log->head, sizeof(log->head));
    } else {
        buf_add(rows, log->id, LOG_ID_LENGTH);
        buf_char(rows, '\t');
    }
    buf_slice(rows, row);
    log->to[type] = rows->n;
}

void batch_end(struct batch *b, struct batch_log *log, const struct record *record)
{
    log->log_from = b->packed.n;
    record_pack(&b->packed, record);
    log->log_to = b->packed.n;
    log->ended = true;
}

void batch_log_record(const struct batch *b, const struct batch_log *log, struct record *out)
{
    out->schema = &schemas[RECORD_log];
    bool whole = record_unpack(slice_part(buf_view(&b->packed), log->log_from, log->log_to), out);
    assert(whole);
    (void)whole;
}

void batch_input(struct batch *b, const struct record *log)
{
    struct buf packed = { 0 };
    record_pack(&packed, log);
    buf_add(&b->inputs, &packed.n, sizeof(packed.n));
    buf_slice(&b->inputs, buf_view(&packed));
    buf_free(&packed);
}

bool batch_next_input(struct slice *rest, struct record *out)
{
    size_t n;
    if (!rest->n)
        return false;
    memcpy(&n, rest->p, sizeof(n));
    bool whole = record_unpack(slice_part(*rest, sizeof(n), sizeof(n) + n), out);
    assert(whole);
    *rest = slice_from(*rest, sizeof(n) + n);
    return whole;
}

void batch_drop_last(struct batch *b)
{
    assert(b->n);
    struct batch_log *log = &b->log[--b->n];
    for (int type = 0; type < RECORD_log; type++)
        b->rows[type].n = log->from[type];
}

void batch_move_last(struct batch *b, struct batch *to)
{
    assert(b->n && to->n == 0);
    const struct batch_log *last = &b->log[b->n - 1];
    struct batch_log *log = batch_add(to, (struct slice){ last->id, LOG_ID_LENGTH });
    assert(!last->ended);
    for (int type = 0; type < RECORD_log; type++) {
        buf_slice(&to->rows[type], slice_part(buf_view(&b->rows[type]), last->from[type], last->to[type]));
        log->to[type] = to->rows[type].n;
    }
    to->months = b->months; /* they may name more than needed */
    batch_drop_last(b);
}

void batch_forget_rows(struct batch *b)
{
    for (int type = 0; type < RECORD_log; type++)
        buf_reset(&b->rows[type]);
    for (int i = 0; i < b->n; i++)
        for (int type = 0; type < RECORD_log; type++)
            b->log[i].from[type] = b->log[i].to[type] = 0;
    b->months = (struct months){ 0 };
}

void batch_forget_rows_of(struct batch *b, const struct batch_log *log)
{
    struct slice log_id = { log->id, LOG_ID_LENGTH };
    for (int type = 0; type < RECORD_log; type++) {
        struct slice rest = buf_view(&b->rows[type]), line;
        size_t kept = 0;
        while (rest.n) {
            slice_cut(&rest, '\n', &line);
            if (slice_starts(line, log_id))
                continue;
            memmove(b->rows[type].p + kept, line.p, line.n + 1);
            kept += line.n + 1;
        }
        b->rows[type].n = kept;
    }
}

/* Takes the log out of the list; its record leaves a hole in packed until no log is left. */
static void take_out(struct batch *b, struct batch_log *log)
{
    *log = b->log[--b->n];
    if (b->n == 0)
        buf_reset(&b->packed);
}

void batch_remove(struct batch *b, struct batch_log *log)
{
    batch_forget_rows_of(b, log);
    take_out(b, log);
}

/* Moves the records together. */
static void repack(struct batch *b)
{
    struct buf packed = { 0 };
    for (int i = 0; i < b->n; i++) {
        struct slice record = slice_part(buf_view(&b->packed), b->log[i].log_from, b->log[i].log_to);
        b->log[i].log_from = packed.n;
        buf_slice(&packed, record);
        b->log[i].log_to = packed.n;
    }
    buf_free(&b->packed);
    b->packed = packed;
}

void batch_remove_ended(struct batch *b)
{
    for (int i = 0; i < b->n;) {
        if (b->log[i].ended)
            take_out(b, &b->log[i]);
        else
            i++;
    }
    repack(b);
}

void batch_reset(struct batch *b)
{
    batch_forget_rows(b);
    buf_reset(&b->packed);
    buf_reset(&b->inputs);
    b->n = 0;
}

void batch_free(struct batch *b)
{
    for (int type = 0; type < RECORD_log; type++)
        buf_free(&b->rows[type]);
    buf_free(&b->packed);
    buf_free(&b->inputs);
    buf_free(&b->text.scratch);
    free(b->log);
    *b = (struct batch){ 0 };
}

size_t batch_size(const struct batch *b)
{
    size_t n = b->packed.n + b->inputs.n;
    for (int type = 0; type < RECORD_log; type++)
        n += b->rows[type].n;
    return n;
}
