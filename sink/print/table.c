/* table.c - what a person wants to read: a line for each log, beneath it its blocks with their verdicts, what
 * else was found, some of its events, what was rejected; at last how many of what, and the failures. Keeps at most a handful of each
 * kind, so a log of any size fits; nothing is shown of a log before its end, for its state stands first. */
#include "output.h"
#include "sink/sink.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "screen.h"
#include "terminal.h"
#include "table_rows.h"
#include "counter.h"
#include "failure_counter.h"

enum { WIDTH = 110, WIDTH_MIN = 107, WIDTH_MAX = 200 };

/* Children of one type, packed, until their log ends. */
struct kept {
    struct buf bytes; /* each record with its length (size_t) before it */
    int64_t n, n_kept;
};

struct table {
    struct sink sink;
    struct output out;
    struct terminal terminal;
    struct kept kept[RECORD_log];
    int64_t n_quiet;     /* kept events that are no warnings */
    struct counter codes;  /* of the open log */
    struct counter all_codes, states;
    struct failure_counter failures;
    int64_t total[RECORD__N];
    bool gap;                            /* the last log had rows beneath */
    bool inferred, provisional, partial; /* marks that were shown: explained at the end */
    struct cell cell[CORRELATION__N + LOG__N];
    struct buf shown, packed; /* of a record that is longer than a line shows */
};

/* Loud events have places of their own, so that chatter before them does not hide them. */
static const int64_t limits[RECORD_log] = {
    [RECORD_correlation] = 40, [RECORD_event] = 8, [RECORD_finding] = 24, [RECORD_notice] = 24, [RECORD_reject] = 5,
};
enum { QUIET_MAX = 4 };

/* A file or pipe gets the same width everywhere, so that output can be compared. A narrower terminal has the lines folded. */
static int width_of(int columns)
{
    return !columns ? WIDTH : columns < WIDTH_MIN ? WIDTH_MIN : columns > WIDTH_MAX ? WIDTH_MAX : columns;
}

static void pending_forget(struct table *self)
{
    for (int type = 0; type < RECORD_log; type++) {
        buf_reset(&self->kept[type].bytes);
        self->kept[type].n = self->kept[type].n_kept = 0;
    }
    self->n_quiet = 0;
    counter_reset(&self->codes);
}

static int table_begin(struct sink *sink, const struct record *log)
{
    struct table *self = (struct table *)sink;
    (void)log;
    pending_forget(self);
    return self->out.failed ? -1 : 0;
}

static void keep(struct kept *kept, struct slice packed)
{
    buf_add(&kept->bytes, &packed.n, sizeof(packed.n));
    buf_slice(&kept->bytes, packed);
    kept->n_kept++;
}

static struct record child_read(struct table *self, enum record_type type, struct slice packed)
{
    struct record child = { &schemas[type], self->cell };
    bool sound = record_unpack(packed, &child);
    assert(sound);
    return child;
}

static struct slice text_at(const struct record *record, int field)
{
    return record->cell[field].present ? record->cell[field].text : SLICE("");
}

static bool event_is_quiet(const struct record *event)
{
    struct slice level = text_at(event, EVENT_level);
    return !level.n || slice_eq(level, SLICE("INFO")) || slice_eq(level, SLICE("DEBUG"));
}

/* The main code of a block stands in the block's own row. */
static bool finding_is_main(const struct record *finding)
{
    return slice_eq(text_at(finding, FINDING_role), SLICE("main")) && finding->cell[FINDING_seq].num > 0;
}

