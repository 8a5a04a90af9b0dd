/* cmd_failures.c - what goes wrong on the platform, the same cause once: what is bursting, new or back first. */
#include <inttypes.h>
#include <stdio.h>

#include "failure_page.h"
#include "sink/print/csv_text.h"
#include "sink/print/screen.h"
#include "sink/read/listing.h"
#include "sink/schema/schema.h"
#include "commands.h"
#include "status_page.h"
#include "stop_signal.h"

static void page_add(const struct job *job, const struct pg_rows *rows, struct buf *out)
{
    struct terminal terminal = { .to = out, .width = PAGE_WIDTH, .colour = job_colour(job) };
    terminal_style(&terminal, STYLE_bold);
    terminal_printf(&terminal, "Failures of the last %" PRId64 " days: %d%s%s", job->seen, pg_rows_count(rows), job->dag ? " of " : "", job->dag ? job->dag : "");
    terminal_line(&terminal);
    failure_page(&terminal, rows, 8 * PAGE_WIDTH);
}

/* A header and the rows; a null is nothing between the commas. */
static void csv_add(const struct pg_rows *rows, struct buf *out)
{
    for (int row = -1; row < pg_rows_count(rows); row++) {
        for (int i = 0; i <= FAILURE_line; i++) {
            buf_text(out, i ? "," : "");
            if (row < 0)
                csv_text(out, slice_of(pg_rows_name(rows, i)));
            else if (!pg_rows_null(rows, row, i))
                csv_text(out, pg_rows_text(rows, row, i));
        }
        buf_char(out, '\n');
    }
}

static void list(const struct job *job, struct pg *pg, struct buf *out)
{
    const struct listing_of of = { .what = LISTING_failures, .at = job->at, .days = job->seen, .dag = job->dag };
    if (job->listing == LIST_json) {
        listing_json(pg, &of, out);
        return;
    }
    struct pg_rows *rows = listing_read(pg, &of);
    if (rows && job->listing == LIST_csv)
        csv_add(rows, out);
    else if (rows)
        page_add(job, rows, out);
    pg_rows_free(rows);
}

void cmd_failures(const struct job *job, struct report *report)
{
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = job->conninfo, .read_only = true, .stop = stop_flag(), .report = report });
    struct buf out = { 0 };
    if (pg && schema_require(pg) == 0)
        list(job, pg, &out);
    if (job->listing == LIST_table)
        screen_write(stdout, buf_view(&out));
    else
        fwrite(out.p ? out.p : "", 1, out.n, stdout);
    buf_free(&out);
    pg_close(&pg);
}
