/* counts.c - what a log is counted by; see counts.h. */
#include "counts.h"

void counts_open(struct counts *counts)
{
    counts->hash = XXH3_createState();
    XXH3_128bits_reset(counts->hash);
}

void counts_bytes(struct counts *counts, struct slice physical)
{
    counts->bytes += (int64_t)physical.n;
    XXH3_128bits_update(counts->hash, physical.p, physical.n);
}

struct slice counts_hash(const struct counts *counts, struct context *ctx)
{
    XXH128_hash_t hash = XXH3_128bits_digest(counts->hash);
    char text[40];
    int n = snprintf(text, sizeof(text), "%016llx%016llx", (unsigned long long)hash.high64, (unsigned long long)hash.low64);
    return arena_keep(&ctx->arena, (struct slice){ text, (size_t)n });
}

void counts_end(const struct counts *counts, struct cell *log)
{
    cell_num(&log[LOG_n_debug], counts->level[LEVEL_debug]);
    cell_num(&log[LOG_n_info], counts->level[LEVEL_info]);
    cell_num(&log[LOG_n_warning], counts->level[LEVEL_warning]);
    cell_num(&log[LOG_n_error], counts->level[LEVEL_error]);
    cell_num(&log[LOG_n_critical], counts->level[LEVEL_critical]);
    cell_num(&log[LOG_lines], counts->lines);
    cell_num(&log[LOG_bytes], counts->bytes);
    cell_num(&log[LOG_lines_matched], counts->matched);
    cell_num(&log[LOG_lines_rejected], counts->rejected);
    cell_num(&log[LOG_lines_ignored], counts->lines - counts->matched - counts->rejected);
}

void counts_free(struct counts *counts)
{
    XXH3_freeState(counts->hash);
}
