/* stores.c - see stores.h. */
#include "stores.h"

#include <criterion/criterion.h>

struct report report;
struct pg *pg;

struct sink *open_with(bool stream, size_t memory, int logs)
{
    struct sink *sink = sink_postgres(&(struct sink_postgres_options){
        .database = { .conninfo = database_conninfo(""), .wait_s = 20, .report = &report }, .load_id = 7, .stream = stream, .memory = memory, .logs = logs });
    cr_assert(sink);
    return sink;
}

void stores_set_up(void)
{
    report = (struct report){ .to = stderr };
    pg = database_open(&report);
}

void stores_tear_down(void)
{
    pg_close(&pg);
}

int put_log(struct sink *sink, struct row *log, int n, const char *name)
{
    const struct record *record = row_record(log);
    int rc = sink->ops->begin(sink, record);
    for (int i = 1; i <= n && rc >= 0; i++) {
        struct row event = row_event(i, APRIL + i * HOUR, name);
        rc = sink_put(sink, record, row_record(&event));
    }
    return sink->ops->end(sink, record, rc >= 0) < 0 ? -1 : rc;
}

void store_log(struct row log, int n, const char *name)
{
    struct sink *sink = open_with(false, 0, 0);
    cr_assert_geq(put_log(sink, &log, n, name), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
}

const char *everything(void)
{
    return database_value(pg, "SELECT md5(coalesce(string_agg(r, E'\\n' ORDER BY r), '')) FROM ("
                              " SELECT (to_jsonb(t) - 'load_id' - 'loaded_at')::text AS r FROM dagsieve.log t"
                              " UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.correlation t UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.event t"
                              " UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.finding t UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.reject t"
                              " UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.notice t) x");
}

const char *through(struct row *child, const char *column)
{
    static int id;
    struct row log = row_log(++id % 60, "/l", 1, "h");
    char hash[16], sql[256];
    snprintf(hash, sizeof(hash), "%d", id);
    row_text(&log, "content_hash", hash);
    row_num(&log, "lines", id);
    struct sink *sink = open_with(false, 0, 0);
    const struct record *record = row_record(&log);
    cr_assert_geq(sink->ops->begin(sink, record), 0);
    cr_assert_geq(sink_put(sink, record, row_record(child)), 0);
    cr_assert_geq(sink->ops->end(sink, record, true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    snprintf(sql, sizeof(sql), "SELECT %s FROM dagsieve.%s WHERE log_id = '%.36s'", column, child->record.schema->name,
             log.cells[LOG_log_id].text.p);
    return database_value(pg, sql);
}
