/* recording.c - the last lines of a source; see recording.h. */
#include "recording.h"

/* What stands before each text. */
struct entry {
    struct log_line line; /* text.p is of no use */
    bool bytes;           /* no line: physical bytes */
};

void recording_forget(struct recording *recording)
{
    recording->base = recording->filed = recording_place(recording);
    buf_reset(&recording->memory);
    temporary_file_close(&recording->file);
}

static void room_make(struct recording *recording)
{
    if (recording->memory.n < RECORDED_MEMORY)
        return;
    bool fits = recording->spills && recording->filed - recording->base < RECORDED_FILE && temporary_file_add(&recording->file, buf_view(&recording->memory));
    if (!fits) {
        recording_forget(recording);
        return;
    }
    recording->filed = recording_place(recording);
    buf_rest(&recording->memory);
}

static void entry_add(struct recording *recording, const struct entry *entry)
{
    room_make(recording);
    buf_add(&recording->memory, entry, sizeof(*entry));
    buf_slice(&recording->memory, entry->line.text);
}

void recording_line(struct recording *recording, const struct log_line *line)
{
    entry_add(recording, &(struct entry){ .line = *line });
}

void recording_bytes(struct recording *recording, struct slice physical)
{
    if (physical.n)
        entry_add(recording, &(struct entry){ .line.text = physical, .bytes = true });
}

static bool copy_out(struct recording *recording, int64_t from, char *to, size_t n)
{
    int64_t in_file = recording->filed - from;
    size_t filed = in_file > 0 ? ((size_t)in_file < n ? (size_t)in_file : n) : 0;
    if (filed && !temporary_file_get(&recording->file, from - recording->base, to, filed))
        return false;
    if (n > filed)
        memcpy(to + filed, recording->memory.p + (from + (int64_t)filed - recording->filed), n - filed);
    return true;
}

static void entry_play(struct entry *entry, struct replay *replay)
{
    if (entry->bytes) {
        log_bytes(replay->log, entry->line.text);
        return;
    }
    if (replay->number)
        replay->shift = replay->number - entry->line.number;
    replay->number = 0;
    entry->line.number += replay->shift;
    replay->lines--;
    log_line(replay->log, &entry->line);
    log_keep_last(replay->log);
}

int64_t recording_play(struct recording *recording, int64_t from, int64_t to, struct replay *replay)
{
    struct buf text = { 0 };
    struct entry entry;
    while (from < to && copy_out(recording, from, (char *)&entry, sizeof(entry)) && (entry.bytes || replay->lines)) {
        buf_reset(&text);
        if (!buf_reserve(&text, entry.line.text.n) || !copy_out(recording, from + (int64_t)sizeof(entry), text.p, entry.line.text.n))
            break;
        entry.line.text.p = text.p ? text.p : "";
        from += (int64_t)(sizeof(entry) + entry.line.text.n);
        entry_play(&entry, replay);
    }
    buf_free(&text);
    return from;
}

void recording_free(struct recording *recording)
{
    buf_free(&recording->memory);
    temporary_file_close(&recording->file);
}
