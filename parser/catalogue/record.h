/* record.h - typed records: an array of cells, indexed by an enum that fields.def makes. MISSING is a
 * state of its own, not zero and not "". Everything that handles a record is a loop over its schema. */
#ifndef DAGSIEVE_RECORD_H
#define DAGSIEVE_RECORD_H

#include <assert.h>
#include <stdint.h>

#include "parser/text/buf.h"
#include "parser/text/slice.h"

enum kind {
#define KIND(name, sql) KIND_##name,
#include "fields.def"
    KIND__N
};

/* One value.
 *   text, uuid (36 characters), bytes: text
 *   numeric: text, a canonical decimal (decimal.h), or NaN, Infinity, -Infinity
 *   json: text, one compact JSON value
 *   texts: text, a compact JSON array of strings
 *   time: num, microseconds since 1970-01-01 UTC;  int, bigint: num;  bool: num 0 or 1 */
struct cell {
    bool present;
    bool naive; /* time: its stamp had no zone: how it is to be read the log may still prove (stream_events.shifted) */
    int64_t num;
    struct slice text;
};

/* Bytes of a piece of evidence, of a reject's text, of a name that a log gives: longer ones are cut (records.md §1). */
enum { EVIDENCE_MAX = 1024 };

enum field_flag {
    FIELD_LEDGER = 1,  /* in the database only */
    FIELD_BLOCK = 2,   /* read from a CORRELATION DATA block */
    FIELD_DERIVED = 4, /* a difference of two fields */
};

struct field {
    const char *name;
    enum kind kind;
    unsigned flags;
    const char *help;
};

struct schema {
    const char *name; /* the member "record" and the table: log, correlation, event, finding, notice, reject */
    const struct field *field;
    int n;
};

struct record {
    const struct schema *schema;
    struct cell *cell; /* schema->n of them; who makes the record says until when they live */
};

enum log_field {
#define LOG(name, kind, help) LOG_##name,
#define LEDGER(name, kind, help) LOG_##name,
#include "fields.def"
    LOG__N
};
enum correlation_field {
#define CORRELATION(name, kind, help) CORRELATION_##name,
#define BLOCK(name, kind, unit, help) CORRELATION_##name,
#define DIFFERENCE(name, a, b, help) CORRELATION_##name,
#define KEPT(name, kind, help) CORRELATION_##name,
#include "fields.def"
    CORRELATION__N
};
enum event_field {
#define EVENT(name, kind, help) EVENT_##name,
#include "fields.def"
    EVENT__N
};
enum finding_field {
#define FINDING(name, kind, help) FINDING_##name,
#include "fields.def"
    FINDING__N
};
enum notice_field {
#define NOTICE(name, kind, help) NOTICE_##name,
#include "fields.def"
    NOTICE__N
};
enum reject_field {
#define REJECT(name, kind, help) REJECT_##name,
#include "fields.def"
    REJECT__N
};

/* Children of a log in the order of their schemas; the log itself stands last. */
enum record_type { RECORD_correlation, RECORD_event, RECORD_finding, RECORD_notice, RECORD_reject, RECORD_log, RECORD__N };
extern const struct schema schemas[RECORD__N];

/* The columns of a log that every JSON and CSV child carries: LOG_log_id .. LOG_source (records.md §1). */
enum { IDENTITY_N = LOG_source + 1 };

/* The schema's name of a kind in SQL, such as "timestamptz". */
const char *kind_sql(enum kind);
/* Whether children of the schema carry this column of their log's identity: not where they have one of that name themselves. */
bool schema_carries(const struct schema *, int identity);
/* Index of the field in its schema, or -1. */
int schema_find(const struct schema *, struct slice name);
/* Which of the schemas this is. */
static inline enum record_type record_type(const struct record *record)
{
    assert(record->schema >= schemas && record->schema < schemas + RECORD__N);
    return (enum record_type)(record->schema - schemas);
}

static inline void cell_num(struct cell *cell, int64_t num)
{
    *cell = (struct cell){ .present = true, .num = num };
}

static inline void cell_time(struct cell *cell, int64_t micros, bool naive)
{
    *cell = (struct cell){ .present = true, .naive = naive, .num = micros };
}

/* The text must outlive the cell. */
static inline void cell_text(struct cell *cell, struct slice text)
{
    *cell = (struct cell){ .present = true, .text = text };
}

/* Appends the value as JSON: times as "2026-04-29T11:35:02.123000Z", numbers plain, NaN and infinities as
 * strings, null when missing. */
void cell_json(struct buf *, enum kind, const struct cell *);
/* Appends the value as plain text, as CSV and the table show it (nothing when missing). */
void cell_plain(struct buf *, enum kind, const struct cell *);

/* Appends the present cells in a compact binary form, and reads them back: out->cell must hold
 * out->schema->n cells; texts point into bytes. false when the bytes are no such form. */
void record_pack(struct buf *, const struct record *);
bool record_unpack(struct slice bytes, struct record *out);
/* Replaces the cells of a packed log record by those that `over` has. */
void record_pack_over(struct buf *packed, const struct record *over);

#endif
