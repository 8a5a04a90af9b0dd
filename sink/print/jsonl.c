/* jsonl.c - one JSON object a line, as records.md §1 spells it. Missing cells are left out; what only the
 * database keeps (the ledger) never comes here, so the same input gives the same bytes. */
#include "output.h"
#include "sink/sink.h"

#include <stdlib.h>
#include <unistd.h>

struct jsonl {
    struct sink sink;
    struct output out;
    const struct record *log; /* whose identity is kept below */
    struct buf identity;      /* ,"log_id":"...",... : the same for every child of a log */
    struct buf of_another;    /* the same for those that are about another attempt */
    bool names[RECORD__N];    /* they are */
    struct buf keys;
    struct slice open[RECORD__N]; /* {"record":"event" */
    struct slice *key[RECORD__N]; /* ,"name": of each field */
};

/* The slices are cut from keys when all is in it: it moves while it grows. */
static void keys_make(struct jsonl *self)
{
    for (int type = 0; type < RECORD__N; type++) {
        self->names[type] = !schema_carries(&schemas[type], LOG_dag_id);
        buf_printf(&self->keys, "{\"record\":\"%s\"\n", schemas[type].name);
        for (int i = 0; i < schemas[type].n; i++)
            buf_printf(&self->keys, ",\"%s\":\n", schemas[type].field[i].name);
    }
    struct slice rest = buf_view(&self->keys);
    for (int type = 0; type < RECORD__N; type++) {
        slice_cut(&rest, '\n', &self->open[type]);
        self->key[type] = memory_new(sizeof(struct slice) * (size_t)schemas[type].n);
        for (int i = 0; i < schemas[type].n; i++)
            slice_cut(&rest, '\n', &self->key[type][i]);
    }
}

static void member_add(const struct jsonl *self, const struct record *record, int i, struct buf *to)
{
    const struct field *field = &record->schema->field[i];
    if (!record->cell[i].present || field->flags & FIELD_LEDGER)
        return;
    buf_slice(to, self->key[record_type(record)][i]);
    cell_json(to, field->kind, &record->cell[i]);
}

static void members_add(const struct jsonl *self, const struct record *record, int n, struct buf *to)
{
    for (int i = 0; i < n; i++)
        member_add(self, record, i, to);
}

static void identity_set(struct jsonl *self, const struct record *log)
{
    self->log = log;
    buf_reset(&self->identity);
    members_add(self, log, IDENTITY_N, &self->identity);
    buf_reset(&self->of_another);
    member_add(self, log, LOG_log_id, &self->of_another);
    member_add(self, log, LOG_source, &self->of_another);
}

static int jsonl_begin(struct sink *sink, const struct record *log)
{
    struct jsonl *self = (struct jsonl *)sink;
    output_mark(&self->out);
    identity_set(self, log);
    return self->out.failed ? -1 : 0;
}

static void jsonl_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    members_add((struct jsonl *)sink, child, child->schema->n, to);
}

static int jsonl_put(struct sink *sink, const struct record *log, enum record_type type, struct slice members)
{
    struct jsonl *self = (struct jsonl *)sink;
    struct buf *to = &self->out.text;
    if (log != self->log)
        identity_set(self, log);
    buf_slice(to, self->open[type]);
    buf_slice(to, buf_view(self->names[type] ? &self->of_another : &self->identity));
    output_piece(&self->out, members);
    buf_add(to, "}\n", 2);
    return output_room(&self->out);
}

static int jsonl_flush(struct sink *sink)
{
    return output_flush(&((struct jsonl *)sink)->out);
}

static int jsonl_end(struct sink *sink, const struct record *log, bool ok)
{
    struct jsonl *self = (struct jsonl *)sink;
    self->log = NULL;
    if (ok) {
        buf_slice(&self->out.text, self->open[RECORD_log]);
        members_add(self, log, log->schema->n, &self->out.text);
        buf_add(&self->out.text, "}\n", 2);
    } else {
        output_cancel(&self->out);
    }
    output_mark(&self->out);
    return output_room(&self->out);
}

static int jsonl_close(struct sink **sink)
{
    struct jsonl *self = (struct jsonl *)*sink;
    if (!self)
        return 0;
    int status = output_flush(&self->out);
    for (int type = 0; type < RECORD__N; type++)
        free(self->key[type]);
    buf_free(&self->keys);
    buf_free(&self->identity);
    buf_free(&self->of_another);
    output_free(&self->out);
    free(self);
    *sink = NULL;
    return status;
}

static const struct sink_ops jsonl_ops = { "jsonl", jsonl_begin, jsonl_encode, jsonl_put, jsonl_flush, jsonl_end, jsonl_close, NULL, NULL };

struct sink *sink_jsonl(FILE *to, struct report *report)
{
    struct jsonl *self = memory_new(sizeof(*self));
    *self = (struct jsonl){ .sink.ops = &jsonl_ops, .out = { .to = to, .report = report, .tame = isatty(fileno(to)) } };
    keys_make(self);
    return &self->sink;
}
