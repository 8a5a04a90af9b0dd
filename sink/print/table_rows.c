/* table_rows.c - one record, one row; see table_rows.h. Figures are cut, never rounded: a gain of 0.09999 must not look
 * like the threshold 0.1. The exact ones are in JSON lines and CSV. */
#include "table_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "parser/catalogue/state.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"
#include "parser/text/utf8.h"

enum { CODE_COLUMNS = 21 };

enum style code_style(struct slice code, struct slice severity)
{
    static const enum style styles[] = { STYLE_alarm, STYLE_red, STYLE_yellow, STYLE_cyan };
    if (severity.n == 2 && severity.p[0] == 'P' && severity.p[1] >= '0' && severity.p[1] <= '3')
        return styles[severity.p[1] - '0'];
    if (slice_starts(code, SLICE("INCONCLUSIVE")))
        return STYLE_magenta;
    return slice_starts(code, SLICE("ML_")) ? STYLE_green : STYLE_plain;
}

enum style state_style(struct slice state)
{
    static const enum style styles[TASK__N] = {
#define STATE(name, attempt, counts, style, meaning) STYLE_##style,
#include "parser/catalogue/states.def"
    };
    const struct state_row *row = state_find(state);
    if (row)
        return styles[row - state_rows];
    return state.n ? STYLE_plain : STYLE_magenta;
}

