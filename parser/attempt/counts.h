/* counts.h - what a log is counted by: lines by what became of them, heads by level, bytes and their hash. */
#ifndef DAGSIEVE_COUNTS_H
#define DAGSIEVE_COUNTS_H

#include "context.h"
#include "parser/text/content_hash.h"

struct counts {
    int64_t lines, bytes, matched, rejected, level[LEVEL__N];
    bool has_heads;
    bool has_records; /* there were some before it was known what Airflow's own lines are */
    struct content_hash *hash;
};

void counts_open(struct counts *);
/* Physical bytes, in order. */
void counts_bytes(struct counts *, struct slice physical);
/* A head, by its innermost level. */
static inline void counts_head(struct counts *counts, enum level level)
{
    counts->has_heads = true;
    counts->level[level]++;
}
/* The line at hand, put together from so many physical ones. */
static inline void counts_line(struct counts *counts, int64_t pieces, const struct context *ctx)
{
    counts->lines += pieces;
    if (ctx->rejected)
        counts->rejected += pieces;
    else if (ctx->matched)
        counts->matched += pieces;
}
/* The hash of the bytes so far, in the arena. */
struct slice counts_hash(const struct counts *, struct context *);
/* Writes the counts. */
void counts_end(const struct counts *, struct cell *log);
void counts_free(struct counts *);

#endif
