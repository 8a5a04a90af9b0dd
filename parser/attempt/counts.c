/* counts.c - what a log is counted by; see counts.h. */
#include "counts.h"

void counts_open(struct counts *counts)
{
    counts->hash = content_hash_open();
}

void counts_bytes(struct counts *counts, struct slice physical)
{
    counts->bytes += (int64_t)physical.n;
    content_hash_add(counts->hash, physical);
}

struct slice counts_hash(const struct counts *counts, struct context *ctx)
{
    char text[CONTENT_HASH_TEXT];
    content_hash_text(counts->hash, text);
    return arena_keep(&ctx->arena, slice_of(text));
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
    content_hash_close(&counts->hash);
}
