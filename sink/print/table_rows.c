/* table_rows.c - one record, one row; see table_rows.h. Figures are cut, never rounded: a gain of 0.09999 must not look
 * like the border 0.1. The exact ones are in JSON lines and CSV. */
#include "table_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "parser/catalogue/state.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"

enum { CODE_COLUMNS = 21 };

enum ink code_ink(struct slice code, struct slice severity)
{
    static const enum ink inks[] = { INK_alarm, INK_red, INK_yellow, INK_cyan };
    if (severity.n == 2 && severity.p[0] == 'P' && severity.p[1] >= '0' && severity.p[1] <= '3')
        return inks[severity.p[1] - '0'];
    if (slice_starts(code, SLICE("INCONCLUSIVE")))
        return INK_magenta;
    return slice_starts(code, SLICE("ML_")) ? INK_green : INK_plain;
}

enum ink state_ink(struct slice state)
{
    static const enum ink inks[TASK__N] = {
#define STATE(name, attempt, counts, style, meaning) INK_##style,
#include "parser/catalogue/states.def"
    };
    const struct state_row *row = state_find(state);
    if (row)
        return inks[row - state_rows];
    return state.n ? INK_plain : INK_magenta;
}

static enum ink level_ink(struct slice level)
{
    if (slice_eq(level, SLICE("ERROR")) || slice_eq(level, SLICE("CRITICAL")) || slice_eq(level, SLICE("FATAL")))
        return INK_red;
    return slice_starts(level, SLICE("WARN")) ? INK_yellow : INK_dim;
}

/* Digits and at most that many decimals, the missing ones as zeros so that points stand below each other; sign: also
 * a plus. */
static struct slice figure_text(struct slice number, int decimals, bool sign, char *to, size_t size)
{
    if (slice_ends(number, SLICE("Infinity")))
        return number.n > 8 ? SLICE("-inf") : SLICE("inf");
    if (!number.n || !byte_is_digit(number.p[number.n - 1]))
        return number;
    size_t point = slice_index(number, '.');
    struct slice whole = slice_part(number, 0, point);
    struct slice rest = point < number.n ? slice_part(number, point + 1, point + 1 + (size_t)decimals) : SLICE("");
    int zeros = decimals - (int)rest.n;
    bool plus = sign && number.p[0] != '-' && !slice_eq(number, SLICE("0"));
    if (whole.n > 20)
        return whole;
    int n = snprintf(to, size, "%s%.*s%s%.*s%.*s", plus ? "+" : "", SLICE_ARG(whole), decimals ? "." : "",
                     SLICE_ARG(rest), zeros, "0000000000");
    return (struct slice){ to, (size_t)n };
}

/* A number at the right of room columns, "-" where it is missing. */
static void figure(struct pen *pen, const struct cell *cell, int decimals, bool sign, int room)
{
    char text[64];
    if (!cell->present)
        pen_right(pen_in(pen, INK_dim), SLICE("-"), room);
    else
        pen_right(pen, figure_text(cell->text, decimals, sign, text, sizeof(text)), room);
}

/* from..to of "2026-04-29T11:35:02.123456Z". */
static void stamp_part(struct pen *pen, const struct cell *cell, size_t from, size_t to)
{
    struct buf text = { 0 };
    if (cell->present) {
        timestamp_format(cell->num, &text);
        pen_rest(pen, slice_part(buf_view(&text), from, to));
    }
    buf_free(&text);
}

static int64_t whole_seconds(struct slice number)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < number.n && i < 12 && byte_is_digit(number.p[i]); i++)
        seconds = 10 * seconds + (number.p[i] - '0');
    return seconds;
}

