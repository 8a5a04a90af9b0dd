/* staged.c - see staged.h. */
#include "staged.h"

#include <inttypes.h>
#include <stdlib.h>

/* What a block says: all but where it stands and how it is judged. */
#define BLOCK_SAYS "to_jsonb(t) - '{log_id,seq,line,time,closed,notes,places,main_code,main_missing,audit_partial}'::text[]"
/* The server's own refusals are numbered from here and stay where they are. */
#define REFUSED_FIRST "1000000000"

/* How the rows of a table are compared: expressions over its row t. weight and cut: align.h. */
static const struct {
    const char *table, *number;
    bool timed;
    const char *time, *content, *subject, *weight, *cut;
} tables[RECORD_log] = {
    [RECORD_correlation] = { "correlation", "seq", true, "t.time", "hashtextextended((" BLOCK_SAYS ")::text, 0)", "hashtextextended(t.crypto, 0)",
                             "CASE WHEN t.closed THEN 1000000 ELSE 0 END + length(jsonb_strip_nulls(" BLOCK_SAYS ")::text)", "NOT t.closed" },
    [RECORD_event] = { "event", "seq", true, "nullif(t.time, '-infinity')", "hashtextextended(concat_ws(E'\\n', t.name, t.attrs), 0)", "0",
                       "length(t.attrs::text)", "false" },
    [RECORD_notice] = { "notice", "seq", true, "t.time",
                        "hashtextextended(concat_ws(E'\\n', t.code, t.dag_id, t.run_id, t.logical_date, t.task_id, t.map_index, t.try_number, t.exit_code), 0)", "0",
                        "t.count", "false" },
    [RECORD_reject] = { "reject", "n", false, "NULL::timestamptz", "hashtextextended(concat_ws(E'\\n', t.code, t.text, t.bytes), 0)", "0", "0", "false" },
};

/* --- reading ------------------------------------------------------------------------------------------------------ */

static void select_rows(struct buf *sql, enum record_type type, const char *schema)
{
    buf_printf(sql,
               "SELECT t.%s, coalesce(t.line, 0), coalesce((extract(epoch FROM %s) * 1000000)::bigint, 0), %s, coalesce(%s, 0), %s, coalesce(%s, true)"
               " FROM %s%s AS t WHERE t.log_id = $1 AND t.%s > $2 AND t.%s < " REFUSED_FIRST,
               tables[type].number, tables[type].time, tables[type].content, tables[type].subject, tables[type].weight, tables[type].cut, schema,
               tables[type].table, tables[type].number, tables[type].number);
}

static void take_rows(const struct pg_rows *rows, struct align_rows *out)
{
    out->n = pg_rows_count(rows);
    out->row = memory_new(((size_t)out->n + 1) * sizeof(*out->row));
    for (int i = 0; i < out->n; i++)
        out->row[i] = (struct align_row){
            .seq = pg_rows_int(rows, i, 0),
            .line = pg_rows_int(rows, i, 1),
            .time = pg_rows_int(rows, i, 2),
            .content = pg_rows_int(rows, i, 3),
            .subject = pg_rows_int(rows, i, 4),
            .weight = pg_rows_int(rows, i, 5),
            .cut = pg_rows_text(rows, i, 6).p[0] == 't',
        };
}

static int read_rows(struct pg *pg, struct buf *sql, int n, const char *const values[], struct align_rows *out)
{
    buf_char(sql, '\0');
    struct pg_rows *rows = pg_query(pg, sql->p, n, values);
    if (rows)
        take_rows(rows, out);
    pg_rows_free(rows);
    return rows ? 0 : -1;
}

static const char *number_text(char text[24], int64_t number)
{
    snprintf(text, 24, "%" PRId64, number);
    return text;
}