static int table_put(struct sink *sink, const struct record *log, enum record_type type, struct slice packed)
{
    struct table *self = (struct table *)sink;
    struct record child = child_read(self, type, packed);
    (void)log;
    assert(type < RECORD_log);
    struct kept *kept = &self->kept[type];
    bool wanted = kept->n_kept < limits[type];
    kept->n++;
    if (type == RECORD_event && event_is_quiet(&child)) {
        wanted = wanted && self->n_quiet < QUIET_MAX;
        self->n_quiet += wanted;
    } else if (type == RECORD_finding) {
        counter_add(&self->codes, text_at(&child, FINDING_code), text_at(&child, FINDING_severity), 1);
        if (finding_is_main(&child)) {
            kept->n--;
            wanted = false;
        }
    }
    if (wanted && packed.n > ROW_LONG) {
        row_shorten(&child, &self->shown);
        buf_reset(&self->packed);
        record_pack(&self->packed, &child);
        packed = buf_view(&self->packed);
    }
    if (wanted)
        keep(kept, packed);
    return self->out.failed ? -1 : 0;
}

static void row_any(struct table *self, const struct record *record)
{
    struct terminal *terminal = &self->terminal;
    struct slice main_code;
    switch (record_type(record)) {
    case RECORD_correlation:
        main_code = text_at(record, CORRELATION_main_code);
        self->provisional = self->provisional || text_at(record, CORRELATION_main_missing).n > 2;
        self->partial = self->partial || record->cell[CORRELATION_audit_partial].num;
        row_block(terminal, record, slice_of(counter_severity(&self->codes, main_code)));
        return;
    case RECORD_event:
        row_event(terminal, record);
        return;
    case RECORD_finding:
        row_finding(terminal, record);
        return;
    case RECORD_notice:
        row_notice(terminal, record);
        return;
    default:
        row_reject(terminal, record);
        return;
    }
}

static void section_name(struct terminal *terminal, enum record_type type)
{
    static const char *const names[RECORD_log] = {
        [RECORD_event] = "events", [RECORD_finding] = "found", [RECORD_notice] = "notices", [RECORD_reject] = "rejects",
    };
    if (type == RECORD_correlation) {
        row_block_names(terminal);
        return;
    }
    terminal_at(terminal, 2);
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_of(names[type]));
}

static void section_add(struct table *self, enum record_type type)
{
    struct kept *kept = &self->kept[type];
    struct slice rest = buf_view(&kept->bytes);
    if (kept->n > 0)
        section_name(&self->terminal, type);
    for (size_t n; rest.n; rest = slice_from(rest, n)) {
        memcpy(&n, rest.p, sizeof(n));
        rest = slice_from(rest, sizeof(n));
        struct record record = child_read(self, type, slice_part(rest, 0, n));
        row_any(self, &record);
    }
    if (kept->n > kept->n_kept) {
        terminal_at(&self->terminal, ROW_INDENT);
        terminal_printf(terminal_style(&self->terminal, STYLE_dim), "%s%" PRId64 " more", kept->n_kept ? "... " : "",
                   kept->n - kept->n_kept);
        terminal_line(&self->terminal);
    }
}

static void totals_add(struct table *self, const struct record *log)
{
    struct slice state = text_at(log, LOG_state);
    for (int type = 0; type < RECORD_log; type++)
        self->total[type] += self->kept[type].n;
    self->total[RECORD_log]++;
    self->inferred = self->inferred || (state.n && log->cell[LOG_state_inferred].num);
    counter_add(&self->states, state.n ? state : SLICE("unknown"), SLICE(""), 1);
    counter_merge(&self->all_codes, &self->codes);
    failure_counter_add(&self->failures, log);
}

static void log_add(struct table *self, const struct record *log)
{
    static const enum record_type order[] = { RECORD_correlation, RECORD_finding, RECORD_notice, RECORD_event, RECORD_reject };
    if (self->total[RECORD_log] == 0)
        row_log_names(&self->terminal);
    if (self->gap)
        terminal_line(&self->terminal);
    row_log(&self->terminal, log);
    self->gap = false;
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
        section_add(self, order[i]);
        self->gap = self->gap || self->kept[order[i]].n > 0;
    }
    totals_add(self, log);
}

static int table_end(struct sink *sink, const struct record *log, bool ok)
{
    struct table *self = (struct table *)sink;
    if (ok)
        log_add(self, log);
    pending_forget(self);
    return output_room(&self->out);
}

static int table_flush(struct sink *sink)
{
    return output_flush(&((struct table *)sink)->out);
}

