/* precedence.c - which copy of a log stands; see precedence.h. */
#include "precedence.h"

#include "parser/catalogue/state.h"
#include "pieces.h"

static bool same_text(const struct record *a, const struct record *b, enum log_field field)
{
    const struct cell *x = &a->cell[field], *y = &b->cell[field];
    return x->present == y->present && (!x->present || slice_eq(x->text, y->text));
}

static bool same_bytes(const struct record *a, const struct record *b)
{
    return a->cell[LOG_content_hash].present && same_text(a, b, LOG_content_hash);
}

/* Of what is no file the source alone is known. */
static struct slice file_of(const struct record *log)
{
    return log->cell[log->cell[LOG_real_path].present ? LOG_real_path : LOG_source].text;
}

bool precedence_same_file(const struct record *a, const struct record *b)
{
    return slice_eq(file_of(a), file_of(b));
}

static bool is_set(const struct record *log, enum log_field field)
{
    return log->cell[field].present && log->cell[field].num;
}

static bool states(const struct record *log)
{
    return log->cell[LOG_state].present && !is_set(log, LOG_state_inferred);
}

static bool is_failed_by_inference(const struct record *log)
{
    return is_set(log, LOG_state_inferred) && slice_eq(log->cell[LOG_state].text, SLICE("failed"));
}

/* --- the order of copies ---------------------------------------------------------------------------------------- */

/* Missing numbers are least. */
static int by_number(const struct record *a, const struct record *b, enum log_field field)
{
    int64_t x = a->cell[field].present ? a->cell[field].num : -1, y = b->cell[field].present ? b->cell[field].num : -1;
    return (x > y) - (x < y);
}

/* Equal where one of them is missing. */
static int by_strength(const struct record *a, const struct record *b, enum log_field field)
{
    return a->cell[field].present && b->cell[field].present ? by_number(a, b, field) : 0;
}

/* A success that is inferred is no more than none where the other copy has more lines, all that it has in them, and infers none (domain §3.4). */
static bool is_complete(const struct record *log, const struct record *other)
{
    bool timed = log->cell[LOG_start_time].present && other->cell[LOG_start_time].present;
    bool more = timed && pieces_covers(other, log) && other->cell[LOG_lines].num > log->cell[LOG_lines].num;
    return is_set(log, LOG_complete) && !(more && pieces_infers_success(log) && !other->cell[LOG_state].present);
}

static int by_complete(const struct record *a, const struct record *b, enum log_field field)
{
    (void)field;
    return is_complete(a, b) - is_complete(b, a);
}

/* What streams have brought together may count a line twice. */
static int by_file(const struct record *a, const struct record *b, enum log_field field)
{
    (void)field;
    return pieces_is_whole_file(a, b) - pieces_is_whole_file(b, a);
}

static int by_stating(const struct record *a, const struct record *b, enum log_field field)
{
    (void)field;
    return states(a) - states(b);
}

/* In the order of their bytes. Equal where one of them is missing. */
static int text_order(struct slice x, struct slice y)
{
    if (!x.n || !y.n)
        return 0;
    int order = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
    return order ? order : (x.n > y.n) - (x.n < y.n);
}

static int by_text(const struct record *a, const struct record *b, enum log_field field)
{
    return text_order(a->cell[field].text, b->cell[field].text);
}

/* The weightiest first: the first row in which two copies differ decides, the greater one stands. */
static const struct {
    int (*compare)(const struct record *a, const struct record *b, enum log_field);
    enum log_field field;
} order_of_copies[] = {
    { by_strength, LOG_identity_strength },
    { by_complete, LOG_complete },
    { by_file, LOG_size },
    { by_number, LOG_lines },
    { by_number, LOG_bytes },
    { by_stating, LOG_state },
    { by_text, LOG_content_hash },
};

static int compare_copies(const struct record *a, const struct record *b)
{
    int order = 0;
    for (size_t i = 0; !order && i < sizeof(order_of_copies) / sizeof(*order_of_copies); i++)
        order = order_of_copies[i].compare(a, b, order_of_copies[i].field);
    return order;
}

int precedence_compare_strength(const struct record *a, const struct record *b)
{
    return by_strength(a, b, LOG_identity_strength);
}

/* What a stream has merged may hold rows of several copies: a file makes it clean. Of two files the one whose path
 * comes first stands, whichever was read first, unless another part of the log has joined it. */
