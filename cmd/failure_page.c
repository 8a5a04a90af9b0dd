/* failure_page.c - see failure_page.h. Judges nothing. */
#include "failure_page.h"

enum { KIND_AT = 2, TITLE_AT = 12 };

/* A row a kind; the last one stands for every other word. */
static const struct {
    const char *kind;
    enum style style;
} kinds[] = { { "bursting", STYLE_alarm }, { "new", STYLE_red }, { "back", STYLE_yellow }, { "known", STYLE_dim } };

static enum style style_of(struct slice kind)
{
    size_t i = 0;
    while (i + 1 < sizeof(kinds) / sizeof(*kinds) && !slice_eq(kind, slice_of(kinds[i].kind)))
        i++;
    return kinds[i].style;
}

/* "a,b" of a list as the server writes it, {a,b}. */
static struct slice list(struct slice text)
{
    return text.n > 2 ? slice_part(text, 1, text.n - 1) : SLICE("");
}

/* "2026-04-29 05:41" of a time. */
static void time_add(struct buf *words, struct slice time)
{
    if (time.n >= 16)
        buf_printf(words, "%.10s %.5s", time.p, time.p + 11);
}

static void how_many(struct buf *words, const struct pg_rows *rows, int i)
{
    struct slice run = pg_rows_text(rows, i, FAILURE_burst_run), cryptos = list(pg_rows_text(rows, i, FAILURE_cryptos));
    buf_printf(words, "attempts: %.*s in 24 h, %.*s in 7 days, %.*s in all; runs: %.*s of %.*s", SLICE_ARG(pg_rows_text(rows, i, FAILURE_attempts_24h)),
               SLICE_ARG(pg_rows_text(rows, i, FAILURE_attempts_7d)), SLICE_ARG(pg_rows_text(rows, i, FAILURE_attempts)),
               SLICE_ARG(pg_rows_text(rows, i, FAILURE_runs)), SLICE_ARG(list(pg_rows_text(rows, i, FAILURE_dags))));
    if (cryptos.n)
        buf_printf(words, " (%.*s)", SLICE_ARG(cryptos));
    buf_text(words, "; since ");
    time_add(words, pg_rows_text(rows, i, FAILURE_first_time));
    buf_text(words, ", last ");
    time_add(words, pg_rows_text(rows, i, FAILURE_last_time));
    if (!pg_rows_null(rows, i, FAILURE_pct))
        buf_printf(words, "; %.*s %% of what ended in %s%.*s", SLICE_ARG(pg_rows_text(rows, i, FAILURE_pct)), run.n ? "run " : "one hour", SLICE_ARG(run));
}

static void failure_lines(struct terminal *terminal, const struct pg_rows *rows, int i, int whole)
{
    struct slice kind = pg_rows_text(rows, i, FAILURE_kind), at = pg_rows_text(rows, i, FAILURE_at);
    struct buf words = { 0 };
    int width = terminal->width;
    terminal_at(terminal, KIND_AT);
    terminal_text(terminal_style(terminal, style_of(kind)), kind, TITLE_AT - KIND_AT - 1);
    buf_printf(&words, "%.*s%s%.*s", SLICE_ARG(pg_rows_text(rows, i, FAILURE_title)), at.n ? "  at " : "", SLICE_ARG(at));
    terminal_wrap(terminal, TITLE_AT, buf_view(&words));
    buf_reset(&words);
    how_many(&words, rows, i);
    terminal_wrap(terminal, TITLE_AT, buf_view(&words));
    buf_reset(&words);
    if (pg_rows_null(rows, i, FAILURE_source))
        buf_text(&words, "Airflow's database");
    else
        buf_printf(&words, "%.*s:%.*s", SLICE_ARG(pg_rows_text(rows, i, FAILURE_source)), SLICE_ARG(pg_rows_text(rows, i, FAILURE_line)));
    terminal->width = whole;
    terminal_wrap(terminal_style(terminal, STYLE_dim), TITLE_AT, buf_view(&words));
    terminal->width = width;
    buf_free(&words);
}

void failure_page(struct terminal *terminal, const struct pg_rows *failures, int whole)
{
    for (int i = 0; i < pg_rows_count(failures); i++)
        failure_lines(terminal, failures, i, whole);
}
