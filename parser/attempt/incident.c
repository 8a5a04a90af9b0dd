/* incident.c - known-incident signatures (domain §6.1) over every line. */
#include "log_inside.h"

static void incident_count(struct log *log, struct incident *incident, const char *name, struct slice evidence)
{
    log->line_matched = true;
    log_why(log, "incident %s", name);
    incident->last = log->current.number;
    if (incident->count++ > 0)
        return;
    incident->line = log->current.number;
    incident->evidence = log_keep_masked(log, evidence, EVIDENCE_MAX);
}

void incident_add(struct log *log, enum signature signature, struct slice evidence)
{
    incident_count(log, &log->incident[signature], pattern_rows[PATTERN__SIGNATURES + signature].name, evidence);
}

/* What a line shows twice, in its text and in its members, counts once. */
static bool seen_here(const struct log *log, const struct incident *incident, bool members)
{
    return members && incident->count && incident->last == log->current.number;
}

/* The user's own: one literal announces them all. */
static void user_patterns_look(struct log *log, struct slice text, bool members)
{
    const struct user_patterns *user = log->parser->options.user_patterns;
    for (int i = 0; i < user->n; i++)
        if (user->row[i].severity && !seen_here(log, &log->user_incident[i], members) && regex_match(user->row[i].regex, text))
            incident_count(log, &log->user_incident[i], user->row[i].name, text);
}

static void look(struct log *log, struct slice text, uint64_t bits, bool code_line, bool members)
{
    bits &= log->parser->signature_bits;
    if (bits & pattern_bit(PATTERN_USER))
        user_patterns_look(log, text, members);
    for (uint64_t rest = bits & ~pattern_bit(PATTERN_USER); rest; rest &= rest - 1) {
        int pattern = __builtin_ctzll(rest);
        enum signature signature = (enum signature)(pattern - PATTERN__SIGNATURES);
        /* A kill by Airflow itself, or a code line that only spells it, is no lack of memory. */
        if (signature == SIGNATURE_OOM_KILLED && (code_line || log->attempt.killed))
            continue;
        if (!seen_here(log, &log->incident[signature], members) && pattern_match(log->parser->patterns, pattern, text))
            incident_add(log, signature, text);
    }
}

void incident_look(struct log *log, struct slice text, uint64_t bits, bool code_line)
{
    look(log, text, bits, code_line, false);
}

void incident_look_tail(struct log *log, struct slice line, uint64_t bits)
{
    look(log, line, bits, false, true);
}

/* They are read as one line of key=value. */
void incident_look_members(struct log *log, struct slice event, struct slice object, uint64_t bits)
{
    struct slice key;
    struct json_value value;
    struct buf line = { 0 };
    if (!(bits & log->parser->signature_bits))
        return;
    if (event.n)
        buf_printf(&line, "event=%.*s ", SLICE_ARG(event));
    for (size_t at = 0; json_member(object, &at, &key, &value);) {
        if (slice_eq(key, SLICE("event")) || slice_eq(key, SLICE("message")) || slice_eq(key, SLICE("workload")))
            continue;
        buf_slice(&line, key);
        buf_char(&line, '=');
        json_unescape(value.raw, &line);
        buf_char(&line, ' ');
    }
    look(log, buf_view(&line), bits, false, true);
    buf_free(&line);
}

/* The fields of an incident: those of its signature or of the user's own pattern. */
struct naming {
    const char *name, *severity, *domain;
};

static struct naming naming_of(int signature)
{
    const struct pattern_row *row = &pattern_rows[PATTERN__SIGNATURES + signature];
    return (struct naming){ row->name, row->severity, row->domain };
}

static struct naming naming_of_user_pattern(const struct user_patterns *user, int row)
{
    return (struct naming){ user->row[row].name, user->row[row].severity, user->row[row].domain };
}

static void incident_record(const struct incident *incident, struct naming naming, struct cell *cells)
{
    cell_num(&cells[FINDING_seq], 0);
    cell_num(&cells[FINDING_line], incident->line);
    cell_text(&cells[FINDING_scope], SLICE("attempt"));
    cell_text(&cells[FINDING_code], slice_of(naming.name));
    cell_text(&cells[FINDING_role], SLICE("incident"));
    cell_text(&cells[FINDING_severity], slice_of(naming.severity));
    cell_text(&cells[FINDING_domain], slice_of(naming.domain));
    if (incident->field.n) {
        cell_text(&cells[FINDING_field], incident->field);
        cell_text(&cells[FINDING_value], incident->value);
        cell_text(&cells[FINDING_limit_value], incident->threshold);
    }
    cell_text(&cells[FINDING_evidence], incident->evidence);
    cell_num(&cells[FINDING_count], incident->count);
}

static void incident_emit(struct log *log, const struct incident *incident, struct naming naming)
{
    struct cell cells[FINDING__N] = { 0 };
    if (!incident->count)
        return;
    incident_record(incident, naming, cells);
    log_emit(log, RECORD_finding, cells);
}

void incidents_emit(struct log *log)
{
    const struct user_patterns *user = log->parser->options.user_patterns;
    for (int i = 0; i < SIGNATURE__N; i++)
        incident_emit(log, &log->incident[i], naming_of(i));
    for (int i = 0; user && i < user->n; i++)
        incident_emit(log, &log->user_incident[i], naming_of_user_pattern(user, i));
}

static void tell(struct log *log, const struct incident *incident, struct naming naming)
{
    struct cell cells[FINDING__N] = { 0 };
    incident_record(incident, naming, cells);
    log->events->early(log->events->context, log->handle, &(struct record){ &schemas[RECORD_finding], cells });
}

static void tell_grown(struct log *log, struct incident *incident, struct naming naming)
{
    if (incident->count > incident->told)
        tell(log, incident, naming);
    incident->told = incident->count;
}

void incident_tell(struct log *log, enum signature signature, const struct incident *incident)
{
    tell(log, incident, naming_of((int)signature));
}

void incidents_tell(struct log *log)
{
    const struct user_patterns *user = log->parser->options.user_patterns;
    for (int i = 0; i < SIGNATURE__N; i++)
        tell_grown(log, &log->incident[i], naming_of(i));
    for (int i = 0; log->user_incident && user && i < user->n; i++)
        tell_grown(log, &log->user_incident[i], naming_of_user_pattern(user, i));
}
