/* status_page.c - the page of `dagsieve status`: state and why, signals, cryptos, last runs, what to do; see status_page.h. Judges nothing. */
#include "status_page.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/rules/rules.h"
#include "sink/print/table_rows.h"
#include "sink/print/terminal.h"
#include "failure_page.h"
#include "status_level.h"

struct page {
    const struct status *status;
    struct terminal terminal;
    int screen; /* its columns: a table has as many side by side as fit */
    bool unicode;
};

enum { RULES_AT = 12, WHY_AT = 36, RUN_AT = 15, STATE_AT = 37, CODE_AT = 46, CAUSE_AT = 65, MORE_AT = 84, CRYPTO_AT = 98 };

static int count(const struct page *page, enum status_part part)
{
    return pg_rows_count(page->status->part[part]);
}

static struct slice get(const struct page *page, enum status_part part, int row, int column)
{
    return pg_rows_text(page->status->part[part], row, column);
}

static bool missing(const struct page *page, enum status_part part, int row, int column)
{
    return pg_rows_null(page->status->part[part], row, column);
}

static void heading(struct page *page, const char *text)
{
    terminal_line(&page->terminal);
    terminal_rest(terminal_style(&page->terminal, STYLE_bold), slice_of(text));
    terminal_line(&page->terminal);
}

static void text_at(struct page *page, int column, enum style style, struct slice text, int room)
{
    terminal_at(&page->terminal, column);
    terminal_text(terminal_style(&page->terminal, style), text, room);
}

/* "2026-04-29 06:00" of "2026-04-29T06:00:00.000000Z". */
static void stamp(struct page *page, struct slice time, enum style style)
{
    char text[20];
    if (time.n < 16)
        return;
    memcpy(text, time.p, 16);
    text[10] = ' ';
    terminal_text(terminal_style(&page->terminal, style), (struct slice){ text, 16 }, 16);
}

/* "95 s", "12 min", "5 h", "3 days"; 0 s where nothing is known. */
static void span_add(struct buf *words, struct slice seconds)
{
    static const struct {
        int64_t below, seconds;
        const char *name;
    } units[] = { { 2 * 60, 1, "s" }, { 2 * 3600, 60, "min" }, { 48 * 3600, 3600, "h" }, { 0, 86400, "days" } };
    int64_t n = seconds.n ? strtoll(seconds.p, NULL, 10) : 0;
    int i = 0;
    while (units[i].below && n >= units[i].below)
        i++;
    buf_printf(words, "%" PRId64 " %s", n / units[i].seconds, units[i].name);
}

/* Digits and at most three decimals: cut, not rounded, so that a figure never seems to reach a limit. */
static struct slice figure(struct slice number)
{
    size_t point = slice_index(number, '.');
    size_t end = point < number.n ? point + 4 : number.n;
    number = slice_part(number, 0, end);
    while (point < number.n && (number.p[number.n - 1] == '0' || number.n == point + 1))
        number.n--;
    return number;
}

static void head(struct page *page)
{
    struct terminal *terminal = &page->terminal;
    struct slice state = get(page, STATUS_state, 0, STATE_state);
    if (page->unicode) {
        terminal_text(terminal_style(terminal, state_level_find(state)->style), SLICE("\xe2\x97\x8f"), 2);
        terminal_gap(terminal, 1);
    }
    terminal_text(terminal_style(terminal, state_level_find(state)->style), state, 10);
    text_at(page, RULES_AT, STYLE_dim, SLICE("state of"), 9);
    terminal_gap(terminal, 1);
    stamp(page, get(page, STATUS_state, 0, STATE_as_of), STYLE_bold);
    terminal_gap(terminal, 1);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("UTC; newest run"), 30);
    terminal_gap(terminal, 1);
    if (missing(page, STATUS_state, 0, STATE_data_age_s)) {
        terminal_rest(terminal_style(terminal, STYLE_magenta), SLICE("none"));
    } else {
        struct buf words = { 0 };
        span_add(&words, get(page, STATUS_state, 0, STATE_data_age_s));
        terminal_rest(terminal, buf_view(&words));
        buf_free(&words);
        terminal_rest(terminal_style(terminal, STYLE_dim), SLICE(" ago, "));
        terminal_rest(terminal, get(page, STATUS_state, 0, STATE_under_way));
        terminal_rest(terminal_style(terminal, STYLE_dim), SLICE(" under way"));
    }
    if (count(page, STATUS_load)) {
        terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("; last load "));
        stamp(page, get(page, STATUS_load, 0, LOAD_started_at), STYLE_plain);
        terminal_rest(terminal_style(terminal, STYLE_dim), missing(page, STATUS_load, 0, LOAD_ended_at) ? SLICE(", not ended") : SLICE(", status "));
        terminal_rest(terminal, get(page, STATUS_load, 0, LOAD_status));
    }
    terminal_line(terminal);
}

