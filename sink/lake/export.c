/* export.c - see export.h. */
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lake_file.h"
#include "sink/read/snapshot.h"

/* One table on its way. */
struct lake_export {
    const char *folder;
    enum record_type type;
    enum lake_format format;
    const volatile sig_atomic_t *stop;
    struct report *report;
    struct lake_file *file;  /* the month's; NULL before the first, and of one that stays */
    char month[32];          /* its name */
    struct buf months;       /* those that have rows, each followed by a comma */
    struct buf *asked;       /* those that are exported: lake_months, and what table log, the first, has */
    struct buf *pruned;      /* those that are in the database in part */
    struct lake_count *count;
};

static bool month_end(struct lake_export *export, bool whole)
{
    return !export->file || lake_file_end(&export->file, whole) == 0;
}

static bool is_there(const struct lake_export *export, struct slice month)
{
    struct stat there;
    struct buf path = { 0 };
    const char *table = schemas[export->type].name;
    buf_printf(&path, "%s/table=%s", export->folder, table);
    if (month.n)
        buf_printf(&path, "/month=%.*s/%s%s", SLICE_ARG(month), table, lake_suffix(export->format));
    buf_char(&path, '\0');
    bool found = stat(path.p, &there) == 0;
    buf_free(&path);
    return found;
}

/* The file holds what schema prune has taken from the database: it stays. */
static bool stays(const struct lake_export *export, struct slice month)
{
    return slice_has(buf_view(export->pruned), month) && is_there(export, month);
}

/* The month's file is begun, unless it stays. */
static bool month_begin(struct lake_export *export, struct slice month)
{
    if (!month_end(export, true))
        return false;
    snprintf(export->month, sizeof(export->month), "%.*s", SLICE_ARG(month));
    bool old = stays(export, month);
    export->count->kept += old;
    export->file = old ? NULL : lake_file_begin(export->folder, export->type, export->format, month, export->report);
    return old || export->file;
}

/* A row of COPY: its month, a comma, its values. */
static bool row_take(void *context, struct slice row)
{
    struct lake_export *export = context;
    struct slice month;
    slice_cut(&row, ',', &month);
    bool next = !slice_eq(month, slice_of(export->month));
    if (*export->stop || (next && !month_begin(export, month)))
        return false;
    if (next)
        buf_printf(&export->months, "%s,", export->month);
    if (!export->file)
        return true;
    export->count->months += next;
    export->count->rows++;
    return lake_file_row(export->file, row) == 0;
}

static bool headers_alone(struct lake_export *export, struct slice month)
{
    return month_begin(export, month) && month_end(export, true);
}

/* A month that was asked for, and has rows there but none here any longer, is left with a file of headers; so is a table that never had
 * one: what reads the folder finds a file. */
static bool no_rows_told(struct lake_export *export)
{
    struct slice months = buf_view(export->asked), month;
    bool ok = true;
    while (ok && slice_cut(&months, ',', &month))
        ok = slice_has(buf_view(&export->months), month) || !is_there(export, month) || stays(export, month) || headers_alone(export, month);
    return ok && (is_there(export, (struct slice){ 0 }) || headers_alone(export, SLICE(LAKE_NO_MONTH)));
}

static int export_table(struct pg *pg, struct lake_export *export, int64_t days)
{
    struct buf sql = { 0 };
    int errors = export->report->status;
    lake_query(&sql, export->type, days);
    buf_char(&sql, '\0');
    bool whole = pg_copy_out(pg, sql.p, row_take, export) == 0;
    if (*export->stop)
        complain(export->report, COMPLAINT_stopped, NULL, NULL);
    else if (!whole && export->report->status == errors)
        pg_complain(pg);
    buf_free(&sql);
    bool ok = month_end(export, whole) && whole && no_rows_told(export);
    if (export->type == RECORD_log)
        buf_slice(export->asked, buf_view(&export->months));
    buf_free(&export->months);
    return ok ? 0 : -1;
}

/* The views are written last: who finds them finds the tables. */
static int write_views(const char *folder, enum lake_format format, struct report *report)
{
    struct buf duckdb = { 0 }, spark = { 0 };
    lake_duckdb_views(&duckdb, format);
    lake_spark_views(&spark, format);
    int rc = lake_file_text(folder, "duckdb.sql", buf_view(&duckdb), report) || lake_file_text(folder, "spark.sql", buf_view(&spark), report) ? -1 : 0;
    buf_free(&duckdb);
    buf_free(&spark);
    return rc;
}

/* The folder, made where it is not there, and ours alone until the descriptor is closed; -1: complained about. */
static int lock_folder(const char *folder, struct report *report)
{
    int fd = mkdir(folder, 0777) == 0 || errno == EEXIST ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    complain(report, COMPLAINT_no_folder, &(struct where){ .path = folder }, "%s",
             errno == EWOULDBLOCK ? "another export writes there" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Appends the months of a query, each followed by a comma; -1: ask pg_fault. */
static int read_months(struct pg *pg, const char *sql, struct buf *months)
{
    struct pg_rows *rows = pg_query(pg, sql, 0, NULL);
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        buf_printf(months, "%s,", pg_rows_text(rows, i, 0).p);
    pg_rows_free(rows);
    return rows ? 0 : -1;
}

/* Asked are months though no row may be in them any longer. A reader's statement_timeout is for boards. */
static int begin(struct pg *pg, int64_t days, struct buf *asked, struct buf *pruned)
{
    struct buf sql = { 0 };
    lake_months(&sql, days);
    buf_char(&sql, '\0');
    int rc = snapshot_begin(pg, NULL) || pg_run(pg, "SET LOCAL statement_timeout = 0; SET LOCAL jit = off") || read_months(pg, sql.p, asked) ||
                     read_months(pg, LAKE_PRUNED, pruned)
                 ? -1
                 : 0;
    buf_free(&sql);
    if (rc)
        pg_complain(pg);
    return rc;
}

/* A reader takes all files of a table to be of one format. */
static bool refuse_other_format(const char *folder, enum lake_format format, struct report *report)
{
    bool refused = false;
    struct buf path = { 0 };
    for (int i = 0; i < LAKE_TABLES * LAKE__N && !refused; i++) {
        buf_reset(&path);
        enum lake_format other = (enum lake_format)(i % LAKE__N);
        refused = other != format && lake_file_is_there(folder, lake_tables[i / LAKE__N], other, &path);
    }
    if (refused)
        complain(report, COMPLAINT_other_format, &(struct where){ .path = path.p }, NULL);
    buf_free(&path);
    return refused;
}

int lake_export(struct pg *pg, const char *folder, enum lake_format format, int64_t days, const volatile sig_atomic_t *stop,
                struct lake_count counts[LAKE_TABLES])
{
    int lock = lock_folder(folder, pg_report(pg));
    if (lock < 0)
        return -1;
    if (refuse_other_format(folder, format, pg_report(pg))) {
        close(lock);
        return -1;
    }
    struct buf asked = { 0 }, pruned = { 0 };
    int rc = begin(pg, days, &asked, &pruned);
    for (int i = 0; i < LAKE_TABLES && rc == 0; i++) {
        counts[i] = (struct lake_count){ 0 };
        rc = export_table(pg, &(struct lake_export){ .folder = folder, .type = lake_tables[i], .format = format, .stop = stop,
                                                     .report = pg_report(pg), .count = &counts[i], .asked = &asked, .pruned = &pruned }, days);
    }
    buf_free(&asked);
    buf_free(&pruned);
    pg_run(pg, "ROLLBACK");
    if (rc == 0)
        rc = write_views(folder, format, pg_report(pg));
    close(lock);
    return rc;
}
