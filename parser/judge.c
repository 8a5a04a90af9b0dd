/* judge.c - a finished block: its verdict, its record and its findings (domain §5.1, records.md §5). */
#include "log.h"

#include "json.h"

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

static void finding_emit(struct log *log, const struct channel *channel, const struct cell *block, const struct verdict_finding *finding)
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
    if (finding->border) {
        cell_text(&cells[FINDING_value], block[finding->field].text);
        cell_text(&cells[FINDING_limit_value], slice_of(finding->border));
    }
    cell_text(&cells[FINDING_evidence], text);
    cell_num(&cells[FINDING_count], 1);
    log_emit(log, RECORD_finding, cells);
}

/* Where the fields that rules look at stand: a line of the message each, the opening one first. Several may share a line of the log. */
struct places {
    int64_t line[CORRELATION__N + 1];
    struct slice text[CORRELATION__N + 1];
    int n;
    int of[CORRELATION__N]; /* the place of each field */
};

static int place_find(struct places *places, int64_t line, struct slice text)
{
    for (int i = 0; i < places->n; i++)
        if (places->line[i] == line && slice_eq(places->text[i], text))
            return i;
    places->line[places->n] = line;
    places->text[places->n] = text;
    return places->n++;
}

static uint64_t places_gather(const struct channel *channel, struct places *out)
{
    int64_t line;
    struct slice text;
    uint64_t given = 0;
    block_opening(channel->block, &line, &text);
    place_find(out, line, text);
    for (uint64_t rest = rules_fields(); rest; rest &= rest - 1) {
        int field = __builtin_ctzll(rest);
        if (!block_evidence(channel->block, field, &line, &text))
            continue;
        out->of[field] = place_find(out, line, text);
        given |= (uint64_t)1 << field;
    }
    return given;
}

/* The i-th key of an object whose keys count. */
static void number_key(struct buf *out, int i)
{
    buf_text(out, i ? ",\"" : "\"");
    buf_int(out, i);
    buf_text(out, "\":");
}

/* {"line":{"0":3,"1":4},"text":{"0":"=== CORRELATION DATA ===","1":"f1_buy=0.6"},"field":{"f1_buy":1}} */
static void places_write(struct log *log, const struct channel *channel)
{
    struct places places = { .n = 0 };
    uint64_t given = places_gather(channel, &places);
    const char *comma = "\"";
    buf_text(&log->text, "{\"line\":{");
    for (int i = 0; i < places.n; i++) {
        number_key(&log->text, i);
        buf_int(&log->text, places.line[i]);
    }
    buf_text(&log->text, "},\"text\":{");
    for (int i = 0; i < places.n; i++) {
        number_key(&log->text, i);
        json_write_string(places.text[i], &log->text);
    }
    buf_text(&log->text, "},\"field\":{");
    for (; given; given &= given - 1, comma = ",\"") {
        int field = __builtin_ctzll(given);
        buf_text(&log->text, comma);
        buf_text(&log->text, schemas[RECORD_correlation].field[field].name);
        buf_text(&log->text, "\":");
        buf_int(&log->text, places.of[field]);
    }
    buf_text(&log->text, "}}");
}

void block_judge(struct log *log, struct channel *channel, struct cell *cells)
{
    const struct rules *rules = &log->parser->rules;
    struct verdict verdict;
    struct verdict_finding findings[VERDICT_FINDINGS];
    rules_judge(rules, cells, &verdict);
    cell_num(&cells[CORRELATION_audit_partial], verdict.audit_partial);
    buf_reset(&log->text);
    fields_json(verdict.missing, &log->text);
    size_t missing = log->text.n;
    places_write(log, channel);
    cell_text(&cells[CORRELATION_places], slice_from(buf_view(&log->text), missing));
    if (!verdict.run_level) {
        cell_text(&cells[CORRELATION_main_code], slice_of(verdict_main(&verdict)));
        cell_text(&cells[CORRELATION_main_missing], slice_part(buf_view(&log->text), 0, missing));
    }
    if (verdict.differs) {
        struct record record = { &schemas[RECORD_correlation], cells };
        log_note(log, COMPLAINT_verdict_differs, 1);
        block_note(channel->block, COMPLAINT_verdict_differs, &record);
    }
    log_emit(log, RECORD_correlation, cells);
    int n = verdict_findings(rules, &verdict, findings);
    for (int i = 0; i < n; i++)
        finding_emit(log, channel, cells, &findings[i]);
}
