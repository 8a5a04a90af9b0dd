/* verdict_trace.c - the trace of a verdict; see verdict_trace.h. */
#include "verdict_trace.h"

#include <inttypes.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "sink/print/screen.h"
#include "sink/print/terminal.h"
#include "sink/print/table_rows.h"

struct verdict_trace {
    struct sink sink;
    FILE *to;
    const struct rules *rules;
    struct line_range lines;
    struct buf out, words;
    struct terminal terminal;
};

enum { COLUMN_code = 6, COLUMN_asks = 26, COLUMN_is = 63, COLUMN_answer = 80, COLUMN_facts = 14 };

static const char *field_name(int field)
{
    return schemas[RECORD_correlation].field[field].name;
}

static enum style rule_style(const struct rule_row *rule)
{
    return code_style(slice_of(rule->code), slice_of(rule->severity ? rule->severity : ""));
}

/* "sortino, std_f1_buy" */
static void names_add(struct buf *out, uint64_t fields)
{
    const char *comma = "";
    for (; fields; fields &= fields - 1, comma = ", ")
        buf_printf(out, "%s%s", comma, field_name(__builtin_ctzll(fields)));
}

/* The fields' values as the conditions ask for them: "0.11, -0.4"; "?" for what is missing. */
static struct slice values_of(struct verdict_trace *trace, const struct rule_row *rule, const struct cell *cells)
{
    int before = -1;
    buf_reset(&trace->words);
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++) {
        int field = rule->condition[i].field;
        if (field == before)
            continue;
        before = field;
        buf_text(&trace->words, trace->words.n ? ", " : "");
        if (cells[field].present)
            buf_slice(&trace->words, cells[field].text);
        else
            buf_char(&trace->words, '?');
    }
    return buf_view(&trace->words);
}

static const char *role_of(const struct verdict *verdict, int rule)
{
    return rule == verdict->main ? "  <- main" : rule == verdict->cause ? "  <- cause" : verdict->fired >> rule & 1 ? "  secondary" : "";
}

static void answer_write(struct verdict_trace *trace, const struct verdict *verdict, int rule, const struct cell *cells)
{
    uint64_t missing = 0;
    struct terminal *terminal = &trace->terminal;
    switch (rule_evaluate(trace->rules, &rule_rows[rule], cells, &missing)) {
    case RULE_yes:
        terminal_text(terminal_style(terminal, rule_style(&rule_rows[rule])), SLICE("yes"), 3);
        terminal_rest(terminal_style(terminal, STYLE_bold), slice_of(role_of(verdict, rule)));
        terminal_line(terminal);
        break;
    case RULE_no:
        terminal_text(terminal_style(terminal, STYLE_dim), SLICE("no"), 3);
        terminal_line(terminal);
        break;
    case RULE_unknown:
        buf_reset(&trace->words);
        buf_text(&trace->words, "unknown: no ");
        names_add(&trace->words, missing);
        terminal_wrap(terminal_style(terminal, STYLE_yellow), COLUMN_answer, buf_view(&trace->words));
        break;
    }
}

static void rule_write(struct verdict_trace *trace, const struct verdict *verdict, int rule, const struct cell *cells)
{
    struct terminal *terminal = &trace->terminal;
    const struct rule_row *row = &rule_rows[rule];
    if (row->main_rank)
        terminal_printf(terminal, "%4d", row->main_rank);
    terminal_at(terminal, COLUMN_code);
    terminal_text(terminal, slice_of(row->code), COLUMN_asks - COLUMN_code - 1);
    buf_reset(&trace->words);
    rule_words(trace->rules, row, &trace->words);
    terminal_at(terminal, COLUMN_asks);
    terminal_text(terminal_style(terminal, STYLE_dim), buf_view(&trace->words), COLUMN_is - COLUMN_asks - 1);
    terminal_at(terminal, COLUMN_is);
    terminal_text(terminal, values_of(trace, row, cells), COLUMN_answer - COLUMN_is - 1);
    terminal_at(terminal, COLUMN_answer);
    answer_write(trace, verdict, rule, cells);
}