static void rule_line(struct page *page, int row, struct slice state, enum style style)
{
    text_at(page, 2, style, state, RULES_AT - 3);
    text_at(page, RULES_AT, STYLE_plain, get(page, STATUS_rule, row, RULES_rule), WHY_AT - RULES_AT - 1);
    terminal_wrap(&page->terminal, WHY_AT, get(page, STATUS_rule, row, RULES_why));
}

static void rules(struct page *page)
{
    bool any = false;
    for (int i = 0; i < count(page, STATUS_rule); i++) {
        struct slice state = get(page, STATUS_rule, i, RULES_state);
        if (slice_eq(get(page, STATUS_rule, i, RULES_fired), SLICE("t"))) {
            rule_line(page, i, state, state_level_find(state)->style);
            any = true;
        }
    }
    if (!any) {
        text_at(page, 2, STYLE_dim, SLICE("no rule fires"), 40);
        terminal_line(&page->terminal);
    }
}

/* What is bursting, new or back. */
static void failures(struct page *page)
{
    heading(page, "Failures");
    if (!count(page, STATUS_failure)) {
        text_at(page, 2, STYLE_dim, SLICE("none is bursting, new or back"), 40);
        terminal_line(&page->terminal);
    }
    failure_page(&page->terminal, page->status->part[STATUS_failure], 8 * PAGE_WIDTH);
}

/* Rules and signals that say nothing for want of data: never to be taken for good news. */
static void unjudged(struct page *page)
{
    bool any = false;
    for (int i = 0; i < count(page, STATUS_rule); i++) {
        if (!missing(page, STATUS_rule, i, RULES_fired))
            continue;
        if (!any)
            heading(page, "Could not be judged");
        any = true;
        rule_line(page, i, SLICE("?"), STYLE_magenta);
    }
    for (int i = 0; i < count(page, STATUS_signal); i++) {
        if (!slice_eq(get(page, STATUS_signal, i, SIGNAL_level), SLICE("unknown")) || !missing(page, STATUS_signal, i, SIGNAL_crypto))
            continue;
        if (!any)
            heading(page, "Could not be judged");
        any = true;
        text_at(page, 2, STYLE_magenta, SLICE("?"), 2);
        text_at(page, RULES_AT, STYLE_plain, get(page, STATUS_signal, i, SIGNAL_signal), WHY_AT - RULES_AT - 1);
        terminal_wrap(&page->terminal, WHY_AT, get(page, STATUS_signal, i, SIGNAL_why));
    }
}

