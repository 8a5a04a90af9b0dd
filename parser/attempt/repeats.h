/* repeats.h - marks of the last lines of a source, and of which of its logs they are: whether a line came before, and what came behind it. */
#ifndef DAGSIEVE_REPEATS_H
#define DAGSIEVE_REPEATS_H

#include <stdint.h>

#include "parser/text/buf.h"

/* REPEATS_FIRST, REPEATS_MOST: lines that there is room for at first, and at most; both a power of four. STAMP_MAX: bytes of a line by which a head that is
 * later is known: its stamp and what stands before: {"timestamp":"2026-04-29T11:35:02.123456Z"; TEXT_STAMP: of [2026-04-29T11:35:02.123. */
enum { REPEATS_FIRST = 16, REPEATS_MOST = 4096, TEXT_STAMP = 24, STAMP_MAX = 40 };

/* Zero is empty. */
struct repeats {
    uint64_t *mark;            /* a ring; the low bits are the log's number */
    uint32_t *newest, *before; /* chains of lines by their marks, + 1: the newest of each, and of each line the one before it; up to `chained` */
    uint32_t room, n, chained; /* n: lines so far, which is the place of the next one; it may wrap */
    char stamp[STAMP_MAX];     /* of the latest head so far, as text */
    uint32_t stamped;          /* place of the first line that has it */
    const char *asked;         /* the line that was asked about last; NULL: none since one was noted */
    uint64_t asked_mark;       /* of it; 0: not known yet */
    int asked_order;           /* of its stamp and the latest, as memcmp has it; below 0: it has none */
};

/* A line that came before. */
struct repeat {
    uint32_t at;  /* its place */
    uint16_t log; /* the number of its log */
};

uint64_t repeats_mark(struct slice text);
/* The same of a line that is noted next, as a rule. */
uint64_t repeats_ask(struct repeats *, struct slice text);
/* A line of the log of that number came. */
void repeats_note(struct repeats *, struct slice text, uint16_t log);
/* How the line's stamp is to the latest, as memcmp has it; below 0: it has none. */
int repeats_stamp_compare(const struct repeats *, struct slice text);
static inline int repeats_stamp_order(const struct repeats *repeats, struct slice text)
{
    const char *stamp = repeats->stamp;
    if (text.n < TEXT_STAMP || text.p[0] != '[' || memcmp(text.p, stamp, 8) != 0 || memcmp(text.p + 8, stamp + 8, 8) != 0)
        return repeats_stamp_compare(repeats, text);
    uint64_t own = bytes_eight_big(text.p + 16), latest = bytes_eight_big(stamp + 16);
    return own < latest ? -1 : own > latest;
}
bool repeats_has_mark(struct repeats *, struct slice text);
/* Whether the line stands there, unless its stamp is later than all. */
static inline bool repeats_has(struct repeats *repeats, struct slice text)
{
    repeats->asked = text.p;
    repeats->asked_mark = 0;
    repeats->asked_order = repeats_stamp_order(repeats, text);
    return repeats->asked_order <= 0 && repeats_has_mark(repeats, text);
}
/* The newest line with that mark; false: there is none. */
bool repeats_find(struct repeats *, uint64_t mark, struct repeat *);
/* A line with that mark behind *repeat, else in the same log behind lines like the n that end with it. */
bool repeats_next(struct repeats *, uint64_t mark, uint32_t n, struct repeat *);
/* Whether the n marks stand before the line, in that order. */
bool repeats_stand_before(const struct repeats *, const struct repeat *, const uint64_t *marks, uint32_t n);
/* How many of the last lines are like those before the line, at most so many. */
uint32_t repeats_common(const struct repeats *, const struct repeat *, uint32_t most);
/* The last line, and its mark. false: there is none. */
bool repeats_last(const struct repeats *, uint64_t *mark, struct repeat *);
/* Whether a line of that log has the mark. */
bool repeats_has_in(const struct repeats *, uint64_t mark, uint16_t log);
/* Whether no line of its log came behind the line. */
bool repeats_is_last(const struct repeats *, const struct repeat *);
void repeats_free(struct repeats *);

#endif
