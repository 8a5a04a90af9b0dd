/* status_line.c - the state in one line with its figures, as monitoring plugins print it; see status_page.h. */
#include "status_page.h"

#include "parser/text/decimal.h"
#include "parser/text/glyph.h"
#include "status_level.h"

static const struct state_level *level_of(const struct status *status)
{
    return state_level_find(pg_rows_text(status->part[STATUS_state], 0, STATE_state));
}

int status_level(const struct status *status)
{
    return level_of(status)->exit_status;
}

/* A '|' begins the figures and a quote ends a name, so none may stand in the words; nor may a line end. */
static void words_add(struct buf *out, struct slice text, const char *reserved, char instead)
{
    size_t from = out->n;
    glyph_tame(text, out);
    for (size_t i = from; i < out->n; i++)
        if (strchr(reserved, out->p[i]))
            out->p[i] = instead;
}

static bool is_unjudged(const struct pg_rows *rules, int i)
{
    return pg_rows_null(rules, i, RULES_fired) && !slice_eq(pg_rows_text(rules, i, RULES_state), SLICE("GREEN"));
}

/* The rules that fired; those that could not be judged too where they make the state. */
static void reasons_add(const struct status *status, struct buf *out)
{
    const struct pg_rows *rules = status->part[STATUS_rule];
    const struct state_level *level = level_of(status);
    const char *separator = ": ";
    for (int i = 0; i < pg_rows_count(rules); i++) {
        bool unknown = level->exit_status == 3 && is_unjudged(rules, i);
        if (!unknown && !slice_eq(pg_rows_text(rules, i, RULES_fired), SLICE("t")))
            continue;
        buf_text(out, separator);
        words_add(out, pg_rows_text(rules, i, RULES_rule), "|", '/');
        buf_text(out, ": ");
        words_add(out, pg_rows_text(rules, i, RULES_why), "|", '/');
        separator = "; ";
    }
}

/* A state is never shown without what could not be judged; here the names of the rules. */
static void unjudged_add(const struct status *status, struct buf *out)
{
    const struct pg_rows *rules = status->part[STATUS_rule];
    const char *before = "; could not be judged: ";
    for (int i = 0; i < pg_rows_count(rules) && level_of(status)->exit_status != 3; i++)
        if (is_unjudged(rules, i)) {
            buf_text(out, before);
            words_add(out, pg_rows_text(rules, i, RULES_rule), "|", '/');
            before = ", ";
        }
}

static bool is_number(struct slice text)
{
    struct buf ignored = { 0 };
    bool number = decimal_parse(text, &ignored);
    buf_free(&ignored);
    return number;
}

/* A limit of a signal that alarms when its figure is too small is "90:", of the others "90". */
static const char *limit_end(const struct pg_rows *signals, int i)
{
    return slice_starts(pg_rows_text(signals, i, SIGNAL_op), SLICE("<")) ? ":" : "";
}

/* 'sortino SOLUSDC'=0.4;0.5:;0: */
static void figure_add(const struct pg_rows *signals, int i, struct buf *out)
{
    struct slice signal = pg_rows_text(signals, i, SIGNAL_signal), crypto = pg_rows_text(signals, i, SIGNAL_crypto), value = pg_rows_text(signals, i, SIGNAL_value);
    if (!is_number(value))
        return;
    buf_printf(out, " '%.*s%s", SLICE_ARG(signal), crypto.n ? " " : "");
    words_add(out, crypto, "'=", '_');
    buf_printf(out, "'=%.*s", SLICE_ARG(value));
    for (int limit = SIGNAL_warning; limit <= SIGNAL_critical; limit++) {
        struct slice text = pg_rows_text(signals, i, limit);
        buf_printf(out, ";%.*s%s", SLICE_ARG(text), text.n ? limit_end(signals, i) : "");
    }
}

void status_line(const struct status *status, struct buf *out)
{
    const struct state_level *level = level_of(status);
    const struct pg_rows *signals = status->part[STATUS_signal], *state = status->part[STATUS_state];
    buf_printf(out, "DAGSIEVE %s - %.*s", level->plugin, SLICE_ARG(pg_rows_text(state, 0, STATE_state)));
    reasons_add(status, out);
    unjudged_add(status, out);
    buf_text(out, " |");
    if (!pg_rows_null(state, 0, STATE_data_age_s))
        buf_printf(out, " 'data_age'=%.*ss", SLICE_ARG(pg_rows_text(state, 0, STATE_data_age_s)));
    for (int i = 0; i < pg_rows_count(signals); i++)
        figure_add(signals, i, out);
    buf_char(out, '\n');
}