/* How many are staged, and the ends of both. Here as below, what is asked of a stored table, which may be distributed (citus.sql), is a query of its own. */
static int read_ends(struct pg *pg, enum record_type type, const char *id, struct staged_rows *out)
{
    struct buf sql = { 0 };
    const char *number = tables[type].number, *table = tables[type].table;
    buf_printf(&sql,
               "WITH stored AS MATERIALIZED (SELECT t.%s AS last FROM dagsieve.%s AS t WHERE t.log_id = $1 AND t.%s < " REFUSED_FIRST
               "   ORDER BY t.%s DESC LIMIT 1)"
               " SELECT count(*), max(s.%s), (SELECT t.last FROM stored AS t), (SELECT %s FROM pg_temp.stage_%s AS t WHERE t.log_id = $1 ORDER BY t.%s DESC LIMIT 1)"
               " FROM pg_temp.stage_%s AS s WHERE s.log_id = $1 AND s.%s < " REFUSED_FIRST,
               number, table, number, number, number, tables[type].time, table, number, table, number);
    buf_char(&sql, '\0');
    struct pg_rows *rows = pg_query(pg, sql.p, 1, (const char *const[]){ id });
    buf_free(&sql);
    if (!rows)
        return -1;
    out->staged = pg_rows_int(rows, 0, 0);
    out->last_given = pg_rows_int(rows, 0, 1);
    out->last_stored = pg_rows_int(rows, 0, 2);
    snprintf(out->last_time, sizeof(out->last_time), "%s", pg_rows_text(rows, 0, 3).p);
    pg_rows_free(rows);
    return 0;
}

/* The stored row that the stream stored last may have another number by now; floor: what else is before the staged rows. */
static int read_base(struct pg *pg, enum record_type type, const struct batch_log *log, int64_t *base, struct staged_rows *out)
{
    const struct row_cursor *cursor = &log->cursor[type];
    char stored[24];
    *base = out->floor = cursor->stored;
    if (!tables[type].timed)
        return 0;
    struct buf sql = { 0 };
    const char *table = tables[type].table;
    buf_printf(&sql,
               "WITH staged AS MATERIALIZED (SELECT CASE WHEN bool_and(%s IS NOT NULL) THEN min(%s) END AS first FROM pg_temp.stage_%s AS t WHERE t.log_id = $1),"
               " same AS MATERIALIZED (SELECT count(*) AS n FROM dagsieve.%s AS t WHERE t.log_id = $1 AND t.seq = $2::int AND t.time = nullif($3, '')::timestamptz),"
               " earlier AS MATERIALIZED (SELECT max(t.seq) AS seq FROM dagsieve.%s AS t WHERE t.log_id = $1 AND %s <= nullif($3, '')::timestamptz),"
               " stored AS MATERIALIZED (SELECT CASE WHEN $3 = '' OR (SELECT s.n FROM same AS s) > 0 THEN $2::int"
               "   ELSE coalesce((SELECT e.seq FROM earlier AS e), 0) END AS base),"
               " before AS MATERIALIZED (SELECT max(t.seq) AS seq FROM dagsieve.%s AS t WHERE t.log_id = $1 AND t.seq > (SELECT s.base FROM stored AS s)"
               "   AND (%s < (SELECT s.first FROM staged AS s) OR (SELECT s.first FROM staged AS s) IS NULL))"
               " SELECT s.base, greatest(s.base, b.seq) FROM stored AS s, before AS b",
               tables[type].time, tables[type].time, table, table, table, tables[type].time, table, tables[type].time);
    buf_char(&sql, '\0');
    struct pg_rows *rows = pg_query(pg, sql.p, 3, (const char *const[]){ log->id, number_text(stored, cursor->stored), cursor->time });
    buf_free(&sql);
    if (!rows)
        return -1;
    *base = pg_rows_int(rows, 0, 0);
    out->floor = pg_rows_int(rows, 0, 1);
    pg_rows_free(rows);
    return 0;
}

static int read_fresh(struct pg *pg, enum record_type type, const struct batch_log *log, struct staged_rows *out)
{
    struct buf sql = { 0 };
    char given[24];
    select_rows(&sql, type, "pg_temp.stage_");
    buf_printf(&sql, " ORDER BY t.%s, t.ctid DESC", tables[type].number); /* of one that was given twice the later, as merge.sql has it */
    int rc = read_rows(pg, &sql, 2, (const char *const[]){ log->id, number_text(given, log->cursor[type].given) }, &out->fresh);
    buf_free(&sql);
    return rc;
}