static void rules_write(struct verdict_trace *trace, const struct verdict *verdict, const struct cell *cells)
{
    struct terminal *terminal = &trace->terminal;
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("rank"), 6);
    terminal_at(terminal, COLUMN_code);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("rule"), 10);
    terminal_at(terminal, COLUMN_asks);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("asks"), 10);
    terminal_at(terminal, COLUMN_is);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("the block has"), 20);
    terminal_at(terminal, COLUMN_answer);
    terminal_text(terminal_style(terminal, STYLE_dim), SLICE("answer"), 10);
    terminal_line(terminal);
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++)
            if (rule_rows[i].main_rank == rank)
                rule_write(trace, verdict, i, cells);
    for (int rank = 1; rank <= RULE__N; rank++)
        for (int i = 0; i < RULE__N; i++)
            if (rule_rows[i].cause_rank == rank)
                rule_write(trace, verdict, i, cells);
}

/* A line of the summary: what it is about, then the words so far. */
static void fact(struct verdict_trace *trace, const char *about, enum style style)
{
    struct terminal *terminal = &trace->terminal;
    terminal_at(terminal, 2);
    terminal_text(terminal_style(terminal, STYLE_dim), slice_of(about), COLUMN_facts - 3);
    terminal_wrap(terminal_style(terminal, style), COLUMN_facts, buf_view(&trace->words));
    buf_reset(&trace->words);
}

/* The number of the place where a field stands, empty when nowhere. */
static struct slice place_of(struct slice places, int field)
{
    return json_get(json_get(places, SLICE("field")).raw, slice_of(field_name(field))).raw;
}

/* Where a field stands: "line 4: f1_buy=0.61". */
static void place_write(struct verdict_trace *trace, struct slice places, int field)
{
    struct buf text = { 0 };
    struct slice place = place_of(places, field);
    if (!place.n)
        return;
    struct json_value line = json_get(json_get(places, SLICE("line")).raw, place), words = json_get(json_get(places, SLICE("text")).raw, place);
    json_unescape(words.raw, &text);
    buf_printf(&trace->words, "%.*s: %.*s", SLICE_ARG(line.raw), SLICE_ARG(slice_trim(buf_view(&text))));
    fact(trace, "line", STYLE_plain);
    buf_free(&text);
}

/* The lines that the main code's and the cause's fields stand on, each once. */
static void places_write(struct verdict_trace *trace, const struct verdict *verdict, const struct cell *cells)
{
    struct slice places = cells[CORRELATION_places].text;
    uint64_t fields = 0;
    int rules[] = { verdict->main, verdict->cause };
    for (size_t k = 0; k < 2; k++)
        fields |= rules[k] >= 0 ? rule_fields(&rule_rows[rules[k]]) : 0;
    if (verdict->audit_partial)
        fields |= (uint64_t)1 << CORRELATION_s22a1_status;
    struct slice written[CORRELATION__N];
    int n = 0;
    for (; fields; fields &= fields - 1) {
        int field = __builtin_ctzll(fields);
        struct slice place = place_of(places, field);
        bool again = false;
        for (int i = 0; i < n; i++)
            again = again || slice_eq(written[i], place);
        if (again)
            continue;
        written[n++] = place;
        place_write(trace, places, field);
    }
}

static void playbook_write(struct verdict_trace *trace, const struct rule_row *row)
{
    const struct severity_row *severity = severity_find(row->severity);
    if (severity) {
        buf_printf(&trace->words, "%s: %s%s%s", severity->name, severity->reaction, severity->owner ? ", " : "", severity->owner ? severity->owner : "");
        fact(trace, "react", STYLE_plain);
    }
    const struct {
        const char *about, *words;
    } parts[] = { { "do", row->action }, { "until", row->exit_criterion }, { "escalate", row->escalation } };
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        buf_text(&trace->words, parts[i].words);
        if (trace->words.n)
            fact(trace, parts[i].about, STYLE_plain);
    }
}

