/* sweep_page.c - see sweep_page.h. Judges nothing. */
#include "sweep_page.h"

#include "sink/print/terminal.h"
#include "status_page.h"

enum { STATE_AT = 2, CRYPTO_AT = 11, DAG_AT = 21, RUN_AT = 40, DETAILS_AT = 11 };

/* A row a state; the last one stands for every other word. */
static const struct {
    const char *state;
    enum style style;
} states[] = { { "stuck", STYLE_alarm }, { "failing", STYLE_red }, { "running", STYLE_cyan }, { "done", STYLE_green } };

static enum style style_of(struct slice state)
{
    size_t i = 0;
    while (i + 1 < sizeof(states) / sizeof(*states) && !slice_eq(state, slice_of(states[i].state)))
        i++;
    return states[i].style;
}

struct sweep {
    const struct pg_rows *rows;
    int row;
    struct buf words; /* of the line that is being written */
};

static struct slice get(const struct sweep *sweep, enum sweep_column column)
{
    return pg_rows_text(sweep->rows, sweep->row, (int)column);
}

/* "; " between what is said and what follows. */
static void part(struct sweep *sweep)
{
    if (sweep->words.n)
        buf_text(&sweep->words, "; ");
}

static void add(struct sweep *sweep, const char *before, enum sweep_column column, const char *after)
{
    buf_printf(&sweep->words, "%s%.*s%s", before, SLICE_ARG(get(sweep, column)), after);
}

static void how_far(struct sweep *sweep)
{
    add(sweep, "", SWEEP_attempts, " attempts");
    add(sweep, ", ", SWEEP_running, " running");
    add(sweep, ", ", SWEEP_failed, " failed");
    add(sweep, "; ", SWEEP_variants, " variants");
    add(sweep, ", ", SWEEP_per_hour, " in the last hour");
    if (get(sweep, SWEEP_trials).n) {
        add(sweep, "; trial ", SWEEP_trials, "");
        if (get(sweep, SWEEP_trials_total).n)
            add(sweep, " of ", SWEEP_trials_total, "");
    }
}

static void how_well(struct sweep *sweep)
{
    if (get(sweep, SWEEP_best).n) {
        add(sweep, "best ", SWEEP_best, "");
        if (get(sweep, SWEEP_baseline).n)
            add(sweep, " (baseline ", SWEEP_baseline, ")");
    }
    if (get(sweep, SWEEP_samples).n) {
        part(sweep);
        add(sweep, "", SWEEP_samples, slice_eq(get(sweep, SWEEP_stale_cache), SLICE("t")) ? " samples: STALE_CACHE" : " samples");
    }
    if (get(sweep, SWEEP_errors).n > 2) {
        part(sweep);
        add(sweep, "errors ", SWEEP_errors, "");
    }
    part(sweep);
    buf_printf(&sweep->words, "silent for %lld s", (long long)pg_rows_int(sweep->rows, sweep->row, SWEEP_silence_s));
}

static void why(struct sweep *sweep)
{
    if (get(sweep, SWEEP_failure_title).n)
        add(sweep, "most fail with ", SWEEP_failure_title, "");
}

static void details(struct sweep *sweep, struct terminal *terminal)
{
    static void (*const lines[])(struct sweep *) = { how_far, how_well, why };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        buf_reset(&sweep->words);
        lines[i](sweep);
        if (sweep->words.n)
            terminal_wrap(terminal, DETAILS_AT, buf_view(&sweep->words));
    }
    terminal->width = 8 * PAGE_WIDTH; /* whole, to be copied */
    terminal_wrap(terminal_style(terminal, STYLE_dim), DETAILS_AT, get(sweep, SWEEP_source));
    terminal->width = PAGE_WIDTH;
}

static void text_at(struct terminal *terminal, int at, enum style style, struct slice text, int room)
{
    terminal_at(terminal, at);
    terminal_text(terminal_style(terminal, style), text, room);
}

void sweep_page(const struct pg_rows *sweeps, bool colour, struct buf *out)
{
    struct terminal terminal = { .to = out, .width = PAGE_WIDTH, .colour = colour };
    struct sweep sweep = { .rows = sweeps };
    terminal_rest(terminal_style(&terminal, STYLE_bold), pg_rows_count(sweeps) ? SLICE("Sweeps of the last 7 days") : SLICE("No sweep in the last 7 days"));
    terminal_line(&terminal);
    for (; sweep.row < pg_rows_count(sweeps); sweep.row++) {
        text_at(&terminal, STATE_AT, style_of(get(&sweep, SWEEP_state)), get(&sweep, SWEEP_state), CRYPTO_AT - STATE_AT - 1);
        text_at(&terminal, CRYPTO_AT, STYLE_bold, get(&sweep, SWEEP_crypto).n ? get(&sweep, SWEEP_crypto) : SLICE("-"), DAG_AT - CRYPTO_AT - 1);
        text_at(&terminal, DAG_AT, STYLE_plain, get(&sweep, SWEEP_dag_id), RUN_AT - DAG_AT - 1);
        text_at(&terminal, RUN_AT, STYLE_plain, get(&sweep, SWEEP_run_id), PAGE_WIDTH - RUN_AT);
        terminal_line(&terminal);
        details(&sweep, &terminal);
    }
    buf_free(&sweep.words);
}