static enum style level_style(struct slice level)
{
    if (slice_eq(level, SLICE("ERROR")) || slice_eq(level, SLICE("CRITICAL")) || slice_eq(level, SLICE("FATAL")))
        return STYLE_red;
    return slice_starts(level, SLICE("WARN")) ? STYLE_yellow : STYLE_dim;
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
static void figure(struct terminal *terminal, const struct cell *cell, int decimals, bool sign, int room)
{
    char text[64];
    if (!cell->present)
        terminal_right(terminal_style(terminal, STYLE_dim), SLICE("-"), room);
    else
        terminal_right(terminal, figure_text(cell->text, decimals, sign, text, sizeof(text)), room);
}

/* from..to of "2026-04-29T11:35:02.123456Z". */
static void stamp_part(struct terminal *terminal, const struct cell *cell, size_t from, size_t to)
{
    struct buf text = { 0 };
    if (cell->present) {
        timestamp_format(cell->num, &text);
        terminal_rest(terminal, slice_part(buf_view(&text), from, to));
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

static void duration(struct terminal *terminal, struct slice number, int room)
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
    terminal_right(terminal, slice_of(text), room);
}

static struct slice text_at(const struct record *record, int field)
{
    return record->cell[field].present ? record->cell[field].text : SLICE("");
}

static void section(struct terminal *terminal, const char *name)
{
    terminal_at(terminal, 2);
    terminal_text(terminal_style(terminal, STYLE_dim), slice_of(name), ROW_INDENT - 3);
    terminal_at(terminal, ROW_INDENT);
}

void row_log_names(struct terminal *terminal)
{
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("state     started (UTC)         took  dag, task, try, run"), terminal->width);
    terminal_line(terminal);
}

static void log_state(struct terminal *terminal, const struct record *log)
{
    struct slice state = text_at(log, LOG_state);
    terminal_text(terminal_style(terminal, state_style(state)), state.n ? state : SLICE("unknown"), ROW_INDENT + 10);
    if (log->cell[LOG_state_inferred].num && state.n)
        terminal_text(terminal_style(terminal, STYLE_dim), SLICE("~"), 1);
}

/* An attempt that nothing names is called by where it came from. */
static void log_who(struct terminal *terminal, const struct record *log)
{
    const struct cell *cell = log->cell;
    bool known = cell[LOG_dag_id].present || cell[LOG_task_id].present;
    int room = (terminal->width - terminal->want - 20) / 2; /* what follows the names must fit too */
    terminal_text(terminal_style(terminal, STYLE_bold), text_at(log, known ? LOG_dag_id : LOG_source), known ? room : 2 * room);
    terminal_gap(terminal, 1);
    terminal_text(terminal_style(terminal, STYLE_bold), text_at(log, LOG_task_id), room);
    if (cell[LOG_map_index].present && cell[LOG_map_index].num >= 0)
        terminal_printf(terminal, "[%" PRId64 "]", cell[LOG_map_index].num);
    terminal_gap(terminal, 1);
    if (cell[LOG_try_number].present)
        terminal_printf(terminal, "try %" PRId64, cell[LOG_try_number].num);
    struct slice role = text_at(log, LOG_role);
    if (role.n && !slice_eq(role, SLICE("task"))) {
        terminal_gap(terminal, 1);
        terminal_text(terminal_style(terminal, STYLE_cyan), role, 12);
    }
    terminal_gap(terminal, 1);
    if (cell[LOG_state].present && cell[LOG_complete].present && !cell[LOG_complete].num)
        terminal_rest(terminal_style(terminal, STYLE_yellow), SLICE("incomplete"));
    terminal_gap(terminal, 2);
    terminal_rest(terminal_style(terminal, STYLE_dim), text_at(log, LOG_run_id));
}

static void log_error(struct terminal *terminal, const struct record *log)
{
    const struct cell *cell = log->cell;
    bool died = cell[LOG_exit_code].present && !slice_eq(text_at(log, LOG_state), SLICE("success"));
    if (!died && !cell[LOG_error_type].present && !cell[LOG_error_message].present)
        return;
    section(terminal, "error");
    if (died)
        terminal_printf(terminal, "exit %" PRId64, cell[LOG_exit_code].num);
    terminal_gap(terminal, died);
    terminal_text(terminal_style(terminal, STYLE_red), text_at(log, LOG_signal), 12);
    terminal_gap(terminal, terminal->column > ROW_INDENT ? 2 : 0);
    if (terminal->column <= ROW_INDENT)
        terminal_at(terminal, ROW_INDENT);
    terminal_rest(terminal_style(terminal, STYLE_red), text_at(log, LOG_error_type));
    if (cell[LOG_error_type].present && cell[LOG_error_message].present)
        terminal_rest(terminal, SLICE(": "));
    terminal_rest(terminal, text_at(log, LOG_error_message));
    terminal_line(terminal);
}

void row_log(struct terminal *terminal, const struct record *log)
{
    log_state(terminal, log);
    terminal_at(terminal, ROW_INDENT);
    stamp_part(terminal, &log->cell[LOG_start_time], 0, 10);
    terminal_at(terminal, terminal->column > ROW_INDENT + 10 ? terminal->column + 1 : ROW_INDENT + 11);
    stamp_part(terminal, &log->cell[LOG_start_time], 11, 19);
    if (terminal->column < ROW_INDENT + 19)
        terminal_at(terminal, ROW_INDENT + 19);
    if (log->cell[LOG_duration_s].present)
        duration(terminal, log->cell[LOG_duration_s].text, 8);
    terminal_at(terminal, ROW_INDENT + 29);
    log_who(terminal, log);
    terminal_line(terminal);
    log_error(terminal, log);
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
static int block_strategy_room(const struct terminal *terminal)
{
    int room = terminal->width - BLOCK_STRATEGY - BLOCK_FIGURES - BLOCK_GATE;
    return room < 10 ? 10 : room > 40 ? 40 : room;
}

void row_block_names(struct terminal *terminal)
{
    section(terminal, "blocks");
    terminal_at(terminal, ROW_INDENT + 3);
    terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("verdict"));
    terminal_at(terminal, BLOCK_CRYPTO);
    terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("crypto"));
    terminal_at(terminal, BLOCK_STRATEGY);
    terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("strategy"));
    terminal_at(terminal, BLOCK_STRATEGY + block_strategy_room(terminal));
    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        terminal_right(terminal_style(terminal, STYLE_dim), slice_of(figures[i].name), figures[i].room);
    terminal_right(terminal_style(terminal, STYLE_dim), SLICE("gate"), BLOCK_GATE);
    terminal_line(terminal);
}

static void code(struct terminal *terminal, struct slice name, struct slice severity, enum style style)
{
    terminal_text(terminal_style(terminal, style), severity, 2);
    terminal_at(terminal, ROW_INDENT + 3);
    terminal_text(terminal_style(terminal, style), name, CODE_COLUMNS - 1);
}

static bool block_is_provisional(const struct record *block)
{
    return text_at(block, CORRELATION_main_missing).n > 2; /* more than [] */
}