static void duration(struct pen *pen, struct slice number, int room)
{
    char text[64], figure[32];
    long long s = whole_seconds(number);
    if (s >= 86400)
        snprintf(text, sizeof(text), "%lldd%02lldh", s / 86400, s / 3600 % 24);
    else if (s >= 3600)
        snprintf(text, sizeof(text), "%lldh%02lldm", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(text, sizeof(text), "%lldm%02llds", s / 60, s % 60);
    else {
        struct slice short_time = figure_text(number, 1, false, figure, sizeof(figure));
        snprintf(text, sizeof(text), "%.*ss", SLICE_ARG(short_time));
    }
    pen_right(pen, slice_of(text), room);
}

static struct slice text_at(const struct record *record, int field)
{
    return record->cell[field].present ? record->cell[field].text : SLICE("");
}

static void section(struct pen *pen, const char *name)
{
    pen_at(pen, 2);
    pen_text(pen_in(pen, INK_dim), slice_of(name), ROW_INDENT - 3);
    pen_at(pen, ROW_INDENT);
}

void row_log_names(struct pen *pen)
{
    pen_text(pen_in(pen, INK_dim), SLICE("state     started (UTC)         took  dag, task, try, run"), pen->width);
    pen_line(pen);
}

static void log_state(struct pen *pen, const struct record *log)
{
    struct slice state = text_at(log, LOG_state);
    pen_text(pen_in(pen, state_ink(state)), state.n ? state : SLICE("unknown"), ROW_INDENT + 10);
    if (log->cell[LOG_state_inferred].num && state.n)
        pen_text(pen_in(pen, INK_dim), SLICE("~"), 1);
}

/* An attempt that nothing names is called by where it came from. */
static void log_who(struct pen *pen, const struct record *log)
{
    const struct cell *cell = log->cell;
    bool known = cell[LOG_dag_id].present || cell[LOG_task_id].present;
    int room = (pen->width - pen->want - 20) / 2; /* what follows the names must fit too */
    pen_text(pen_in(pen, INK_bold), text_at(log, known ? LOG_dag_id : LOG_source), known ? room : 2 * room);
    pen_gap(pen, 1);
    pen_text(pen_in(pen, INK_bold), text_at(log, LOG_task_id), room);
    if (cell[LOG_map_index].present && cell[LOG_map_index].num >= 0)
        pen_printf(pen, "[%" PRId64 "]", cell[LOG_map_index].num);
    pen_gap(pen, 1);
    if (cell[LOG_try_number].present)
        pen_printf(pen, "try %" PRId64, cell[LOG_try_number].num);
    struct slice role = text_at(log, LOG_role);
    if (role.n && !slice_eq(role, SLICE("task"))) {
        pen_gap(pen, 1);
        pen_text(pen_in(pen, INK_cyan), role, 12);
    }
    pen_gap(pen, 1);
    if (cell[LOG_state].present && cell[LOG_complete].present && !cell[LOG_complete].num)
        pen_rest(pen_in(pen, INK_yellow), SLICE("incomplete"));
    pen_gap(pen, 2);
    pen_rest(pen_in(pen, INK_dim), text_at(log, LOG_run_id));
}

static void log_error(struct pen *pen, const struct record *log)
{
    const struct cell *cell = log->cell;
    bool died = cell[LOG_exit_code].present && !slice_eq(text_at(log, LOG_state), SLICE("success"));
    if (!died && !cell[LOG_error_type].present && !cell[LOG_error_message].present)
        return;
    section(pen, "error");
    if (died)
        pen_printf(pen, "exit %" PRId64, cell[LOG_exit_code].num);
    pen_gap(pen, died);
    pen_text(pen_in(pen, INK_red), text_at(log, LOG_signal), 12);
    pen_gap(pen, pen->column > ROW_INDENT ? 2 : 0);
    if (pen->column <= ROW_INDENT)
        pen_at(pen, ROW_INDENT);
    pen_rest(pen_in(pen, INK_red), text_at(log, LOG_error_type));
    if (cell[LOG_error_type].present && cell[LOG_error_message].present)
        pen_rest(pen, SLICE(": "));
    pen_rest(pen, text_at(log, LOG_error_message));
    pen_line(pen);
}

void row_log(struct pen *pen, const struct record *log)
{
    log_state(pen, log);
    pen_at(pen, ROW_INDENT);
    stamp_part(pen, &log->cell[LOG_start_time], 0, 10);
    pen_at(pen, pen->column > ROW_INDENT + 10 ? pen->column + 1 : ROW_INDENT + 11);
    stamp_part(pen, &log->cell[LOG_start_time], 11, 19);
    if (pen->column < ROW_INDENT + 19)
        pen_at(pen, ROW_INDENT + 19);
    if (log->cell[LOG_duration_s].present)
        duration(pen, log->cell[LOG_duration_s].text, 8);
    pen_at(pen, ROW_INDENT + 29);
    log_who(pen, log);
    pen_line(pen);
    log_error(pen, log);
}

/* The columns of a block; strategy takes what a wider terminal gives. */
static const struct {
    const char *name;
    int field, room, decimals;
    bool sign;
} figures[] = {
    { "f1_buy", CORRELATION_f1_buy, 7, 4, false }, { "naive", CORRELATION_baseline_f1_buy, 7, 4, false },
    { "delta", CORRELATION_f1_delta, 8, 4, true },  { "sortino", CORRELATION_sortino, 8, 2, false },
    { "tp%", CORRELATION_tp_pct, 6, 1, false },     { "sl%", CORRELATION_sl_pct, 6, 1, false },
    { "out%", CORRELATION_timeout_pct, 6, 1, false },
};
enum {
    BLOCK_CRYPTO = ROW_INDENT + 3 + CODE_COLUMNS,
    BLOCK_STRATEGY = BLOCK_CRYPTO + 10,
    BLOCK_FIGURES = 48, /* the sum of the rooms */
    BLOCK_GATE = 5,
};

/* What is left for the strategy. */
static int block_strategy_room(const struct pen *pen)
{
    int room = pen->width - BLOCK_STRATEGY - BLOCK_FIGURES - BLOCK_GATE;
    return room < 10 ? 10 : room > 40 ? 40 : room;
}

void row_block_names(struct pen *pen)
{
    section(pen, "blocks");
    pen_at(pen, ROW_INDENT + 3);
    pen_rest(pen_in(pen, INK_dim), SLICE("verdict"));
    pen_at(pen, BLOCK_CRYPTO);
    pen_rest(pen_in(pen, INK_dim), SLICE("crypto"));
    pen_at(pen, BLOCK_STRATEGY);
    pen_rest(pen_in(pen, INK_dim), SLICE("strategy"));
    pen_at(pen, BLOCK_STRATEGY + block_strategy_room(pen));
    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        pen_right(pen_in(pen, INK_dim), slice_of(figures[i].name), figures[i].room);
    pen_right(pen_in(pen, INK_dim), SLICE("gate"), BLOCK_GATE);
    pen_line(pen);
}

static void code(struct pen *pen, struct slice name, struct slice severity, enum ink ink)
{
    pen_text(pen_in(pen, ink), severity, 2);
    pen_at(pen, ROW_INDENT + 3);
    pen_text(pen_in(pen, ink), name, CODE_COLUMNS - 1);
}

static bool block_is_provisional(const struct record *block)
{
    return text_at(block, CORRELATION_main_missing).n > 2; /* more than [] */
}

static void block_verdict(struct pen *pen, const struct record *block, struct slice severity)
{
    struct slice name = text_at(block, CORRELATION_main_code);
    pen_at(pen, ROW_INDENT);
    if (name.n)
        code(pen, name, severity, code_ink(name, severity));
    else
        code(pen, SLICE("run"), SLICE(""), INK_dim);
    if (block_is_provisional(block))
        pen_rest(pen, SLICE("*"));
    if (block->cell[CORRELATION_audit_partial].num)
        pen_rest(pen_in(pen, INK_yellow), SLICE("!"));
}

/* Texts of a JSON array, or members of an object as key=value; no more of them than a line can show. */
static void items_add(struct buf *text, struct slice json, const char *between, size_t most)
{
    struct json_value whole = json_read(json), value;
    struct slice key;
    bool object = whole.type == JSON_object;
    if (!object && whole.type != JSON_array)
        return;
    for (size_t at = 0, n = 0; text->n < most; n++) {
        if (object ? !json_member(whole.raw, &at, &key, &value) : !json_element(whole.raw, &at, &value))
            break;
        buf_text(text, n > 0 ? between : "");
        if (object) {
            json_unescape(key, text);
            buf_char(text, '=');
        }
        if (value.type == JSON_string)
            json_unescape(value.raw, text);
        else
            buf_slice(text, value.raw);
    }
}

static void items(struct pen *pen, enum ink ink, struct slice json, const char *between)
{
    struct buf text = { 0 };
    items_add(&text, json, between, 4 * (size_t)pen->width);
    pen_rest(pen_in(pen, ink), buf_view(&text));
    buf_free(&text);
}

static void block_lacks(struct pen *pen, const struct record *block)
{
    pen_at(pen, ROW_INDENT + 3);
    pen_rest(pen_in(pen, INK_dim), SLICE("* without "));
    items(pen, INK_dim, text_at(block, CORRELATION_main_missing), ", ");
    pen_line(pen);
}

/* A block without a main code speaks of the run: how many candidates passed. */
static void block_candidates(struct pen *pen, const struct record *block)
{
    const struct cell *passed = &block->cell[CORRELATION_candidates_passed];
    const struct cell *total = &block->cell[CORRELATION_candidates_total];
    pen_at(pen, BLOCK_CRYPTO);
    if (passed->present)
        pen_printf(pen_in(pen, passed->num ? INK_green : INK_yellow), "%" PRId64 " passed", passed->num);
    pen_gap(pen, 1);
    if (total->present)
        pen_printf(pen, "of %" PRId64 " candidates", total->num);
}

static void block_figures(struct pen *pen, const struct record *block)
{
    pen_at(pen, BLOCK_CRYPTO);
    pen_text(pen, text_at(block, CORRELATION_crypto), BLOCK_STRATEGY - BLOCK_CRYPTO - 1);
    pen_at(pen, BLOCK_STRATEGY);
    pen_text(pen, text_at(block, CORRELATION_strategy), block_strategy_room(pen) - 1);
    pen_at(pen, BLOCK_STRATEGY + block_strategy_room(pen));
    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        figure(pen, &block->cell[figures[i].field], figures[i].decimals, figures[i].sign, figures[i].room);
    const struct cell *gate = &block->cell[CORRELATION_gate_passed];
    if (gate->present)
        pen_right(pen_in(pen, gate->num ? INK_green : INK_red), gate->num ? SLICE("pass") : SLICE("fail"), BLOCK_GATE);
}

void row_block(struct pen *pen, const struct record *block, struct slice severity)
{
    block_verdict(pen, block, severity);
    if (block->cell[CORRELATION_main_code].present)
        block_figures(pen, block);
    else
        block_candidates(pen, block);
    pen_line(pen);
    if (block_is_provisional(block))
        block_lacks(pen, block);
}

void row_finding(struct pen *pen, const struct record *finding)
{
    const struct cell *cell = finding->cell;
    struct slice severity = text_at(finding, FINDING_severity);
    pen_at(pen, ROW_INDENT);
    struct slice name = text_at(finding, FINDING_code);
    code(pen, name, severity, code_ink(name, severity));
    pen_at(pen, BLOCK_CRYPTO);
    pen_text(pen_in(pen, INK_dim), text_at(finding, FINDING_role), 9);
    pen_at(pen, BLOCK_STRATEGY);
    pen_printf(pen_in(pen, INK_dim), ":%" PRId64, cell[FINDING_line].num);
    pen_at(pen, BLOCK_STRATEGY + 8);
    if (cell[FINDING_seq].num > 0)
        pen_printf(pen, "block %" PRId64, cell[FINDING_seq].num);
    pen_gap(pen, 1);
    if (cell[FINDING_field].present) {
        pen_text(pen, text_at(finding, FINDING_field), 20);
        pen_rest(pen, SLICE("="));
        pen_text(pen, text_at(finding, FINDING_value), 12);
        pen_gap(pen, 1);
    }
    if (cell[FINDING_limit_value].present) {
        pen_rest(pen_in(pen, INK_dim), SLICE("limit "));
        pen_text(pen_in(pen, INK_dim), text_at(finding, FINDING_limit_value), 12);
        pen_gap(pen, 2);
    }
    if (cell[FINDING_count].num > 1)
        pen_printf(pen_in(pen, INK_bold), "%" PRId64 " x", cell[FINDING_count].num);
    pen_gap(pen, 1);
    pen_rest(pen_in(pen, INK_dim), slice_trim(text_at(finding, FINDING_evidence)));
    pen_line(pen);
}

void row_event(struct pen *pen, const struct record *event)
{
    struct slice level = text_at(event, EVENT_level);
    pen_at(pen, ROW_INDENT);
    stamp_part(pen, &event->cell[EVENT_time], 11, 19);
    pen_at(pen, ROW_INDENT + 9);
    pen_text(pen_in(pen, level_ink(level)), level, 8);
    pen_at(pen, ROW_INDENT + 18);
    pen_text(pen, text_at(event, EVENT_name), 34);
    pen_gap(pen, 2);
    items(pen, INK_plain, text_at(event, EVENT_attrs), " ");
    pen_line(pen);
}

void row_reject(struct pen *pen, const struct record *reject)
{
    const struct cell *cell = reject->cell;
    pen_at(pen, ROW_INDENT);
    pen_printf(pen_in(pen, INK_dim), ":%" PRId64 ":%" PRId64, cell[REJECT_line].num, cell[REJECT_col].num);
    pen_at(pen, ROW_INDENT + 12);
    pen_text(pen_in(pen, INK_yellow), text_at(reject, REJECT_code), 14);
    pen_at(pen, ROW_INDENT + 28);
    pen_rest(pen, text_at(reject, REJECT_text));
    pen_line(pen);
}
