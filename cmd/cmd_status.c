/* cmd_status.c - the morning check: state, why, signals, last verdicts, what to do; as a page, as JSON, or as a monitoring plugin; or the sweeps. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>

#include "sink/print/screen.h"
#include "sink/schema/schema.h"
#include "commands.h"
#include "status_page.h"
#include "stop_signal.h"
#include "sweep_page.h"

/* Whether the terminal shows more than ASCII. */
static bool locale_is_utf8(void)
{
    return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int sweeps(const struct job *job, struct pg *pg, struct buf *out)
{
    const struct listing_of of = { .what = LISTING_sweeps, .at = job->at, .days = 7 };
    if (job->page == PAGE_json)
        return listing_json(pg, &of, out);
    struct pg_rows *rows = listing_read(pg, &of);
    if (rows)
        sweep_page(rows, job_colour(job), out);
    pg_rows_free(rows);
    return rows ? 0 : -1;
}

static int read_and_write(const struct job *job, struct pg *pg, struct buf *out, int *level)
{
    struct status status = { 0 };
    if (job->sweeps && !job->check)
        return sweeps(job, pg, out);
    if (job->page == PAGE_json && !job->check)
        return status_json(pg, job->at, out);
    int rc = status_read(pg, job->at, &status);
    if (rc == 0) {
        *level = status_level(&status);
        if (job->check)
            status_line(&status, out);
        else
            status_page(&status, screen_columns(stdout), job_colour(job), locale_is_utf8(), out);
    }
    status_free(&status);
    return rc;
}

void cmd_status(const struct job *job, struct report *report)
{
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = job->conninfo, .read_only = true, .stop = stop_flag(), .report = report });
    struct buf out = { 0 };
    int level = 3;
    if (pg && schema_require(pg) == 0)
        read_and_write(job, pg, &out, &level);
    if (job->check && !out.n)
        buf_text(&out, "DAGSIEVE UNKNOWN - the database gave no answer |\n");
    if (job->page == PAGE_json || job->check)
        fwrite(out.p ? out.p : "", 1, out.n, stdout);
    else
        screen_write(stdout, buf_view(&out));
    if (job->check)
        report->status = level;
    buf_free(&out);
    pg_close(&pg);
}