static void main_write(struct verdict_trace *trace, const struct verdict *verdict)
{
    uint64_t missing = verdict->missing;
    if (verdict->main < 0) {
        buf_text(&trace->words, "INCONCLUSIVE: no rule says yes, and these fields are missing: ");
        names_add(&trace->words, missing);
        fact(trace, "main", STYLE_yellow);
        return;
    }
    const struct rule_row *row = &rule_rows[verdict->main];
    buf_printf(&trace->words, "%s: %s (domain %s); the first yes in order of rank", row->code, row->meaning, row->domain);
    fact(trace, "main", rule_style(row));
    if (missing) {
        names_add(&trace->words, missing);
        buf_text(&trace->words, " missing: a rule of higher rank could not be asked");
        fact(trace, "provisional", STYLE_yellow);
    }
}

static void others_write(struct verdict_trace *trace, const struct verdict *verdict, const struct cell *cells)
{
    if (verdict->cause >= 0) {
        buf_printf(&trace->words, "%s: %s", rule_rows[verdict->cause].code, rule_rows[verdict->cause].meaning);
        fact(trace, "cause", rule_style(&rule_rows[verdict->cause]));
    }
    for (int i = 0; i < RULE__N; i++)
        if ((verdict->fired >> i & 1) && i != verdict->main && i != verdict->cause)
            buf_printf(&trace->words, "%s%s", trace->words.n ? ", " : "", rule_rows[i].code);
    if (trace->words.n)
        fact(trace, "secondary", STYLE_plain);
    if (verdict->audit_partial) {
        buf_printf(&trace->words, "AUDIT_PARTIAL: %s: not to be read as a full audit", mark_rows[MARK_AUDIT_PARTIAL].meaning);
        fact(trace, "audit", STYLE_magenta);
    }
    if (cells[CORRELATION_verdict].present) {
        buf_slice(&trace->words, cells[CORRELATION_verdict].text);
        buf_text(&trace->words, verdict->differs ? ": the pipeline said otherwise (verdict_differs)" : ": what the pipeline said itself");
        fact(trace, "printed", verdict->differs ? STYLE_yellow : STYLE_plain);
    }
}

static void difference_write(struct verdict_trace *trace, const struct cell *cells, int derived, int a, int b)
{
    if (!cells[derived].present)
        return;
    buf_printf(&trace->words, "%s = %.*s - %.*s = %.*s", field_name(derived), SLICE_ARG(cells[a].text), SLICE_ARG(cells[b].text),
               SLICE_ARG(cells[derived].text));
    fact(trace, "computed", STYLE_plain);
}

static void block_head(struct verdict_trace *trace, const struct cell *cells, const struct verdict *verdict)
{
    struct terminal *terminal = &trace->terminal;
    terminal_line(terminal);
    buf_printf(&trace->words, "Block %" PRId64 ", line %" PRId64, cells[CORRELATION_seq].num, cells[CORRELATION_line].num);
    if (cells[CORRELATION_crypto].present)
        buf_printf(&trace->words, ", %.*s", SLICE_ARG(cells[CORRELATION_crypto].text));
    terminal_text(terminal_style(terminal, STYLE_bold), buf_view(&trace->words), 80);
    buf_reset(&trace->words);
    terminal_gap(terminal, 2);
    if (verdict->run_level)
        terminal_text(terminal, SLICE("the counts of a run"), 40);
    else
        terminal_text(terminal_style(terminal, verdict->main >= 0 ? rule_style(&rule_rows[verdict->main]) : STYLE_yellow), slice_of(verdict_main(verdict)), 40);
    terminal_line(terminal);
}

