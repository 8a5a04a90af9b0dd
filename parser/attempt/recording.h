/* recording.h - the last lines of a source, kept so that they can be read once more: into another log than they were given to at first (domain §3.5).
 * Bounded: in memory, then in a temporary file; what is too much is forgotten whole, oldest and newest. */
#ifndef DAGSIEVE_RECORDING_H
#define DAGSIEVE_RECORDING_H

#include "log.h"
#include "parser/input/temporary_file.h"

/* RECORDED_MEMORY: bytes before the file is used; without it, all there may be. RECORDED_FILE: bytes in it. */
enum { RECORDED_MEMORY = 64 * 1024, RECORDED_FILE = 64 * 1024 * 1024 };

/* Zero with file.report set is empty. Places are numbers that grow with what is recorded. */
struct recording {
    struct buf memory;   /* the bytes from `filed` on */
    struct temporary_file file;
    bool spills;         /* a file may be used */
    int64_t base;        /* place of the first byte that is still there */
    int64_t filed;       /* place of the first byte of memory */
};

static inline int64_t recording_place(const struct recording *recording)
{
    return recording->filed + (int64_t)recording->memory.n;
}
void recording_line(struct recording *, const struct log_line *);
void recording_bytes(struct recording *, struct slice physical);
/* Whether all from that place on is there. */
static inline bool recording_reaches(const struct recording *recording, int64_t from)
{
    return from >= recording->base;
}
/* Into which log, how many lines at most, and the number that the first one gets; 0 = its own. */
struct replay {
    struct log *log;
    int64_t lines, number;
    int64_t shift; /* added to their numbers */
};
/* Gives what stands from..to to the log, while there are lines left to give; returns the place of what was not given, be it that it cannot be read back
 * (complained about). */
int64_t recording_play(struct recording *, int64_t from, int64_t to, struct replay *);
/* Forgets all that is there. */
void recording_forget(struct recording *);
void recording_free(struct recording *);

#endif