/* Only about the time of the staged ones: an open log may be long. */
static int read_stored(struct pg *pg, enum record_type type, const struct batch_log *log, int64_t base, struct staged_rows *out)
{
    struct buf sql = { 0 };
    char from[24];
    const char *time = tables[type].time;
    select_rows(&sql, type, "dagsieve.");
    if (tables[type].timed)
        buf_printf(&sql,
                   " AND (%s IS NULL OR %s <= (SELECT CASE WHEN bool_and(%s IS NOT NULL) THEN max(%s) ELSE 'infinity' END + interval '1 s'"
                   "   FROM pg_temp.stage_%s AS t WHERE t.log_id = $1)"
                   " AND %s >= (SELECT CASE WHEN bool_and(%s IS NOT NULL) THEN min(%s) ELSE '-infinity' END - interval '1 s'"
                   "   FROM pg_temp.stage_%s AS t WHERE t.log_id = $1))",
                   time, time, time, time, tables[type].table, time, time, time, tables[type].table);
    buf_printf(&sql, " ORDER BY t.%s", tables[type].number);
    int rc = read_rows(pg, &sql, 2, (const char *const[]){ log->id, number_text(from, base) }, &out->stored);
    buf_free(&sql);
    return rc;
}

int staged_read(struct pg *pg, enum record_type type, const struct batch_log *log, struct staged_rows *out)
{
    int64_t base;
    *out = (struct staged_rows){ 0 };
    if (read_ends(pg, type, log->id, out))
        return -1;
    out->behind = out->last_stored == log->cursor[type].stored;
    if (out->behind || !out->staged)
        return 0;
    return read_base(pg, type, log, &base, out) || read_fresh(pg, type, log, out) || read_stored(pg, type, log, base, out) ? -1 : 0;
}

void staged_free(struct staged_rows *rows)
{
    free(rows->fresh.row);
    free(rows->stored.row);
    *rows = (struct staged_rows){ 0 };
}

/* --- what follows from it ----------------------------------------------------------------------------------------- */

/* Array literals for the statements. */
struct numbering {
    struct buf given, given_number; /* staged rows that stay, and the numbers that they get */
    struct buf known;               /* staged rows that are stored already */
    struct buf worse;               /* stored rows that give way to a staged one */
    struct buf moved, moved_by;     /* stored rows whose line is another one */
    struct buf after, up;           /* stored rows behind that one move up by so much */
    int64_t first_after;            /* the least of these; 0 = none */
    int64_t last;                   /* the last stored row that the staged ones reach */
    int64_t last_number;            /* the number that the last staged row has */
};

static void add_number(struct buf *array, int64_t number)
{
    buf_char(array, array->n ? ',' : '{');
    buf_int(array, number);
}

static void array_end(struct buf *array)
{
    buf_text(array, array->n ? "}" : "{}");
    buf_char(array, '\0');
}

static void take_match(struct numbering *n, const struct batch_log *log, const struct align_row *fresh, const struct align_row *stored, int64_t up)
{
    int64_t by = fresh->line - stored->line;
    if (fresh->better) {
        add_number(&n->worse, stored->seq);
        add_number(&n->given, fresh->seq);
        add_number(&n->given_number, stored->seq + up);
    } else {
        add_number(&n->known, fresh->seq);
    }
    if (!fresh->better && log->next_lines.ours_first && by) {
        add_number(&n->moved, stored->seq);
        add_number(&n->moved_by, by);
    }
    n->last = stored->seq;
    n->last_number = stored->seq + up;
}

/* Goes behind stored row `after`, as the up-th that is put in. */
static void take_new(struct numbering *n, const struct align_row *fresh, int64_t after, int64_t up)
{
    add_number(&n->given, fresh->seq);
    add_number(&n->given_number, after + up);
    add_number(&n->after, after);
    add_number(&n->up, up);
    if (up == 1)
        n->first_after = after;
    n->last = after;
    n->last_number = after + up;
}

static void number_rows(struct numbering *n, const struct batch_log *log, const struct staged_rows *rows)
{
    int64_t up = 0;
    for (int i = 0; i < rows->fresh.n; i++) {
        const struct align_row *fresh = &rows->fresh.row[i];
        const struct align_row *stored = rows->stored.row;
        if (fresh->match >= 0)
            take_match(n, log, fresh, &stored[fresh->match], up);
        else
            take_new(n, fresh, fresh->before ? stored[fresh->before - 1].seq : rows->stored.n ? stored[0].seq - 1 : rows->floor, ++up);
    }
}

static void numbering_free(struct numbering *n)
{
    struct buf *const bufs[] = { &n->given, &n->given_number, &n->known, &n->worse, &n->moved, &n->moved_by, &n->after, &n->up };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
}

/* --- statements: for a table, and for the findings that hang on its blocks ------------------------------------------ */

