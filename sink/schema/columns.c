/* columns.c - see columns.h. */
#include "columns.h"

#include "sink/connection/pg.h"

static bool is_reserved(const char *name)
{
    static const char words[] =
        " all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column "
        "concurrently constraint create cross current_catalog current_date current_role current_schema current_time "
        "current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full "
        "grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime "
        "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right "
        "select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using "
        "variadic verbose when where window with ";
    char word[64];
    snprintf(word, sizeof(word), " %s ", name);
    return strstr(words, word) != NULL;
}

void schema_name(struct buf *out, const char *name)
{
    buf_printf(out, is_reserved(name) ? "\"%s\"" : "%s", name);
}

void schema_columns(struct buf *out, enum record_type type)
{
    const struct schema *schema = &schemas[type];
    if (type != RECORD_log)
        buf_text(out, "log_id");
    for (int i = 0; i < schema->n; i++) {
        if (type == RECORD_log && i == LOG_loaded_at)
            continue;
        if (out->n && out->p[out->n - 1] != '(')
            buf_text(out, ", ");
        schema_name(out, schema->field[i].name);
    }
}

static void write_column(struct buf *out, enum record_type type, int i)
{
    const struct field *field = &schemas[type].field[i];
    size_t start = out->n;
    schema_name(out, field->name);
    buf_printf(out, "%*s%s", out->n - start < 22 ? (int)(22 - (out->n - start)) : 1, "", kind_sql(field->kind));
    if (type == RECORD_log && i == LOG_loaded_at)
        buf_text(out, " DEFAULT now()");
}

void schema_column_lines(struct buf *out, enum record_type type)
{
    if (type != RECORD_log)
        buf_printf(out, "    %-22suuid,\n", "log_id");
    for (int i = 0; i < schemas[type].n; i++) {
        buf_text(out, "    ");
        write_column(out, type, i);
        buf_text(out, ",\n");
    }
}

void schema_comments(struct buf *out)
{
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        if (type != RECORD_log)
            buf_printf(out, "COMMENT ON COLUMN dagsieve.%s.log_id IS 'log that this belongs to';\n", schema->name);
        for (int i = 0; i < schema->n; i++) {
            buf_printf(out, "COMMENT ON COLUMN dagsieve.%s.", schema->name);
            schema_name(out, schema->field[i].name);
            buf_text(out, " IS ");
            pg_literal(out, slice_of(schema->field[i].help));
            buf_text(out, ";\n");
        }
        buf_char(out, '\n');
    }
}