static void block_verdict(struct terminal *terminal, const struct record *block, struct slice severity)
{
    struct slice name = text_at(block, CORRELATION_main_code);
    terminal_at(terminal, ROW_INDENT);
    if (name.n)
        code(terminal, name, severity, code_style(name, severity));
    else
        code(terminal, SLICE("run"), SLICE(""), STYLE_dim);
    if (block_is_provisional(block))
        terminal_rest(terminal, SLICE("*"));
    if (block->cell[CORRELATION_audit_partial].num)
        terminal_rest(terminal_style(terminal, STYLE_yellow), SLICE("!"));
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

/* A value of which a line shows no more than its begin, as a string. */
static void value_shorten(struct json_value value, struct buf *text, struct buf *json)
{
    const char *quote = value.type == JSON_string ? "\"" : "";
    if (value.raw.n <= ROW_LONG) {
        buf_printf(json, "%s%.*s%s", quote, SLICE_ARG(value.raw), quote);
        return;
    }
    buf_reset(text);
    if (*quote)
        json_unescape(slice_part(value.raw, 0, ROW_LONG), text);
    json_write_string(utf8_cut(*quote ? buf_view(text) : value.raw, ROW_LONG / 2), json);
}

/* Appends the members of an object that a line can show, as an object. */
static void object_shorten(struct slice object, struct buf *json)
{
    struct buf text = { 0 };
    struct slice key;
    struct json_value value;
    size_t from = json->n;
    buf_char(json, '{');
    for (size_t at = 0; json->n - from < ROW_LONG && json_member(object, &at, &key, &value);) {
        buf_printf(json, "%s\"%.*s\":", json->n > from + 1 ? "," : "", SLICE_ARG(key));
        value_shorten(value, &text, json);
    }
    buf_char(json, '}');
    buf_free(&text);
}

void row_shorten(struct record *record, struct buf *space)
{
    size_t at[CORRELATION__N + LOG__N];
    buf_reset(space);
    for (int i = 0; i < record->schema->n; i++) {
        struct cell *cell = &record->cell[i];
        at[i] = space->n;
        if (!cell->present || cell->text.n <= ROW_LONG)
            continue;
        if (record->schema->field[i].kind == KIND_json && cell->text.p[0] == '{')
            object_shorten(cell->text, space);
        else if (record->schema->field[i].kind == KIND_json) /* lists are short */
            buf_slice(space, cell->text);
        else
            buf_slice(space, utf8_cut(cell->text, ROW_LONG));
    }
    for (int i = 0; i < record->schema->n; i++)
        if (record->cell[i].present && record->cell[i].text.n > ROW_LONG)
            record->cell[i].text = slice_part(buf_view(space), at[i], i + 1 < record->schema->n ? at[i + 1] : space->n);
}

static void items(struct terminal *terminal, enum style style, struct slice json, const char *between)
{
    struct buf text = { 0 };
    items_add(&text, json, between, 4 * (size_t)terminal->width);
    terminal_rest(terminal_style(terminal, style), buf_view(&text));
    buf_free(&text);
}

static void block_lacks(struct terminal *terminal, const struct record *block)
{
    terminal_at(terminal, ROW_INDENT + 3);
    terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("* without "));
    items(terminal, STYLE_dim, text_at(block, CORRELATION_main_missing), ", ");
    terminal_line(terminal);
}

/* A block without a main code speaks of the run: how many candidates passed. */
static void block_candidates(struct terminal *terminal, const struct record *block)
{
    const struct cell *passed = &block->cell[CORRELATION_candidates_passed];
    const struct cell *total = &block->cell[CORRELATION_candidates_total];
    terminal_at(terminal, BLOCK_CRYPTO);
    if (passed->present)
        terminal_printf(terminal_style(terminal, passed->num ? STYLE_green : STYLE_yellow), "%" PRId64 " passed", passed->num);
    terminal_gap(terminal, 1);
    if (total->present)
        terminal_printf(terminal, "of %" PRId64 " candidates", total->num);
}

static void block_figures(struct terminal *terminal, const struct record *block)
{
    terminal_at(terminal, BLOCK_CRYPTO);
    terminal_text(terminal, text_at(block, CORRELATION_crypto), BLOCK_STRATEGY - BLOCK_CRYPTO - 1);
    terminal_at(terminal, BLOCK_STRATEGY);
    terminal_text(terminal, text_at(block, CORRELATION_strategy), block_strategy_room(terminal) - 1);
    terminal_at(terminal, BLOCK_STRATEGY + block_strategy_room(terminal));
    for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
        figure(terminal, &block->cell[figures[i].field], figures[i].decimals, figures[i].sign, figures[i].room);
    const struct cell *gate = &block->cell[CORRELATION_gate_passed];
    if (gate->present)
        terminal_right(terminal_style(terminal, gate->num ? STYLE_green : STYLE_red), gate->num ? SLICE("pass") : SLICE("fail"), BLOCK_GATE);
}

void row_block(struct terminal *terminal, const struct record *block, struct slice severity)
{
    block_verdict(terminal, block, severity);
    if (block->cell[CORRELATION_main_code].present)
        block_figures(terminal, block);
    else
        block_candidates(terminal, block);
    terminal_line(terminal);
    if (block_is_provisional(block))
        block_lacks(terminal, block);
}

