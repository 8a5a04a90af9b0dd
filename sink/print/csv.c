/* csv.c - records of one type as RFC 4180 with a header line, which comes even when there is no row. Children
 * begin with the identity of their log. Three choices where the RFC leaves one or readers differ:
 *   - lines end in \n, as PostgreSQL's COPY ... CSV writes them: psql, pandas and libcsv read both ends; cut, awk and
 *     diff read only this one well;
 *   - a text that a spreadsheet would run as a formula begins with a ' more: tasks print what they like, and people open
 *     this with a double click. Numbers are never touched;
 *   - a missing value is nothing between the commas, an empty text is "": COPY takes it as NULL, the quotes as ''. */
#include "csv_text.h"
#include "output.h"
#include "sink/sink.h"

#include <stdlib.h>
#include <unistd.h>

#include "parser/text/utf8.h"

struct csv {
    struct sink sink;
    struct output out;
    enum record_type only;
    const struct record *log; /* whose identity is kept below */
    struct buf identity;      /* its cells, each with a comma after it */
    struct buf plain, clean;
};

static void cell_add(struct csv *self, struct buf *to, enum kind kind, const struct cell *cell)
{
    if (!cell->present)
        return;
    if (kind != KIND_text && kind != KIND_json && kind != KIND_texts) {
        cell_plain(to, kind, cell);
        return;
    }
    buf_reset(&self->plain);
    cell_plain(&self->plain, kind, cell);
    struct slice text = buf_view(&self->plain);
    if (utf8_valid(text) != text.n) {
        buf_reset(&self->clean);
        utf8_clean(text, &self->clean);
        text = buf_view(&self->clean);
    }
    csv_text(to, text);
}

static void identity_set(struct csv *self, const struct record *log)
{
    self->log = log;
    buf_reset(&self->identity);
    for (int i = 0; i < IDENTITY_N; i++) {
        if (!schema_carries(&schemas[self->only], i))
            continue;
        cell_add(self, &self->identity, log->schema->field[i].kind, &log->cell[i]);
        buf_char(&self->identity, ',');
    }
}

static void row_add(struct csv *self, const struct record *record, struct buf *to)
{
    for (int i = 0; i < record->schema->n; i++) {
        if (record->schema->field[i].flags & FIELD_LEDGER)
            continue;
        if (i > 0)
            buf_char(to, ',');
        cell_add(self, to, record->schema->field[i].kind, &record->cell[i]);
    }
    buf_char(to, '\n');
}

static void header_add(struct csv *self)
{
    struct buf *to = &self->out.text;
    for (int i = 0; i < IDENTITY_N; i++)
        if (schema_carries(&schemas[self->only], i))
            buf_printf(to, "%s,", schemas[RECORD_log].field[i].name);
    const struct schema *schema = &schemas[self->only];
    for (int i = 0; i < schema->n; i++)
        if (!(schema->field[i].flags & FIELD_LEDGER))
            buf_printf(to, "%s%s", i > 0 ? "," : "", schema->field[i].name);
    buf_char(to, '\n');
}

static int csv_begin(struct sink *sink, const struct record *log)
{
    struct csv *self = (struct csv *)sink;
    output_mark(&self->out);
    identity_set(self, log);
    return self->out.failed ? -1 : 0;
}

static void csv_encode(struct sink *sink, const struct record *child, struct buf *to)
{
    struct csv *self = (struct csv *)sink;
    if (record_type(child) == self->only)
        row_add(self, child, to);
}

static int csv_put(struct sink *sink, const struct record *log, enum record_type type, struct slice row)
{
    struct csv *self = (struct csv *)sink;
    if (type != self->only)
        return self->out.failed ? -1 : 0;
    if (log != self->log)
        identity_set(self, log);
    buf_slice(&self->out.text, buf_view(&self->identity));
    output_piece(&self->out, row);
    return output_room(&self->out);
}

static int csv_flush(struct sink *sink)
{
    return output_flush(&((struct csv *)sink)->out);
}

static int csv_end(struct sink *sink, const struct record *log, bool ok)
{
    struct csv *self = (struct csv *)sink;
    self->log = NULL;
    if (!ok)
        output_cancel(&self->out);
    else if (self->only == RECORD_log)
        row_add(self, log, &self->out.text);
    int status = output_room(&self->out);
    output_mark(&self->out);
    return status;
}

static int csv_close(struct sink **sink)
{
    struct csv *self = (struct csv *)*sink;
    if (!self)
        return 0;
    int status = output_flush(&self->out);
    buf_free(&self->identity);
    buf_free(&self->plain);
    buf_free(&self->clean);
    output_free(&self->out);
    free(self);
    *sink = NULL;
    return status;
}

static const struct sink_ops csv_ops = { "csv", csv_begin, csv_encode, csv_put, csv_flush, csv_end, csv_close, NULL, NULL };

struct sink *sink_csv(FILE *to, enum record_type only, struct report *report)
{
    struct csv *self = memory_new(sizeof(*self));
    *self = (struct csv){ .sink.ops = &csv_ops, .out = { .to = to, .report = report, .tame = isatty(fileno(to)) }, .only = only };
    header_add(self);
    output_mark(&self->out);
    return &self->sink;
}
