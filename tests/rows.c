/* rows.c - records made by hand; see rows.h. */
#include "rows.h"

#include <assert.h>
#include <stdio.h>

struct row row_new(enum record_type type)
{
    struct row row = { .record = { .schema = &schemas[type] } };
    assert(schemas[type].n <= (int)(sizeof(row.cells) / sizeof(*row.cells)));
    return row;
}

static struct cell *cell_of(struct row *row, const char *field)
{
    int at = schema_find(row->record.schema, slice_of(field));
    assert(at >= 0);
    return &row->cells[at];
}

void row_num(struct row *row, const char *field, int64_t num)
{
    cell_num(cell_of(row, field), num);
}

void row_slice(struct row *row, const char *field, struct slice text)
{
    cell_text(cell_of(row, field), text);
}

void row_text(struct row *row, const char *field, const char *text)
{
    row_slice(row, field, slice_of(text));
}

const struct record *row_record(struct row *row)
{
    row->record.cell = row->cells;
    return &row->record;
}

struct row row_log(int id, const char *source, int lines, const char *hash)
{
    static char ids[64][40];
    struct row row = row_new(RECORD_log);
    char *text = ids[id % 64];
    snprintf(text, sizeof(ids[0]), "%08x-0000-0000-0000-%012x", (unsigned)id * 2654435761u, (unsigned)id);
    row_text(&row, "log_id", text);
    row_text(&row, "dag_id", "launch__backtesting");
    row_text(&row, "run_id", "manual__2026-04-29T11:35:02+00:00");
    row_text(&row, "task_id", "test_step");
    row_num(&row, "try_number", 1);
    row_text(&row, "role", "task");
    row_text(&row, "source", source);
    row_text(&row, "state", "success");
    row_num(&row, "state_inferred", 0);
    row_num(&row, "complete", 1);
    row_num(&row, "lines", lines);
    row_num(&row, "bytes", lines * 80);
    row_text(&row, "content_hash", hash);
    row_text(&row, "parser_version", "p1");
    row_text(&row, "rules_version", "r1");
    row_num(&row, "size", lines * 80);
    row_num(&row, "mtime", INT64_C(1777462502123456));
    return row;
}

struct row row_event(int seq, int64_t time, const char *name)
{
    struct row row = row_new(RECORD_event);
    row_num(&row, "seq", seq);
    row_num(&row, "line", seq + 10);
    row_num(&row, "time", time);
    row_text(&row, "name", name);
    row_text(&row, "attrs", "{\"n\":1}");
    return row;
}