static void platform(struct page *page)
{
    heading(page, "Signals of the platform");
    for (int i = 0; i < count(page, STATUS_signal); i++) {
        struct slice level = get(page, STATUS_signal, i, SIGNAL_level);
        if (!missing(page, STATUS_signal, i, SIGNAL_crypto) || slice_eq(level, SLICE("unknown")))
            continue;
        text_at(page, 2, signal_level_find(level)->style, level, RULES_AT - 3);
        text_at(page, RULES_AT, STYLE_plain, get(page, STATUS_signal, i, SIGNAL_signal), WHY_AT - RULES_AT - 1);
        terminal_wrap(&page->terminal, WHY_AT, get(page, STATUS_signal, i, SIGNAL_why));
    }
    for (int i = 0; i < count(page, STATUS_degraded); i++) {
        text_at(page, 2, STYLE_red, get(page, STATUS_degraded, i, DEGRADED_severity), RULES_AT - 3);
        text_at(page, RULES_AT, STYLE_red, get(page, STATUS_degraded, i, DEGRADED_code), WHY_AT - RULES_AT - 1);
        terminal_at(&page->terminal, WHY_AT);
        terminal_printf(&page->terminal, "%.*s: %.*s of %.*s runs succeeded in %.*s days (%.*s %%)", SLICE_ARG(get(page, STATUS_degraded, i, DEGRADED_dag_id)),
                   SLICE_ARG(get(page, STATUS_degraded, i, DEGRADED_succeeded)), SLICE_ARG(get(page, STATUS_degraded, i, DEGRADED_finished)),
                   SLICE_ARG(get(page, STATUS_degraded, i, DEGRADED_window_days)),
                   SLICE_ARG(figure(get(page, STATUS_degraded, i, DEGRADED_rate))));
        terminal_line(&page->terminal);
    }
}

