/* judge.c - a finished block: its verdict, its record and its findings (domain §5.1, records.md §5). */
#include "log_inside.h"

#include "parser/text/json.h"

/* Where a field stands: the later of two for a derived one, the opening line when it stands nowhere. */
static struct evidence evidence_find(const struct channel *channel, int field)
{
    struct evidence found = block_opening(channel->block), other;
    for (uint64_t bits = field < 0 ? 0 : field_bases(field); bits; bits &= bits - 1)
        if (block_evidence(channel->block, __builtin_ctzll(bits), &other) && other.order > found.order)
            found = other;
    return found;
}

static void finding_emit(struct log *log, const struct channel *channel, const struct cell *block, const struct verdict_finding *finding)
{
    struct cell cells[FINDING__N] = { 0 };
    struct evidence evidence = evidence_find(channel, finding->field);
    cell_num(&cells[FINDING_seq], channel->seq);
    cell_num(&cells[FINDING_line], evidence.line);
    cell_text(&cells[FINDING_scope], SLICE("strategy"));
    cell_text(&cells[FINDING_code], slice_of(finding->code));
    cell_text(&cells[FINDING_role], slice_of(finding->role));
    if (finding->severity)
        cell_text(&cells[FINDING_severity], slice_of(finding->severity));
    cell_text(&cells[FINDING_domain], slice_of(finding->domain));
    if (finding->field >= 0)
        cell_text(&cells[FINDING_field], slice_of(schemas[RECORD_correlation].field[finding->field].name));
    if (finding->threshold) {
        cell_text(&cells[FINDING_value], block[finding->field].text);
        cell_text(&cells[FINDING_limit_value], slice_of(finding->threshold));
    }
    cell_text(&cells[FINDING_evidence], evidence.text);
    cell_num(&cells[FINDING_count], 1);
    log_emit(log, RECORD_finding, cells);
}

/* The lines of the block that fields which rules look at stand on, the opening one first, in order. */
struct places {
    struct evidence at[CORRELATION__N + 1];
    int n;
};

static void place_add(struct places *places, struct evidence evidence)
{
    int i = places->n;
    while (i > 0 && places->at[i - 1].order > evidence.order)
        i--;
    if (i > 0 && places->at[i - 1].order == evidence.order)
        return;
    memmove(&places->at[i + 1], &places->at[i], (size_t)(places->n - i) * sizeof(*places->at));
    places->at[i] = evidence;
    places->n++;
}

static int place_find(const struct places *places, int order)
{
    int i = 0;
    while (places->at[i].order != order)
        i++;
    return i;
}

/* The fields that stand somewhere. */
static uint64_t places_gather(const struct channel *channel, struct places *out)
{
    struct evidence evidence;
    uint64_t given = 0;
    place_add(out, block_opening(channel->block));
    for (uint64_t rest = rules_fields(); rest; rest &= rest - 1) {
        int field = __builtin_ctzll(rest);
        if (!block_evidence(channel->block, field, &evidence))
            continue;
        place_add(out, evidence);
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
        buf_int(&log->text, places.at[i].line);
    }
    buf_text(&log->text, "},\"text\":{");
    for (int i = 0; i < places.n; i++) {
        number_key(&log->text, i);
        json_write_string(places.at[i].text, &log->text);
    }
    buf_text(&log->text, "},\"field\":{");
    for (; given; given &= given - 1, comma = ",\"") {
        int field = __builtin_ctzll(given);
        struct evidence evidence = { 0 };
        block_evidence(channel->block, field, &evidence);
        buf_text(&log->text, comma);
        buf_text(&log->text, schemas[RECORD_correlation].field[field].name);
        buf_text(&log->text, "\":");
        buf_int(&log->text, place_find(&places, evidence.order));
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
