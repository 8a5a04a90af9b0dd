/* judge.c - a finished block: its verdict, its record and its findings (domain §5.1, records.md §5). */
#include "log.h"

#include "mask.h"

/* A JSON array of the names of the fields in bits, sorted. */
static struct slice names_of(struct log *log, uint64_t bits)
{
    const char *names[CORRELATION__N];
    int n = 0;
    for (; bits; bits &= bits - 1) {
        const char *name = schemas[RECORD_correlation].field[__builtin_ctzll(bits)].name;
        int at = n++;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--)
            names[at] = names[at - 1];
        names[at] = name;
    }
    buf_reset(&log->text);
    buf_char(&log->text, '[');
    for (int i = 0; i < n; i++)
        buf_printf(&log->text, "%s\"%s\"", i ? "," : "", names[i]);
    buf_char(&log->text, ']');
    return arena_keep(&log->arena, buf_view(&log->text));
}

/* Where a field stands: the later of two for a derived one, the opening line when it stands nowhere. */
static void evidence_find(const struct channel *channel, int field, int64_t *line, struct slice *text)
{
    int64_t at;
    struct slice words;
    block_opening(channel->block, line, text);
#define DIFFERENCE(name, a, b, help)                                     \
    if (field == CORRELATION_##name) {                                   \
        evidence_find(channel, CORRELATION_##a, line, text);             \
        if (block_evidence(channel->block, CORRELATION_##b, &at, &words) && at > *line) { \
            *line = at;                                                  \
            *text = words;                                               \
        }                                                                \
        return;                                                          \
    }
#include "fields.def"
    if (block_evidence(channel->block, field, &at, &words)) {
        *line = at;
        *text = words;
    }
}

struct finding {
    const char *code, *role, *severity, *domain;
    int field;                /* correlation_field that decided, -1 = none */
    const struct cell *value; /* numeric, or NULL */
    const char *border;
};

static void finding_emit(struct log *log, const struct channel *channel, const struct finding *finding)
{
    struct cell cells[FINDING__N] = { 0 };
    int64_t line;
    struct slice text;
    evidence_find(channel, finding->field, &line, &text);
    cell_num(&cells[FINDING_seq], channel->seq);
    cell_num(&cells[FINDING_line], line);
    cell_text(&cells[FINDING_scope], SLICE("strategy"));
    cell_text(&cells[FINDING_code], slice_of(finding->code));
    cell_text(&cells[FINDING_role], slice_of(finding->role));
    if (finding->severity)
        cell_text(&cells[FINDING_severity], slice_of(finding->severity));
    cell_text(&cells[FINDING_domain], slice_of(finding->domain));
    if (finding->field >= 0)
        cell_text(&cells[FINDING_field], slice_of(schemas[RECORD_correlation].field[finding->field].name));
    if (finding->value)
        cell_text(&cells[FINDING_value], finding->value->text);
    if (finding->border)
        cell_text(&cells[FINDING_limit_value], slice_of(finding->border));
    cell_text(&cells[FINDING_evidence], text);
    cell_num(&cells[FINDING_count], 1);
    log_emit(log, RECORD_finding, cells);
}

static void rule_finding(struct log *log, const struct channel *channel, const struct cell *cells, int rule, const char *role)
{
    const struct rule_row *row = &rule_rows[rule];
    int field = row->condition[row->shown].field;
    finding_emit(log, channel, &(struct finding){ row->code, role, row->severity, row->domain, field, &cells[field], row->border });
}

static void findings_emit(struct log *log, const struct channel *channel, const struct cell *cells, const struct verdict *verdict)
{
    if (verdict->run_level)
        return;
    if (verdict->main >= 0)
        rule_finding(log, channel, cells, verdict->main, "main");
    else
        finding_emit(log, channel, &(struct finding){ .code = "INCONCLUSIVE", .role = "main", .domain = "ml", .field = -1 });
    if (verdict->cause >= 0)
        rule_finding(log, channel, cells, verdict->cause, "cause");
    for (int i = 0; i < RULE__N; i++)
        if ((verdict->fired >> i & 1) && i != verdict->main && i != verdict->cause)
            rule_finding(log, channel, cells, i, "secondary");
}

static void markers_emit(struct log *log, const struct channel *channel, const struct verdict *verdict)
{
    if (verdict->audit_partial)
        finding_emit(log, channel, &(struct finding){ .code = "AUDIT_PARTIAL", .role = "secondary", .domain = "pipeline", .field = CORRELATION_s22a1_status });
    if (verdict->tooling)
        finding_emit(log, channel, &(struct finding){ .code = "INCONCLUSIVE_TOOLING", .role = "secondary", .domain = "pipeline", .field = CORRELATION_verdict });
}

void block_judge(struct log *log, struct channel *channel, struct cell *cells)
{
    struct verdict verdict;
    struct record record = { &schemas[RECORD_correlation], cells };
    rules_judge(cells, &verdict);
    const char *code = verdict.main >= 0 ? rule_rows[verdict.main].code : "INCONCLUSIVE";
    cell_num(&cells[CORRELATION_audit_partial], verdict.audit_partial);
    if (!verdict.run_level) {
        cell_text(&cells[CORRELATION_main_code], slice_of(code));
        cell_text(&cells[CORRELATION_main_missing], names_of(log, verdict.missing));
        struct slice printed = cells[CORRELATION_verdict].text;
        if (cells[CORRELATION_verdict].present && rule_code_known(printed) && !slice_eq(printed, slice_of(code))) {
            log_note(log, COMPLAINT_verdict_differs, 1);
            block_note(channel->block, COMPLAINT_verdict_differs, &record);
        }
    }
    log_emit(log, RECORD_correlation, cells);
    findings_emit(log, channel, cells, &verdict);
    markers_emit(log, channel, &verdict);
}