/* A table whose rows are numbered alike: its name, its number, and what else in it holds lines. */
struct numbered {
    const char *table, *number, *only;
    bool places;
};

enum { HANGING = 2, EMPTY = sizeof("{}") };

/* The tables that are numbered with this one: itself, then what hangs on it. */
static int numbered_tables(enum record_type type, struct numbered out[HANGING])
{
    bool block = type == RECORD_correlation;
    out[0] = (struct numbered){ tables[type].table, tables[type].number, "", block };
    out[1] = (struct numbered){ "finding", "seq", " AND t.seq > 0", false };
    return block ? 2 : 1;
}

/* SET of the line, and of the places that hold lines, by an expression. */
static void set_lines(struct buf *sql, const struct numbered *t, const char *by)
{
    buf_printf(sql, "line = t.line + %s", by);
    if (t->places)
        buf_printf(sql,
                   ", places = jsonb_set(t.places, '{line}', coalesce((SELECT jsonb_object_agg(p.key, p.value::bigint + %s)"
                   " FROM jsonb_each_text(t.places->'line') AS p), '{}'))",
                   by);
}

static int run(struct pg *pg, struct buf *sql, int n, const char *const values[])
{
    buf_char(sql, '\0');
    int rc = pg_call(pg, sql->p, n, values);
    buf_free(sql);
    return rc;
}

static int delete_rows(struct pg *pg, const char *schema, const struct numbered *t, const char *id, const char *numbers)
{
    struct buf sql = { 0 };
    buf_printf(&sql, "DELETE FROM %s%s AS t WHERE t.log_id = $1 AND t.%s = ANY ($2::bigint[])%s", schema, t->table, t->number, t->only);
    return run(pg, &sql, 2, (const char *const[]){ id, numbers });
}

/* Stored rows whose line another reading counts otherwise. */
static int move_lines(struct pg *pg, const struct numbered *t, const char *id, const struct numbering *n)
{
    struct buf sql = { 0 };
    buf_printf(&sql, "UPDATE dagsieve.%s AS t SET ", t->table);
    set_lines(&sql, t, "m.by");
    buf_printf(&sql, " FROM unnest($2::bigint[], $3::bigint[]) AS m (number, by) WHERE t.log_id = $1 AND t.%s = m.number%s", t->number, t->only);
    return run(pg, &sql, 3, (const char *const[]){ id, n->moved.p, n->moved_by.p });
}

/* Stored rows that the stream lacks: all of a reading that began later lie behind the stream's end. Of those before `after` it was seen earlier. */
static int move_tail(struct pg *pg, const struct numbered *t, const struct batch_log *log, int64_t after, const struct numbering *n)
{
    struct buf sql = { 0 };
    char by[24], from[24], line[24];
    buf_printf(&sql, "UPDATE dagsieve.%s AS t SET ", t->table);
    set_lines(&sql, t, "$2::bigint");
    buf_printf(&sql, " WHERE t.log_id = $1 AND t.%s > $3::bigint AND t.%s < " REFUSED_FIRST " AND t.%s <> ALL ($4::bigint[]) AND t.line >= $5::bigint%s", t->number,
               t->number, t->number, t->only);
    number_text(line, log->next_lines.from);
    return run(pg, &sql, 5, (const char *const[]){ log->id, number_text(by, log->next_lines.moved), number_text(from, after), n->moved.p, line });
}

/* Makes room: by way of negative numbers, so that no two rows ever have the same one. */
static int move_up(struct pg *pg, const struct numbered *t, const char *id, const struct numbering *n)
{
    struct buf sql = { 0 }, back = { 0 };
    char from[24];
    buf_printf(&sql,
               "UPDATE dagsieve.%s AS t"
               " SET %s = -(t.%s + (SELECT max(u.up) FROM unnest($2::bigint[], $3::bigint[]) AS u (after, up) WHERE u.after < t.%s))"
               " WHERE t.log_id = $1 AND t.%s > $4::bigint AND t.%s < " REFUSED_FIRST "%s",
               t->table, t->number, t->number, t->number, t->number, t->number, t->only);
    buf_printf(&back, "UPDATE dagsieve.%s AS t SET %s = -t.%s WHERE t.log_id = $1 AND t.%s < 0", t->table, t->number, t->number, t->number);
    int rc = run(pg, &sql, 4, (const char *const[]){ id, n->after.p, n->up.p, number_text(from, n->first_after) });
    int rc_back = rc ? -1 : run(pg, &back, 1, (const char *const[]){ id });
    buf_free(&back);
    return rc || rc_back ? -1 : 0;
}