static void block_write(struct verdict_trace *trace, const struct cell *cells)
{
    struct verdict verdict;
    rules_judge(trace->rules, cells, &verdict);
    block_head(trace, cells, &verdict);
    if (verdict.run_level) {
        buf_text(&trace->words, "judged by no rule: candidates of a run, not a strategy; what many logs say is judged in the database");
        fact(trace, "main", STYLE_plain);
        return;
    }
    rules_write(trace, &verdict, cells);
    buf_reset(&trace->words);
#define DIFFERENCE(name, a, b, help) difference_write(trace, cells, CORRELATION_##name, CORRELATION_##a, CORRELATION_##b);
#include "parser/catalogue/fields.def"
    main_write(trace, &verdict);
    others_write(trace, &verdict, cells);
    places_write(trace, &verdict, cells);
    if (verdict.main >= 0)
        playbook_write(trace, &rule_rows[verdict.main]);
}

static void incident_write(struct verdict_trace *trace, const struct cell *cells)
{
    struct terminal *terminal = &trace->terminal;
    terminal_line(terminal);
    buf_printf(&trace->words, "Incident, line %" PRId64, cells[FINDING_line].num);
    terminal_text(terminal_style(terminal, STYLE_bold), buf_view(&trace->words), 40);
    buf_reset(&trace->words);
    terminal_gap(terminal, 2);
    terminal_text(terminal_style(terminal, code_style(cells[FINDING_code].text, cells[FINDING_severity].text)), cells[FINDING_code].text, 40);
    terminal_line(terminal);
    buf_printf(&trace->words, "%.*s, %.*s, %" PRId64 " %s", SLICE_ARG(cells[FINDING_severity].text), SLICE_ARG(cells[FINDING_domain].text),
               cells[FINDING_count].num, cells[FINDING_count].num == 1 ? "line" : "lines");
    fact(trace, "what", STYLE_plain);
    buf_slice(&trace->words, slice_trim(cells[FINDING_evidence].text));
    if (trace->words.n)
        fact(trace, "evidence", STYLE_plain);
}

/* Whom it is about, as far as it is told. */
static void notice_write(struct verdict_trace *trace, const struct cell *cells)
{
    static const int whom[] = { NOTICE_dag_id, NOTICE_task_id, NOTICE_map_index, NOTICE_run_id, NOTICE_logical_date, NOTICE_try_number };
    struct terminal *terminal = &trace->terminal;
    terminal_line(terminal);
    buf_printf(&trace->words, "Notice, line %" PRId64, cells[NOTICE_line].num);
    terminal_text(terminal_style(terminal, STYLE_bold), buf_view(&trace->words), 40);
    buf_reset(&trace->words);
    terminal_gap(terminal, 2);
    terminal_text(terminal_style(terminal, STYLE_yellow), cells[NOTICE_code].text, 40);
    terminal_line(terminal);
    for (size_t i = 0; i < sizeof(whom) / sizeof(*whom); i++) {
        const struct field *field = &schemas[RECORD_notice].field[whom[i]];
        if (!cells[whom[i]].present || (whom[i] == NOTICE_map_index && cells[whom[i]].num < 0))
            continue;
        buf_printf(&trace->words, "%s%s ", trace->words.n ? ", " : "", field->name);
        cell_plain(&trace->words, field->kind, &cells[whom[i]]);
    }
    fact(trace, "about", STYLE_plain);
    buf_slice(&trace->words, slice_trim(cells[NOTICE_evidence].text));
    fact(trace, "evidence", STYLE_plain);
}