/* Columns of the table of cryptos; the baseline is no signal of its own. */
static const struct column {
    const char *signal, *title;
    int at, room;
    bool baseline;
} columns[] = {
    { "f1_buy_delta_vs_baseline", "f1 gain", 13, 11, false }, { "f1_buy_delta_vs_baseline", "baseline", 24, 12, true },
    { "screening_testing_gap", "gap", 36, 11, false },        { "std_f1_buy", "std", 47, 11, false },
    { "sortino", "Sortino", 58, 12, false },                  { "sl_pct", "SL %", 70, 11, false },
    { "timeout_pct", "time-out %", 81, 14, false },           { "model_freshness", "model, days", 95, 15, false },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* The figure and how bad it is, in signs too: colours do not reach every eye. */
static void crypto_cell(struct page *page, const struct column *column, int at, int row)
{
    struct slice level = get(page, STATUS_signal, row, SIGNAL_level);
    int value = column->baseline ? SIGNAL_baseline : SIGNAL_value;
    const char *mark = column->baseline ? "" : signal_level_find(level)->mark;
    enum style style = column->baseline ? STYLE_dim : signal_level_find(level)->style;
    terminal_at(&page->terminal, at);
    if (missing(page, STATUS_signal, row, value))
        terminal_right(terminal_style(&page->terminal, column->baseline ? STYLE_dim : STYLE_magenta), column->baseline ? SLICE("-") : SLICE("?"), column->room - 2);
    else
        terminal_right(terminal_style(&page->terminal, style), figure(get(page, STATUS_signal, row, value)), column->room - 2);
    terminal_at(&page->terminal, at + column->room - 2);
    if (mark[0]) {
        page->terminal.want = page->terminal.column;
        terminal_text(terminal_style(&page->terminal, style), slice_of(mark), 2);
    }
}

static void crypto_line(struct page *page, struct slice crypto, size_t from, size_t to)
{
    text_at(page, 2, STYLE_plain, crypto, 11);
    for (size_t c = from; c < to; c++)
        for (int i = 0; i < count(page, STATUS_signal); i++)
            if (slice_eq(get(page, STATUS_signal, i, SIGNAL_crypto), crypto) &&
                slice_eq(get(page, STATUS_signal, i, SIGNAL_signal), slice_of(columns[c].signal)))
                crypto_cell(page, &columns[c], columns[c].at - columns[from].at + columns->at, i);
    terminal_line(&page->terminal);
}

/* Whether anything is known of any crypto: most platforms have none. */
static bool has_cryptos(const struct page *page)
{
    for (int i = 0; i < count(page, STATUS_signal); i++)
        if (!missing(page, STATUS_signal, i, SIGNAL_crypto) && !slice_eq(get(page, STATUS_signal, i, SIGNAL_level), SLICE("unknown")))
            return true;
    return false;
}

/* Which column does not fit any more beside those from this one on. */
static size_t columns_beside(const struct page *page, size_t from)
{
    size_t to = from + 1;
    while (to < COLUMNS && columns[to].at + columns[to].room - columns[from].at + columns->at <= page->screen)
        to++;
    return to;
}

static void crypto_table(struct page *page, size_t from, size_t to)
{
    struct slice before = SLICE("");
    for (size_t c = from; c < to; c++) {
        terminal_at(&page->terminal, columns[c].at - columns[from].at + columns->at);
        terminal_right(terminal_style(&page->terminal, STYLE_dim), slice_of(columns[c].title), columns[c].room - 2);
    }
    terminal_line(&page->terminal);
    for (int i = 0; i < count(page, STATUS_signal); i++) {
        struct slice crypto = get(page, STATUS_signal, i, SIGNAL_crypto);
        if (crypto.n && !slice_eq(crypto, before))
            crypto_line(page, crypto, from, to);
        before = crypto;
    }
}

static void cryptos(struct page *page)
{
    if (!has_cryptos(page))
        return;
    heading(page, "Signals by crypto  (! warning, !! critical, ? unknown; each against its own baseline only)");
    for (size_t from = 0; from < COLUMNS; from = columns_beside(page, from))
        crypto_table(page, from, columns_beside(page, from));
}

static bool same(const struct page *page, int a, int b, int column)
{
    return slice_eq(get(page, STATUS_run, a, column), get(page, STATUS_run, b, column));
}

static bool same_run(const struct page *page, int a, int b)
{
    return same(page, a, b, RUN_run_id) && same(page, a, b, RUN_dag_id);
}

/* Cryptos of a run that share all but their name share a line. */
static bool same_verdict(const struct page *page, int a, int b)
{
    static const int columns_shown[] = { RUN_main_code, RUN_cause_code, RUN_reason, RUN_provisional, RUN_audit_partial };
    bool all = same_run(page, a, b);
    for (size_t i = 0; i < sizeof(columns_shown) / sizeof(*columns_shown); i++)
        all = all && same(page, a, b, columns_shown[i]);
    return all;
}

static void cryptos_of(struct page *page, int row)
{
    struct buf words = { 0 };
    for (int i = row; i < count(page, STATUS_run) && same_run(page, i, row); i++)
        if (same_verdict(page, i, row) && !missing(page, STATUS_run, i, RUN_crypto))
            buf_printf(&words, "%s%.*s", words.n ? " " : "", SLICE_ARG(get(page, STATUS_run, i, RUN_crypto)));
    terminal_wrap(&page->terminal, CRYPTO_AT, words.n ? buf_view(&words) : SLICE("-"));
    buf_free(&words);
}

static void run_line(struct page *page, int row, bool first)
{
    struct slice code = get(page, STATUS_run, row, RUN_main_code), severity = get(page, STATUS_run, row, RUN_severity);
    if (first) {
        text_at(page, 2, STYLE_dim, slice_part(get(page, STATUS_run, row, RUN_end_time), 5, 10), 6);
        text_at(page, 8, STYLE_dim, slice_part(get(page, STATUS_run, row, RUN_end_time), 11, 16), 6);
        text_at(page, RUN_AT, STYLE_plain, get(page, STATUS_run, row, RUN_dag_id), STATE_AT - RUN_AT - 1);
        text_at(page, STATE_AT, state_style(get(page, STATUS_run, row, RUN_state)), get(page, STATUS_run, row, RUN_state), CODE_AT - STATE_AT - 1);
    }
    text_at(page, CODE_AT, code_style(code, severity), code, CAUSE_AT - CODE_AT - 1);
    text_at(page, CAUSE_AT, STYLE_plain, get(page, STATUS_run, row, RUN_cause_code), MORE_AT - CAUSE_AT - 1);
    text_at(page, MORE_AT, STYLE_plain, severity, 3);
    text_at(page, MORE_AT + 3, STYLE_dim, get(page, STATUS_run, row, RUN_domain), CRYPTO_AT - MORE_AT - 4);
    cryptos_of(page, row);
}

/* What belongs to a verdict and must not be overlooked. */
static void run_remarks(struct page *page, int row)
{
    const struct {
        enum status_run column;
        const char *words;
    } remarks[] = { { RUN_reason, "" }, { RUN_provisional, "provisional, missing: " } };
    struct buf words = { 0 };
    for (size_t i = 0; i < 2; i++)
        if (!missing(page, STATUS_run, row, (int)remarks[i].column))
            buf_printf(&words, "%s%s%.*s", words.n ? "; " : "", remarks[i].words, SLICE_ARG(get(page, STATUS_run, row, (int)remarks[i].column)));
    if (slice_eq(get(page, STATUS_run, row, RUN_audit_partial), SLICE("t")))
        buf_printf(&words, "%sAUDIT_PARTIAL: not a full audit", words.n ? "; " : "");
    if (words.n)
        terminal_wrap(terminal_style(&page->terminal, STYLE_dim), CODE_AT, buf_view(&words));
    buf_free(&words);
}

/* How a run went of which no diagnosis tells: what failed, what struck it, how long it was silent. */
static void latest_run(struct page *page, int row)
{
    struct slice state = get(page, STATUS_latest, row, LATEST_state), incidents = get(page, STATUS_latest, row, LATEST_incidents);
    struct slice title = get(page, STATUS_latest, row, LATEST_failure_title);
    struct buf words = { 0 };
    text_at(page, 2, STYLE_dim, slice_part(get(page, STATUS_latest, row, LATEST_end_time), 5, 10), 6);
    text_at(page, 8, STYLE_dim, slice_part(get(page, STATUS_latest, row, LATEST_end_time), 11, 16), 6);
    text_at(page, RUN_AT, STYLE_plain, get(page, STATUS_latest, row, LATEST_dag_id), STATE_AT - RUN_AT - 1);
    text_at(page, STATE_AT, state_style(state), state.n ? state : SLICE("-"), CODE_AT - STATE_AT - 1);
    span_add(&words, get(page, STATUS_latest, row, LATEST_duration_s));
    buf_printf(&words, ", %.*s attempts, %.*s failed; silent for ", SLICE_ARG(get(page, STATUS_latest, row, LATEST_n_attempts)),
               SLICE_ARG(get(page, STATUS_latest, row, LATEST_n_failed)));
    span_add(&words, get(page, STATUS_latest, row, LATEST_silence_s));
    if (incidents.n)
        buf_printf(&words, "; %.*s", SLICE_ARG(incidents));
    terminal_wrap(&page->terminal, CODE_AT, buf_view(&words));
    if (title.n) {
        text_at(page, CODE_AT, STYLE_dim, title, PAGE_WIDTH - CODE_AT);
        terminal_line(&page->terminal);
    }
    buf_free(&words);
}

/* Whether the run of that diagnosis has its line among those that are told without one. */
static bool is_latest(const struct page *page, int row)
{
    for (int i = 0; i < count(page, STATUS_latest); i++)
        if (slice_eq(get(page, STATUS_latest, i, LATEST_run_id), get(page, STATUS_run, row, RUN_run_id)) &&
            slice_eq(get(page, STATUS_latest, i, LATEST_dag_id), get(page, STATUS_run, row, RUN_dag_id)))
            return true;
    return false;
}

/* Whether a line above has said it: that of the run, or of another crypto of its that went alike. */
static bool is_shown(const struct page *page, int row)
{
    for (int i = row - 1; i >= 0 && same_run(page, i, row); i--)
        if (same_verdict(page, i, row))
            return true;
    return is_latest(page, row);
}

/* The newest first: both kinds are in that order. */
static void last_runs(struct page *page)
{
    int latest = 0;
    heading(page, "Last runs");
    if (!count(page, STATUS_latest) && !count(page, STATUS_run)) {
        text_at(page, 2, STYLE_dim, SLICE("no run with a diagnosis is known"), 60);
        terminal_line(&page->terminal);
    }
    for (int i = 0; i < count(page, STATUS_run); i++) {
        if (is_shown(page, i))
            continue;
        while (latest < count(page, STATUS_latest) &&
               slice_compare(get(page, STATUS_latest, latest, LATEST_end_time), get(page, STATUS_run, i, RUN_end_time)) > 0)
            latest_run(page, latest++);
        run_line(page, i, i == 0 || !same_run(page, i, i - 1));
        run_remarks(page, i);
    }
    while (latest < count(page, STATUS_latest))
        latest_run(page, latest++);
}

/* The first run that has this code is where it is said; the others are the same. */
static bool code_is_new(const struct page *page, int row)
{
    for (int i = 0; i < row; i++)
        if (slice_eq(get(page, STATUS_run, i, RUN_main_code), get(page, STATUS_run, row, RUN_main_code)))
            return false;
    return true;
}

static void advice(struct page *page, const char *about, struct slice text)
{
    if (!text.n)
        return;
    text_at(page, RULES_AT + 14, STYLE_dim, slice_of(about), 9);
    terminal_wrap(&page->terminal, WHY_AT, text);
}

static void action(struct page *page, int row)
{
    struct slice code = get(page, STATUS_run, row, RUN_main_code), severity = get(page, STATUS_run, row, RUN_severity);
    struct buf words = { 0 };
    text_at(page, 2, code_style(code, severity), severity, 3);
    text_at(page, 6, code_style(code, severity), code, 20);
    buf_printf(&words, "%.*s%s%.*s", SLICE_ARG(get(page, STATUS_run, row, RUN_reaction)), missing(page, STATUS_run, row, RUN_owner) ? "" : ", ",
               SLICE_ARG(get(page, STATUS_run, row, RUN_owner)));
    advice(page, "when", buf_view(&words));
    advice(page, "do", get(page, STATUS_run, row, RUN_action));
    advice(page, "until", get(page, STATUS_run, row, RUN_exit_criterion));
    advice(page, "escalate", get(page, STATUS_run, row, RUN_escalation));
    if (!missing(page, STATUS_run, row, RUN_source) && !missing(page, STATUS_run, row, RUN_line)) {
        buf_reset(&words);
        buf_printf(&words, "%.*s:%.*s", SLICE_ARG(get(page, STATUS_run, row, RUN_source)), SLICE_ARG(get(page, STATUS_run, row, RUN_line)));
        page->terminal.width = 8 * PAGE_WIDTH; /* whole, to be copied */
        advice(page, "evidence", buf_view(&words));
        page->terminal.width = PAGE_WIDTH;
    }
    buf_free(&words);
}

/* Each code once, the most severe first. */
static void actions(struct page *page)
{
    bool any = false;
    for (int k = 0; k < SEVERITY__N; k++)
        for (int i = 0; i < count(page, STATUS_run); i++) {
            if (!slice_eq(get(page, STATUS_run, i, RUN_severity), slice_of(severity_rows[k].name)) || !code_is_new(page, i))
                continue;
            if (!any)
                heading(page, "What to do");
            any = true;
            action(page, i);
        }
}

void status_page(const struct status *status, int screen, bool colour, bool unicode, struct buf *out)
{
    struct page page = { .status = status, .terminal = { .to = out, .width = PAGE_WIDTH, .colour = colour }, .screen = screen ? screen : PAGE_WIDTH, .unicode = unicode };
    head(&page);
    rules(&page);
    failures(&page);
    unjudged(&page);
    platform(&page);
    cryptos(&page);
    last_runs(&page);
    actions(&page);
}
