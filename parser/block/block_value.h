/* block_value.h - the text of one value of a CORRELATION DATA block -> a typed cell, by the unit column of fields.def (domain §3.1). */
#ifndef DAGSIEVE_BLOCK_VALUE_H
#define DAGSIEVE_BLOCK_VALUE_H

#include "parser/text/buf.h"
#include "parser/catalogue/record.h"
#include "parser/text/slice.h"

/* How a field's text is read. */
enum unit {
    UNIT_text,    /* as it stands */
    UNIT_amount,  /* sl, tp: percent by nature, 1.5% is 1.5, no range */
    UNIT_share,   /* 0..1, 41.2% is 0.412 */
    UNIT_spread,  /* std_f1_buy: 0 or more, % as for shares */
    UNIT_ratio,   /* sortino: may be negative, infinite or NaN; no unit */
    UNIT_percent, /* 0..100 */
    UNIT_integer, /* a whole number in plain digits, 132 or 132.0; no unit */
    UNIT_factor,  /* theta: % as for shares, no range */
    UNIT_boolean, /* true false yes no 1 0 in any case */
};

enum value_state {
    VALUE_taken,
    VALUE_missing, /* None, null, nan, inf, N/A, -, nothing */
    VALUE_masked,  /* holds *** */
    VALUE_bad,     /* does not fit the unit */
};

/* A value as printed, its quotes and number wrapper off. */
struct printed {
    struct slice text; /* nested: the JSON of a list or dict */
    bool nested;
};

/* Takes quotes off (escapes undone), undoes number wrappers (np.float64(0.41), Decimal('0.41')) and recognises lists and dicts. The text lives
 * in raw or in room, which is overwritten. */
struct printed value_printed(struct slice raw, struct buf *room);
/* Reads the text; the cell is set only when VALUE_taken, its text lives in text or in room (overwritten). *has_unit: % or pts was given. */
enum value_state value_read(enum unit, struct printed, struct buf *room, struct cell *out, bool *has_unit);
/* Whether text means that there is no value. */
bool value_is_missing(struct slice text);
/* Reads true false yes no 1 0 in any case, np.True_ and np.False_ too; false when it is none of them. */
bool value_boolean(struct slice text, bool *out);

/* What the text of the gates says (domain §3.1): passed -1 unknown, 0, 1; the reason in room, empty when there is none. */
int value_gates(struct slice gates, struct buf *reason);

#endif
