/* run_merge.c - see run_merge.h. A run is a group of overflow.h. A record goes to the first run of its source that it goes on with in time. */
#include "run_merge.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "overflow.h"

enum { RUNS_MOST = 64 /* of one source; what falls back behind so many goes to the last one as it comes */ };

/* Before a record's lines. */
struct head {
    int64_t time, number;
    uint64_t text;         /* its hash */
    int32_t nanos;
};

struct run {
    struct head last;      /* while it is written the last record, while it is read the first */
    uint32_t next;         /* of its source, + 1; 0 = none */
    struct overflow_place place;
    struct slice lines;    /* of the first record, where there is one */
    bool has;
};

/* Runs of one source: numbers + 1. */
struct runs {
    uint32_t first, last;  /* last: that of the last record */
};

struct merge {
    struct overflow *overflow;
    struct buf runs;       /* struct run, */
    struct buf sources;    /* and struct runs */
    struct buf record;
    bool needed;
    size_t source;         /* that is read, */
    bool began;            /* and whether its runs are open */
    struct run *given;     /* its record is the owner's */
};

struct merge *merge_open(struct report *report)
{
    struct merge *self = memory_zeroed(sizeof(*self));
    self->overflow = overflow_open(1, report);
    return self;
}

static struct run *run_at(const struct merge *self, uint32_t number)
{
    return number ? (struct run *)(void *)self->runs.p + number - 1 : NULL;
}

static struct runs *runs_of(struct merge *self, size_t source)
{
    while (self->sources.n / sizeof(struct runs) <= source)
        buf_add(&self->sources, &(struct runs){ 0 }, sizeof(struct runs));
    return (struct runs *)(void *)self->sources.p + source;
}

static bool is_before(const struct head *a, const struct head *b)
{
    return a->time != b->time ? a->time < b->time : a->nanos < b->nanos;
}

/* The run that a record goes on with, that of the one before it if it can be; it is made where there is none. */
static uint32_t run_find(struct merge *self, struct runs *runs, const struct head *head)
{
    uint32_t number = runs->first, last = 0;
    int n = 0;
    if (runs->last && !is_before(head, &run_at(self, runs->last)->last))
        return runs->last;
    for (; number && is_before(head, &run_at(self, number)->last) && n < RUNS_MOST; n++) {
        last = number;
        number = run_at(self, number)->next;
    }
    if (number || n == RUNS_MOST)
        return number ? number : last;
    buf_add(&self->runs, &(struct run){ 0 }, sizeof(struct run));
    number = (uint32_t)(self->runs.n / sizeof(struct run));
    self->needed = self->needed || last;
    *(last ? &run_at(self, last)->next : &runs->first) = number;
    return number;
}

bool merge_put(struct merge *self, const struct merge_record *record)
{
    struct runs *runs = runs_of(self, record->source);
    struct head head = { record->time, record->number, XXH3_64bits(record->text.p, record->text.n), record->nanos };
    if (!record->has_time && runs->last) {
        head.time = run_at(self, runs->last)->last.time;
        head.nanos = run_at(self, runs->last)->last.nanos;
    }
    runs->last = record->has_time || !runs->last ? run_find(self, runs, &head) : runs->last;
    run_at(self, runs->last)->last = head;
    buf_reset(&self->record);
    buf_add(&self->record, &head, sizeof(head));
    buf_slice(&self->record, record->lines);
    return overflow_put(self->overflow, &(struct overflow_line){ .source = runs->last - 1, .physical = buf_view(&self->record) });
}

bool merge_is_needed(const struct merge *self)
{
    return self->needed;
}

/* Reads the run's next record. */
static void run_next(struct merge *self, struct run *run)
{
    struct overflow_line line;
    run->has = overflow_next(self->overflow, (size_t)(run - run_at(self, 1)), &run->place, &line);
    if (!run->has) {
        buf_free(&run->place.extent);
        return;
    }
    memcpy(&run->last, line.physical.p, sizeof(run->last));
    run->lines = slice_from(line.physical, sizeof(run->last));
}

/* The first record of the source's runs in time, of equal ones that of the run that came first. NULL: there is none. */
static struct run *first_of(const struct merge *self, uint32_t first)
{
    struct run *found = NULL;
    for (struct run *run = run_at(self, first); run; run = run_at(self, run->next))
        if (run->has && (!found || is_before(&run->last, &found->last)))
            found = run;
    return found;
}

/* Goes on in the run whose record was given, and in those of its source that have the same one. */
static void given_pass(struct merge *self, uint32_t first)
{
    struct head given = self->given->last;
    for (struct run *run = run_at(self, first); run; run = run_at(self, run->next))
        if (run == self->given || (run->has && run->last.text == given.text && !is_before(&given, &run->last) && !is_before(&run->last, &given)))
            run_next(self, run);
    self->given = NULL;
}

bool merge_next(struct merge *self, struct merge_record *out)
{
    for (; self->source < self->sources.n / sizeof(struct runs); self->source++, self->began = false) {
        uint32_t first = runs_of(self, self->source)->first;
        for (struct run *run = self->began ? NULL : run_at(self, first); run; run = run_at(self, run->next))
            run_next(self, run);
        self->began = true;
        if (self->given)
            given_pass(self, first);
        self->given = first_of(self, first);
        if (self->given) {
            *out = (struct merge_record){ .source = self->source, .number = self->given->last.number, .lines = self->given->lines };
            return true;
        }
    }
    return false;
}

void merge_close(struct merge **merge)
{
    struct merge *self = *merge;
    if (!self)
        return;
    for (uint32_t i = 1; i <= self->runs.n / sizeof(struct run); i++)
        buf_free(&run_at(self, i)->place.extent);
    overflow_close(&self->overflow);
    buf_free(&self->runs);
    buf_free(&self->sources);
    buf_free(&self->record);
    free(self);
    *merge = NULL;
}
