/* progress.c - figures only: nothing here is read by a test for its speed, everything is for eyes and dashboards. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "parser/text/monotonic.h"
#include "sink/print/screen.h"

void progress_begin(struct progress *progress, enum progress_mode mode, bool results_on_stdout)
{
    bool seen = isatty(STDERR_FILENO) && screen_obeys() && !(results_on_stdout && isatty(STDOUT_FILENO));
    *progress = (struct progress){ .mode = mode, .on = mode == PROGRESS_json || (mode == PROGRESS_auto && seen) };
    progress->started = progress->shown = monotonic_ms();
}

double progress_seconds(const struct progress *progress)
{
    int64_t ms = monotonic_ms() - progress->started;
    return (double)(ms > 0 ? ms : 1) / 1000.0;
}

/* How much is done by the bytes of files, those at hand included, 0 to 1; -1 while no size is known. */
static double share_done(const struct progress *progress, const struct counts *counts)
{
    int64_t done = progress->size_done + counts->taken;
    return progress->size_total <= 0 ? -1 : done >= progress->size_total ? 1 : (double)done / (double)progress->size_total;
}

static void show(struct progress *progress, const struct counts *counts)
{
    double seconds = progress_seconds(progress), megabytes = (double)counts->bytes / 1e6;
    int64_t rows = 0;
    double share = share_done(progress, counts);
    int64_t left = share > 0 && share < 1 ? (int64_t)(seconds / share - seconds + 0.5) : -1;
    for (int type = 0; type < RECORD__N; type++)
        rows += counts->records[type];
    if (progress->mode == PROGRESS_json) {
        fprintf(stderr,
                "{\"inputs\":%" PRId64 ",\"inputs_total\":%" PRId64 ",\"bytes\":%" PRId64 ",\"rows\":%" PRId64
                ",\"seconds\":%.1f,\"mb_per_s\":%.1f,\"rows_per_s\":%.0f,\"percent\":%.1f,\"eta_s\":",
                counts->inputs, progress->inputs_total, counts->bytes, rows, seconds, megabytes / seconds, (double)rows / seconds, share < 0 ? 0 : 100 * share);
        fprintf(stderr, left < 0 ? "null}\n" : "%" PRId64 "}\n", left);
        return;
    }
    char eta[64] = "";
    if (left >= 0)
        snprintf(eta, sizeof(eta), ", %d %%, %" PRId64 ":%02d left", (int)(100 * share), left / 60, (int)(left % 60));
    /* The cursor goes back to the first column, so that a complaint begins there. */
    fprintf(stderr, "\r\x1b[K%" PRId64 " of %" PRId64 " files, %.0f MB, %.0f MB/s, %.0f rows/s%s\r", counts->inputs,
            progress->inputs_total, megabytes, megabytes / seconds, (double)rows / seconds, eta);
}

bool progress_due(struct progress *progress, int64_t milliseconds)
{
    int64_t now = monotonic_ms();
    bool due = now - progress->shown >= milliseconds;
    if (due)
        progress->shown = now;
    return due;
}

void progress_show(struct progress *progress, const struct counts *counts)
{
    if (progress->on && progress_due(progress, progress->mode == PROGRESS_json ? 1000 : 200))
        show(progress, counts);
}

void progress_end(struct progress *progress, const struct counts *counts)
{
    if (!progress->on)
        return;
    if (progress->mode == PROGRESS_json)
        show(progress, counts);
    else
        fputs("\r\x1b[K", stderr);
    progress->on = false;
}
