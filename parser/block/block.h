/* block.h - the CORRELATION DATA block: which lines belong to it, what their fields say (domain §3.1, records.md §3).
 * Gets single lines of messages with heads, prefixes and ANSI sequences taken off; knows nothing of sources of lines. */
#ifndef DAGSIEVE_BLOCK_H
#define DAGSIEVE_BLOCK_H

#include "parser/catalogue/complaint.h"
#include "parser/catalogue/record.h"

struct block;
struct mask;

enum block_answer {
    BLOCK_field,     /* fields were taken */
    BLOCK_full,      /* the same, and it has taken so much that it must be closed now */
    BLOCK_neutral,   /* neither a field nor an end: brackets alone, a piece of a pretty-printed object */
    BLOCK_clean_end, /* a line of '=' alone, or "===" with the word END */
    BLOCK_other_end, /* any other line that begins with "===" */
    BLOCK_opening,   /* a new opening line */
    BLOCK_blank,     /* blank: ends the block after at least one field, else means nothing */
    BLOCK_no_field,  /* anything else, tracebacks' last lines included */
};

/* Told of each complaint (bad_value, unknown_key, duplicate_key, masked_value, pct_as_share, crypto_from_header; col from 1):
 * text is what reject.text shows ("key=value"). */
typedef void block_complain(void *context, enum complaint, int64_t line, int col, struct slice text);

/* How many strings of a block may be kept, so that a block that never closes stays bounded. */
enum { BLOCK_MAX_BYTES = 4 * 1024 * 1024 };

/* Whether the text holds "=== CORRELATION DATA ===" (three or more '=' on both sides, upper case, text may follow the words before or
 * after the closing ===) and is no end line. */
bool block_is_opening(struct slice text);

/* The mask and the context must outlive it. */
struct block *block_new(struct mask *, block_complain *, void *context);
/* Starts a block with its opening line (fields on it are taken). */
void block_begin(struct block *, struct slice opening, int64_t line);
/* What the line is to the open block; its fields are taken when BLOCK_field or BLOCK_full. */
enum block_answer block_line(struct block *, struct slice text, int64_t line);
/* Whether at least one field was taken since block_begin. */
bool block_has_field(const struct block *);
/* Whether an object of its body has not ended: lines are missing, or one was cut (domain §3.1). */
bool block_is_torn(const struct block *);
/* An object of the block has no end, though the log goes on behind it: lines_wrapped is told. */
void block_torn_tell(struct block *);
/* The line that is no field stood behind one with fields in the same message. Where it may be the rest of that, the last value there is half a one: a bad value, and
 * lines_wrapped is told. */
void block_wrapped(struct block *, struct slice rest);
/* Whether a blank line ends it: at least one field was taken, and no JSON object or dict is open (domain §3.1). */
bool block_ends_at_blank(const struct block *);
/* Ends the block: fills the cells of a correlation record that the block itself knows (every BLOCK field, the DIFFERENCE fields, closed, extra,
 * notes; line; not seq, time, main_code, main_missing, audit_partial). Texts live until the next block_begin or block_free. */
void block_end(struct block *, bool closed, struct record *out);
/* A line of the block: its number in the log, which lines of one message may share, its place among the block's lines from 0, its text masked
 * and cut to 1 KiB. */
struct evidence {
    int64_t line;
    int order;
    struct slice text;
};

/* The line a field was last given on; false when it was not given (derived fields: ask for both operands). field is a correlation_field. */
bool block_evidence(const struct block *, int field, struct evidence *out);
/* The opening line. */
struct evidence block_opening(const struct block *);
/* Adds a note to the block after its end (verdict_differs, block_unclosed): the notes cell of out is written again. */
void block_note(struct block *, enum complaint, struct record *out);
/* How many secrets were masked in kept text since block_begin. */
int block_secrets(const struct block *);
void block_free(struct block **);

#endif
