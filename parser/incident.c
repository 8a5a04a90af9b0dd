/* incident.c - known-incident signatures (domain §6.1) over every line. */
#include "log.h"

void incident_add(struct log *log, enum signature signature, struct slice evidence)
{
    struct incident *incident = &log->incident[signature];
    log->line_matched = true;
    log_why(log, "incident %s", pattern_rows[PATTERN__SIGNATURES + signature].name);
    if (incident->count++ > 0)
        return;
    incident->line = log->current.number;
    incident->evidence = log_keep_masked(log, evidence, EVIDENCE_MAX);
}

void incident_look(struct log *log, struct slice text, uint64_t bits, bool code_line)
{
    for (uint64_t rest = bits & log->parser->signature_bits; rest; rest &= rest - 1) {
        int pattern = __builtin_ctzll(rest);
        enum signature signature = (enum signature)(pattern - PATTERN__SIGNATURES);
        /* A kill by Airflow itself, or a code line that only spells it, is no lack of memory. */
        if (signature == SIGNATURE_OOM_KILLED && (code_line || log->attempt.killed))
            continue;
        if (pattern_match(log->parser->patterns, pattern, text))
            incident_add(log, signature, text);
    }
}

void incidents_emit(struct log *log)
{
    for (int i = 0; i < SIGNATURE__N; i++) {
        const struct incident *incident = &log->incident[i];
        const struct pattern_row *row = &pattern_rows[PATTERN__SIGNATURES + i];
        struct cell cells[FINDING__N] = { 0 };
        if (!incident->count)
            continue;
        cell_num(&cells[FINDING_seq], 0);
        cell_num(&cells[FINDING_line], incident->line);
        cell_text(&cells[FINDING_scope], SLICE("attempt"));
        cell_text(&cells[FINDING_code], slice_of(row->name));
        cell_text(&cells[FINDING_role], SLICE("incident"));
        cell_text(&cells[FINDING_severity], slice_of(row->severity));
        cell_text(&cells[FINDING_domain], slice_of(row->domain));
        if (incident->field.n) {
            cell_text(&cells[FINDING_field], incident->field);
            cell_text(&cells[FINDING_value], incident->value);
            cell_text(&cells[FINDING_limit_value], incident->limit);
        }
        cell_text(&cells[FINDING_evidence], incident->evidence);
        cell_num(&cells[FINDING_count], incident->count);
        log_emit(log, RECORD_finding, cells);
    }
}