/* "label     8 success  3 failed", in as many lines as it takes. */
static void counter_rows(struct terminal *terminal, const char *label, const struct counter *counter, bool states)
{
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_of(label));
    terminal_at(terminal, ROW_INDENT);
    for (size_t i = 0; i < counter->n; i++) {
        const struct counter_row *row = &counter->row[i];
        struct slice name = slice_of(row->name), severity = slice_of(row->severity);
        struct slice state = slice_eq(name, SLICE("unknown")) ? SLICE("") : name;
        if (terminal->column + (int)name.n + 14 > terminal->width) {
            terminal_line(terminal);
            terminal_at(terminal, ROW_INDENT);
        }
        terminal_printf(terminal, "%" PRId64 " ", row->n);
        enum style style = states ? state_style(state) : code_style(name, severity);
        terminal_rest(terminal_style(terminal, style), severity);
        terminal_gap(terminal, severity.n ? 1 : 0);
        terminal_rest(terminal_style(terminal, style), name);
        terminal_gap(terminal, 3);
    }
    terminal_line(terminal);
}

static void mark_explain(struct terminal *terminal, bool shown, const char *words)
{
    if (!shown)
        return;
    terminal_at(terminal, ROW_INDENT);
    terminal_gap(terminal, terminal->column > 0 ? 3 : 0);
    terminal_rest(terminal_style(terminal, STYLE_dim), slice_of(words));
}

static void marks_explain(struct table *self)
{
    mark_explain(&self->terminal, self->inferred, "~ inferred: no line of Airflow states it");
    mark_explain(&self->terminal, self->provisional, "* provisional: readings were missing");
    mark_explain(&self->terminal, self->partial, "! partial audit");
    if (self->terminal.column > 0)
        terminal_line(&self->terminal);
}

static void totals_show(struct table *self)
{
    struct terminal *terminal = &self->terminal;
    counter_sort(&self->states);
    counter_sort(&self->all_codes);
    terminal_line(terminal);
    terminal_printf(terminal_style(terminal, STYLE_bold), "%" PRId64 " %s", self->total[RECORD_log],
               self->total[RECORD_log] == 1 ? "log" : "logs");
    terminal_at(terminal, ROW_INDENT);
    terminal_printf(terminal, "%" PRId64 " blocks   %" PRId64 " events   %" PRId64 " rejects", self->total[RECORD_correlation],
               self->total[RECORD_event], self->total[RECORD_reject]);
    if (self->total[RECORD_notice])
        terminal_printf(terminal, "   %" PRId64 " notices", self->total[RECORD_notice]);
    terminal_line(terminal);
    if (self->states.n > 0)
        counter_rows(terminal, "states", &self->states, true);
    if (self->all_codes.n > 0)
        counter_rows(terminal, "codes", &self->all_codes, false);
    marks_explain(self);
    failure_counter_show(&self->failures, terminal);
}

static int table_close(struct sink **sink)
{
    struct table *self = (struct table *)*sink;
    if (!self)
        return 0;
    totals_show(self);
    int status = output_flush(&self->out);
    for (int type = 0; type < RECORD_log; type++)
        buf_free(&self->kept[type].bytes);
    buf_free(&self->shown);
    buf_free(&self->packed);
    counter_free(&self->codes);
    counter_free(&self->all_codes);
    counter_free(&self->states);
    failure_counter_free(&self->failures);
    output_free(&self->out);
    free(self);
    *sink = NULL;
    return status;
}

static const struct sink_ops table_ops = { "table", table_begin, NULL, table_put, table_flush, table_end, table_close, NULL, NULL };

struct sink *sink_table(FILE *to, bool colour, struct report *report)
{
    struct table *self = memory_new(sizeof(*self));
    int columns = screen_columns(to);
    *self = (struct table){ .sink.ops = &table_ops, .out = { .to = to, .report = report, .columns = columns } };
    self->terminal = (struct terminal){ .to = &self->out.text, .width = width_of(columns), .colour = colour };
    return &self->sink;
}