static bool file_goes_before(const struct record *fresh, const struct record *stored)
{
    bool of_file = fresh->cell[LOG_size].present, stored_of_file = stored->cell[LOG_size].present;
    bool joined = by_number(stored, fresh, LOG_lines) > 0;
    return of_file && (!stored_of_file || (!joined && text_order(file_of(fresh), file_of(stored)) < 0));
}

enum decision precedence_decide(const struct record *fresh, const struct record *stored)
{
    if (!stored)
        return DECISION_insert;
    if (!same_bytes(fresh, stored) || precedence_compare_strength(fresh, stored))
        return compare_copies(fresh, stored) > 0 ? DECISION_replace : DECISION_keep;
    bool same_versions = same_text(fresh, stored, LOG_parser_version) && same_text(fresh, stored, LOG_rules_version);
    return same_versions && !file_goes_before(fresh, stored) ? DECISION_same : DECISION_replace;
}

bool precedence_merges(const struct record *fresh, const struct record *stored)
{
    if (!stored || same_bytes(fresh, stored) || !same_text(fresh, stored, LOG_parser_version) || precedence_compare_strength(fresh, stored))
        return false;
    return !stored->cell[LOG_size].present || pieces_are_parts(fresh, stored);
}

/* --- the state -------------------------------------------------------------------------------------------------- */

/* Of a weaker copy only a pod's own stream, and only in place of a state that is inferred: where there is none, whether the log is complete and its failure
 * would have to follow. */
static bool may_speak_for(const struct record *stating, const struct record *other)
{
    enum { OWN_STREAM = 2 };
    bool lends = stating->cell[LOG_identity_strength].num == OWN_STREAM && is_set(other, LOG_state_inferred);
    return precedence_compare_strength(stating, other) >= 0 || lends;
}

/* The same file, grown or read by another version. Streams of one source are pieces, but for what another version made of them. */
static bool is_read_again(const struct record *a, const struct record *b)
{
    bool files = a->cell[LOG_size].present || b->cell[LOG_size].present;
    return same_bytes(a, b) || (precedence_same_file(a, b) && (files || !same_text(a, b, LOG_parser_version)));
}

bool precedence_overrides_state(const struct record *stating, const struct record *other)
{
    bool final = states(stating) && !state_waits(stating->cell[LOG_state].text) && !states(other) && may_speak_for(stating, other);
    bool shows = is_failed_by_inference(stating) && pieces_infers_success(other) && precedence_compare_strength(stating, other) >= 0;
    if ((!final && !shows) || !is_set(stating, LOG_complete))
        return false;
    /* What was said before is no other copy's word, unless that one was overridden as well. */
    return !is_read_again(stating, other) || stating->cell[LOG_state_source].present;
}

/* Whether one piece tells the exit code of the state that both have, and the other does not: it stands on a line that the other lacks. */
static bool lends_exit(const struct record *piece, const struct record *to)
{
    return piece->cell[LOG_exit_code].present && !to->cell[LOG_exit_code].present && same_text(piece, to, LOG_state) && precedence_compare_strength(piece, to) == 0;
}

void precedence_override_state(const struct record *stating, struct record *to)
{
    static const enum log_field state[] = { LOG_state, LOG_state_inferred, LOG_state_by };
    static const enum log_field left[] = { LOG_exit_code, LOG_signal };
    static const enum log_field failure[] = { LOG_error_type,    LOG_error_message, LOG_failure,
                                              LOG_failure_title, LOG_failure_at,    LOG_failure_line };
    bool named = to->cell[LOG_failure].present || !stating->cell[LOG_failure].present;
    bool lends = lends_exit(to, stating);
    for (size_t i = 0; i < sizeof(state) / sizeof(*state); i++)
        to->cell[state[i]] = stating->cell[state[i]];
    for (size_t i = 0; !lends && i < sizeof(left) / sizeof(*left); i++)
        to->cell[left[i]] = stating->cell[left[i]];
    for (size_t i = 0; !named && i < sizeof(failure) / sizeof(*failure); i++)
        to->cell[failure[i]] = stating->cell[failure[i]];
    bool overridden = stating->cell[LOG_state_source].present;
    to->cell[LOG_state_source] = stating->cell[overridden ? LOG_state_source : LOG_source];
}