void row_finding(struct terminal *terminal, const struct record *finding)
{
    const struct cell *cell = finding->cell;
    struct slice severity = text_at(finding, FINDING_severity);
    terminal_at(terminal, ROW_INDENT);
    struct slice name = text_at(finding, FINDING_code);
    code(terminal, name, severity, code_style(name, severity));
    terminal_at(terminal, BLOCK_CRYPTO);
    terminal_text(terminal_style(terminal, STYLE_dim), text_at(finding, FINDING_role), 9);
    terminal_at(terminal, BLOCK_STRATEGY);
    terminal_printf(terminal_style(terminal, STYLE_dim), ":%" PRId64, cell[FINDING_line].num);
    terminal_at(terminal, BLOCK_STRATEGY + 8);
    if (cell[FINDING_seq].num > 0)
        terminal_printf(terminal, "block %" PRId64, cell[FINDING_seq].num);
    terminal_gap(terminal, 1);
    if (cell[FINDING_field].present) {
        terminal_text(terminal, text_at(finding, FINDING_field), 20);
        terminal_rest(terminal, SLICE("="));
        terminal_text(terminal, text_at(finding, FINDING_value), 12);
        terminal_gap(terminal, 1);
    }
    if (cell[FINDING_limit_value].present) {
        terminal_rest(terminal_style(terminal, STYLE_dim), SLICE("limit "));
        terminal_text(terminal_style(terminal, STYLE_dim), text_at(finding, FINDING_limit_value), 12);
        terminal_gap(terminal, 2);
    }
    if (cell[FINDING_count].num > 1)
        terminal_printf(terminal_style(terminal, STYLE_bold), "%" PRId64 " x", cell[FINDING_count].num);
    terminal_gap(terminal, 1);
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_trim(text_at(finding, FINDING_evidence)));
    terminal_line(terminal);
}

void row_notice(struct terminal *terminal, const struct record *notice)
{
    const struct cell *cell = notice->cell;
    terminal_at(terminal, ROW_INDENT);
    terminal_text(terminal_style(terminal, STYLE_yellow), text_at(notice, NOTICE_code), 16);
    terminal_at(terminal, BLOCK_STRATEGY);
    terminal_printf(terminal_style(terminal, STYLE_dim), ":%" PRId64, cell[NOTICE_line].num);
    terminal_at(terminal, BLOCK_STRATEGY + 8);
    terminal_rest(terminal, text_at(notice, NOTICE_dag_id));
    terminal_gap(terminal, 1);
    terminal_rest(terminal, text_at(notice, NOTICE_task_id));
    terminal_gap(terminal, 1);
    if (cell[NOTICE_map_index].present && cell[NOTICE_map_index].num >= 0)
        terminal_printf(terminal, "[%" PRId64 "] ", cell[NOTICE_map_index].num);
    if (cell[NOTICE_try_number].present)
        terminal_printf(terminal, "%" PRId64 " ", cell[NOTICE_try_number].num);
    terminal_rest(terminal, text_at(notice, NOTICE_run_id));
    terminal_gap(terminal, 1);
    if (cell[NOTICE_count].num > 1)
        terminal_printf(terminal_style(terminal, STYLE_bold), "%" PRId64 " x ", cell[NOTICE_count].num);
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_trim(text_at(notice, NOTICE_evidence)));
    terminal_line(terminal);
}

void row_event(struct terminal *terminal, const struct record *event)
{
    struct slice level = text_at(event, EVENT_level);
    terminal_at(terminal, ROW_INDENT);
    stamp_part(terminal, &event->cell[EVENT_time], 11, 19);
    terminal_at(terminal, ROW_INDENT + 9);
    terminal_text(terminal_style(terminal, level_style(level)), level, 8);
    terminal_at(terminal, ROW_INDENT + 18);
    terminal_text(terminal, text_at(event, EVENT_name), 34);
    terminal_gap(terminal, 2);
    items(terminal, STYLE_plain, text_at(event, EVENT_attrs), " ");
    terminal_line(terminal);
}

void row_reject(struct terminal *terminal, const struct record *reject)
{
    const struct cell *cell = reject->cell;
    terminal_at(terminal, ROW_INDENT);
    terminal_printf(terminal_style(terminal, STYLE_dim), ":%" PRId64 ":%" PRId64, cell[REJECT_line].num, cell[REJECT_col].num);
    terminal_at(terminal, ROW_INDENT + 12);
    terminal_text(terminal_style(terminal, STYLE_yellow), text_at(reject, REJECT_code), 14);
    terminal_at(terminal, ROW_INDENT + 28);
    terminal_rest(terminal, text_at(reject, REJECT_text));
    terminal_line(terminal);
}