/* The staged rows themselves; those that are not named, of blocks that went before, by the cursor. */
static int number_staged(struct pg *pg, const struct numbered *t, const struct batch_log *log, enum record_type type, const struct numbering *n)
{
    struct buf sql = { 0 };
    char by[24], offset[24];
    const struct row_cursor *cursor = &log->cursor[type];
    if (n->given.n <= EMPTY && cursor->stored == cursor->given && !log->next_lines.by)
        return 0;
    buf_printf(&sql,
               "UPDATE pg_temp.stage_%s AS t SET %s = coalesce(n.number, t.%s + $4::bigint), ", t->table, t->number, t->number);
    set_lines(&sql, t, "$5::bigint");
    buf_printf(&sql, /* joined once, not asked row by row: a reading may stage tens of thousands */
               " FROM (SELECT t.ctid AS place, m.number FROM pg_temp.stage_%s AS t LEFT JOIN unnest($2::bigint[], $3::bigint[]) AS m (given, number)"
               "   ON m.given = t.%s WHERE t.log_id = $1 AND t.%s < " REFUSED_FIRST "%s) AS n WHERE t.ctid = n.place",
               t->table, t->number, t->number, t->only);
    number_text(offset, cursor->stored - cursor->given);
    number_text(by, log->next_lines.by);
    return run(pg, &sql, 5, (const char *const[]){ log->id, n->given.p, n->given_number.p, offset, by });
}

static int apply_to(struct pg *pg, const struct numbered *t, struct batch_log *log, enum record_type type, const struct staged_rows *rows,
                    const struct numbering *n)
{
    const char *id = log->id;
    if ((n->worse.n > EMPTY && delete_rows(pg, "dagsieve.", t, id, n->worse.p)) || (n->known.n > EMPTY && delete_rows(pg, "pg_temp.stage_", t, id, n->known.p)))
        return -1;
    if (n->moved.n > EMPTY && move_lines(pg, t, id, n))
        return -1;
    int64_t after = log->has_row ? n->last : 0;
    if (log->ended && log->next_lines.moved && rows->last_stored > after && move_tail(pg, t, log, after, n))
        return -1;
    if (n->up.n > EMPTY && rows->last_stored > n->first_after && move_up(pg, t, id, n))
        return -1;
    return number_staged(pg, t, log, type, n);
}

static void set_next(struct batch_log *log, enum record_type type, const struct staged_rows *rows, const struct numbering *n)
{
    struct row_cursor *next = &log->next[type];
    int64_t offset = next->stored - next->given;
    if (!rows->staged)
        return;
    next->given = rows->last_given;
    next->stored = rows->behind ? rows->last_given + offset : n->last_number;
    memcpy(next->time, rows->last_time, sizeof(next->time));
}

int staged_apply(struct pg *pg, enum record_type type, struct batch_log *log, const struct staged_rows *rows)
{
    struct numbered table[HANGING];
    struct numbering n = { .last = rows->behind ? rows->last_stored : log->cursor[type].stored };
    int rc = 0;
    number_rows(&n, log, rows);
    struct buf *const arrays[] = { &n.given, &n.given_number, &n.known, &n.worse, &n.moved, &n.moved_by, &n.after, &n.up };
    for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
        array_end(arrays[i]);
    for (int i = 0, count = numbered_tables(type, table); i < count && rc == 0; i++)
        rc = apply_to(pg, &table[i], log, type, rows, &n);
    set_next(log, type, rows, &n);
    numbering_free(&n);
    return rc;
}

int staged_move_incidents(struct pg *pg, const struct batch_log *log)
{
    char by[24], moved[24], from[24];
    const char *ours[] = { log->id, number_text(by, log->next_lines.by) };
    const char *others[] = { log->id, number_text(moved, log->next_lines.moved), number_text(from, log->next_lines.from) };
    if (log->next_lines.by && pg_call(pg, "UPDATE pg_temp.stage_finding SET line = line + $2::bigint WHERE log_id = $1 AND seq = 0", 2, ours))
        return -1;
    return log->ended && log->next_lines.moved ? pg_call(pg, "UPDATE dagsieve.finding SET line = line + $2::bigint WHERE log_id = $1 AND seq = 0 AND line >= $3::bigint", 3, others)
                                               : 0;
}
