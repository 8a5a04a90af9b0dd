/* branches.h - the sources of one stream (domain §3.5) by their key, found by hash. The key is made of what the envelope tells, never of the text. */
#ifndef DAGSIEVE_BRANCHES_H
#define DAGSIEVE_BRANCHES_H

#include <stdint.h>

#include "parser/envelope/envelope.h"
#include "parser/mask/mask.h"

struct source_logs;

/* Pieces of a line that the container's runtime cut, by output channel. */
struct pieces {
    struct buf text;
    int64_t number, count, time; /* number, time: of the first */
    bool has_time, cut;      /* cut: they are longer than the limit of text */
};

/* One source. Kept small: there may be a hundred thousand. */
struct branch {
    struct slice key;       /* its parts, each ended by NUL; empty = lines that name no source */
    struct source_logs *log;        /* NULL: none is open */
    int64_t physical;       /* lines so far, pieces included */
    struct pieces *pieces;  /* OUTPUT__N of them, or NULL */
    int64_t stamp;          /* the envelope's last, where has_stamp */
    int64_t head_stamp;     /* of the head that came last under the same stamp, where has_head_stamp */
    int64_t used;           /* the owner's clock when it was used last */
    int64_t left;           /* lines of a backward stream that have not been read, the first ones */
    long inner;             /* of an outer source: the branch of its last line that told an inner one, + 1 */
    uint32_t hash;
    bool has_stamp, has_head_stamp, overflows; /* overflows: its lines wait in the temporary file */
};

struct branches {
    struct branch *row;
    size_t n, cap, last; /* last: found the last time */
    uint32_t *slot; /* open addressing: row + 1, 0 = free */
    size_t n_slots; /* a power of two */
    struct arena keys;
    struct buf scratch;
};

/* The row of the source that the payload's key names; it is made where there is none. Rows may move. */
size_t branches_find(struct branches *, const struct payload *);
/* Gives row 0, which named no source so far, the key of the payload. */
void branches_adopt(struct branches *, const struct payload *);
/* A part of the key, empty where it is not told. */
struct slice branch_part(const struct branch *, enum key_part);
/* Appends the parts that are told, joined by '/': each masked by itself, since labels and the environment of a container may stand there. */
void branch_name(const struct branch *, struct mask *, struct buf *out);
/* Frees the table, not the logs. */
void branches_free(struct branches *);

#endif
