/* layer.h - what stands between an input's bytes and its text: layers, each of which takes one thing off the bytes of the layer below it - gzip,
 * another compression, an encoding - or opens an archive, whose members it hands out one after the other. source.c stacks them; only for it and them. */
#ifndef DAGSIEVE_LAYER_H
#define DAGSIEVE_LAYER_H

#include "parser/catalogue/packing.h"
#include "parser/text/buf.h"
#include "source.h"

enum intake {
    INTAKE_BYTES,
    INTAKE_IDLE, /* nothing came in time */
    INTAKE_END,  /* nothing more will come; of a member: of this one */
    INTAKE_FAIL, /* nothing more can be read; complained about */
};

/* How long to wait for bytes: until a moment, so that signals and bytes that make no text do not prolong it. */
struct patience {
    int idle_ms; /* < 0 = for ever */
    int64_t until_ms;
};

/* A member of an archive. */
struct member {
    struct slice path; /* as the archive has it; lives until the next member */
    int64_t size;      /* -1 = not told */
    struct timespec mtime;
};

struct layer;

struct layer_ops {
    /* Up to room bytes, more than none with INTAKE_BYTES. */
    enum intake (*read)(struct layer *, const struct patience *, void *into, size_t room, size_t *n);
    /* Goes to the next member, over what is left of this one: INTAKE_BYTES, INTAKE_END. NULL = no archive. */
    enum intake (*next)(struct layer *, struct member *);
    /* Goes to a byte, counted as lseek(2) does (SEEK_SET, SEEK_END); where that is, -1 where it cannot. NULL = it never can. */
    int64_t (*seek)(struct layer *, int64_t offset, int whence);
    void (*close)(struct layer *); /* frees it */
};

/* What the layers of one source share. */
struct unpacking {
    struct source_limits limits;
    struct source_facts facts; /* of the text at hand */
    struct report *report;
    int64_t taken;             /* bytes of the input so far: what the guards compare with */
    const char *path;          /* of the input, for complaints */
    char fault[160];           /* words for facts.fault that are no constant */
    bool failed;               /* the input could not be read to its end: complained about. What a layer says after that is no fault of the text's */
};

/* The first member of each layer's own struct. */
struct layer {
    const struct layer_ops *ops;
    struct layer *below; /* NULL = the input itself */
    struct unpacking *shared;
    struct buf unread;   /* bytes that were looked at and given back */
    size_t unread_at;
    int64_t made;        /* bytes so far */
    int64_t used;        /* bytes below that these were made of; 0 = not counted */
    bool stopped;        /* by a guard */
};

/* As ops->read, through what was given back and under the guards (longest total, ratio). *n may be more than 0 with INTAKE_END too. */
enum intake layer_read(struct layer *, const struct patience *, void *into, size_t room, size_t *n);
/* Gives bytes back: they are what is read next. */
void layer_unread(struct layer *, struct slice);
int64_t layer_seek(struct layer *, int64_t offset, int whence);
static inline bool layer_can_seek(struct layer *layer)
{
    return layer->ops->seek && layer->ops->seek(layer, 0, SEEK_END) >= 0 && layer_seek(layer, 0, SEEK_SET) == 0;
}
/* Frees this layer, not those below. */
void layer_close(struct layer **);

/* The text at hand ended early, or is at fault: the first fault stands. words: a constant, or copied by fault_copied. */
void unpacking_cut(struct unpacking *);
void unpacking_fault(struct unpacking *, enum complaint, const char *words);
void unpacking_fault_copied(struct unpacking *, enum complaint, const char *words);
/* What reads the input lacks something that it may have another time (memory): INTAKE_FAIL, complained about once. */
enum intake unpacking_lacks(struct unpacking *, const char *what, const char *why);

/* The input's own bytes. fd is closed with it unless it is stdin; fd < 0: those of memory, in reads of chunk bytes. polled: it may have
 * nothing to read yet (a pipe). name: for complaints, outlives it. */
struct layer *layer_of_input(struct unpacking *, int fd, bool polled, struct slice memory, size_t chunk, const char *name);
/* Parts of the input that stand in files before it (rotated.h); taken over. */
void layer_before_input(struct layer *, char **parts);
struct layer *layer_of_gzip(struct unpacking *, struct layer *below);
/* UTF-16, with its mark or without. */
struct layer *layer_of_utf16(struct unpacking *, struct layer *below, bool big_endian);
/* Lines of several files as tail has them. */
struct layer *layer_of_tail(struct unpacking *, struct layer *below);
/* Lines that a carriage return alone ends, or two newlines (doubled). */
struct layer *layer_of_line_ends(struct unpacking *, struct layer *below, bool doubled);
/* What libarchive opens: a compression, or an archive. NULL where this build has no libarchive, or the row is none of its. */
struct layer *layer_of_archive(struct unpacking *, struct layer *below, enum packing);
/* The members of an archive, which is taken over: containers' logs and what was rotated of them come last, each log as one (rotated.h), out of a temporary
 * file. */
struct layer *layer_of_rotated(struct unpacking *, struct layer *archive);
/* A copy in a temporary file, which can be sought in. */
struct layer *layer_of_copy(struct unpacking *, struct layer *below);

#endif