static int verdict_trace_put(struct sink *sink, const struct record *log, enum record_type type, struct slice packed)
{
    struct verdict_trace *trace = (struct verdict_trace *)sink;
    struct cell cells[CORRELATION__N + FINDING__N + NOTICE__N];
    (void)log;
    if (type != RECORD_correlation && type != RECORD_finding && type != RECORD_notice)
        return 0;
    record_unpack(packed, &(struct record){ &schemas[type], cells });
    bool strategys = type == RECORD_finding && !slice_eq(cells[FINDING_scope].text, SLICE("attempt"));
    if (strategys || !line_in(&trace->lines, cells[schema_find(&schemas[type], SLICE("line"))].num))
        return 0;
    if (type == RECORD_correlation)
        block_write(trace, cells);
    else if (type == RECORD_notice)
        notice_write(trace, cells);
    else
        incident_write(trace, cells);
    screen_write(trace->to, buf_view(&trace->out));
    buf_reset(&trace->out);
    return 0;
}

static int verdict_trace_begin(struct sink *sink, const struct record *log)
{
    (void)sink, (void)log;
    return 0;
}

static int verdict_trace_flush(struct sink *sink)
{
    (void)sink;
    return 0;
}

/* What a state follows from that no word of Airflow states (outcome_state.c); NULL: something states it. */
static const char *why_state(const struct cell *log)
{
    int64_t generation = log[LOG_generation].present ? log[LOG_generation].num : 0, code = log[LOG_exit_code].present ? log[LOG_exit_code].num : 0;
    bool success = log[LOG_state].present && slice_eq(log[LOG_state].text, SLICE("success"));
    if (!log[LOG_state].present)
        return "no line says how it ended, and nothing shows it";
    if (!log[LOG_state_inferred].num)
        return NULL;
    if (generation == 3)
        return success ? "no record says that the process ended badly, and the last line is whole" : "a record says that the process ended badly";
    if (code == 0)
        return success ? "the task's return code is 0" : "the task's return code is 0, but a success of Airflow 2 says \"Marking task as SUCCESS\": sys.exit(0)";
    return "the task's return code is not 0";
}

/* Only of a log that is asked for as a whole. */
static void state_write(struct verdict_trace *trace, const struct cell *log)
{
    struct terminal *terminal = &trace->terminal;
    struct slice state = log[LOG_state].present ? log[LOG_state].text : SLICE("");
    const char *why = why_state(log);
    terminal_line(terminal);
    terminal_text(terminal_style(terminal, STYLE_bold), log[LOG_task_id].present ? log[LOG_task_id].text : SLICE("Attempt"), 60);
    terminal_gap(terminal, 2);
    terminal_text(terminal_style(terminal, state_style(state)), state.n ? state : SLICE("no outcome"), 30);
    terminal_line(terminal);
    buf_printf(&trace->words, "%s%s", !state.n ? "" : why ? "inferred: " : "stated by a line of Airflow", why ? why : "");
    fact(trace, "state", STYLE_plain);
}

static int verdict_trace_end(struct sink *sink, const struct record *log, bool ok)
{
    struct verdict_trace *trace = (struct verdict_trace *)sink;
    if (!ok || trace->lines.from || !slice_eq(log->cell[LOG_role].text, SLICE("task")))
        return 0;
    state_write(trace, log->cell);
    screen_write(trace->to, buf_view(&trace->out));
    buf_reset(&trace->out);
    return 0;
}

static int verdict_trace_close(struct sink **sink)
{
    struct verdict_trace *trace = (struct verdict_trace *)*sink;
    buf_free(&trace->out);
    buf_free(&trace->words);
    free(trace);
    *sink = NULL;
    return 0;
}

static const struct sink_ops verdict_trace_ops = {
    "verdict trace", verdict_trace_begin, NULL, verdict_trace_put, verdict_trace_flush, verdict_trace_end, verdict_trace_close, NULL, NULL,
};

struct sink *verdict_trace_open(FILE *to, bool colour, struct line_range lines, const struct rules *rules)
{
    struct verdict_trace *trace = memory_new(sizeof(*trace));
    *trace = (struct verdict_trace){ .sink.ops = &verdict_trace_ops, .to = to, .rules = rules, .lines = lines };
    trace->terminal = (struct terminal){ .to = &trace->out, .width = TRACE_WIDTH, .colour = colour };
    return &trace->sink;
}
