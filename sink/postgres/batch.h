/* batch.h - logs on their way to the database: their children as rows of COPY, one buffer a table, and their log records.
 * Memory only: nothing here talks to a server. */
#ifndef DAGSIEVE_BATCH_H
#define DAGSIEVE_BATCH_H

#include "months.h"
#include "sink/connection/copybinary.h"

enum { LOG_ID_LENGTH = 36 };

/* How far a stream's rows of one table are stored: number and time of its last row, and the number which that one has among the stored
 * ones. */
struct row_cursor {
    int64_t given, stored;
    char time[40]; /* as the server writes it, NUL-terminated; "" = not known */
};

/* How a stream's lines and those of what was there before it go together. */
struct line_offset {
    bool decided;    /* which of the two began first */
    bool ours_first; /* the stream did: its lines stand, the others are moved */
    int64_t by;      /* what is added to the stream's lines */
    int64_t moved;   /* what is added to the others' behind the stream's end, */
    int64_t from;    /* or from this line of theirs on */
    bool amid;       /* one of them stands behind other lines of its stream, which are counted in its numbers */
};

/* What is stored of a log before a stream adds to it. */
struct log_before {
    bool any, cut;
    bool file; /* of a whole file; not where one of the two goes on with the other */
    int64_t lines, segments;
    int64_t wait_line; /* that ends a wait in which the stream lasts; 0: in none */
    struct cell start, end, failure_line; /* numbers */
};

struct batch_log {
    char id[LOG_ID_LENGTH + 1];              /* log_id, NUL-terminated */
    char head[COPYBINARY_HEAD];              /* of its rows in binary */
    size_t from[RECORD_log], to[RECORD_log]; /* its rows in batch.rows */
    size_t log_from, log_to;                 /* its record in batch.packed, when ended */
    int refused, refused_kept;               /* rows that the server refused: so far, and in committed transactions */
    int opens;    /* a stream: begins without their end */
    bool ended;
    bool grown;   /* a stream: its record tells more than its row */
    bool has_row; /* a stream: its log row is in the database */
    bool ours;    /* a stream: nothing of this log was there before */
    bool merged;  /* its rows are added to what is stored of it */
    bool took_place; /* merged: it had all that was stored, and more: nothing of that is left */
    bool stands;  /* merged: its record is the one that stands */
    bool outcome_told;   /* merged: one of the two has a state, and that is the log's */
    bool failure_before; /* merged: what is said to have failed is what was stored before */
    struct log_before before;                               /* a stream: so far as it is known */
    struct row_cursor cursor[RECORD_log], next[RECORD_log]; /* a stream: when the transaction began, and when it is committed */
    struct line_offset lines, next_lines;                   /* a stream: likewise */
    bool dropped; /* its rows are not in the batch any more: nothing but the ledger may be written */
};

/* Zero with text.version and binary set is an empty one. */
struct batch {
    struct copytext text;
    bool binary;                 /* rows of events are in COPY's binary format */
    struct buf rows[RECORD_log]; /* children, by record type */
    struct buf packed;
    struct buf inputs; /* packed records that name files whose logs are all in here or in earlier batches */
    struct batch_log *log;
    int n, cap;
    struct months months; /* that the events fall in */
};

/* Adds a log that is being read. Logs of one batch have different ids. */
struct batch_log *batch_add(struct batch *, struct slice log_id);
/* NULL when the batch has no such log. */
struct batch_log *batch_find(const struct batch *, struct slice log_id);
/* Appends the child as a row for batch_put, which adds of which log it is. */
void batch_encode(struct batch *, const struct record *child, struct buf *to);
/* Where the rows of each log are asked for later (from, to), only the last log may be put to. */
void batch_put(struct batch *, struct batch_log *, enum record_type, struct slice row);
/* The log is over: keeps its record. */
void batch_end(struct batch *, struct batch_log *, const struct record *log);
/* Reads the record back: cell has LOG__N cells; texts live until the batch changes. */
void batch_log_record(const struct batch *, const struct batch_log *, struct record *out);
/* All logs of the file that the record names by source, size and mtime have ended. */
void batch_input(struct batch *, const struct record *log);
/* Takes the next of these records off rest, which is the view of inputs at first; false at the end. */
bool batch_next_input(struct slice *rest, struct record *out);
/* Forgets the last log and its rows. */
void batch_drop_last(struct batch *);
/* Moves the last log, which has not ended, with its rows into an empty batch. */
void batch_move_last(struct batch *, struct batch *to);
/* Forgets the rows of all logs; the logs stay. */
void batch_forget_rows(struct batch *);
/* Forgets the rows of one log wherever they stand; the log stays. Of a stream's batch only: from and to of others do not hold then. */
void batch_forget_rows_of(struct batch *, const struct batch_log *);
/* Forgets a log and its rows wherever they stand. */
void batch_remove(struct batch *, struct batch_log *);
/* Forgets the logs that have ended; rows were forgotten before. */
void batch_remove_ended(struct batch *);
void batch_reset(struct batch *);
void batch_free(struct batch *);
/* Bytes that wait. */
size_t batch_size(const struct batch *);

#endif
