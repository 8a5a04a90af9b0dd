/* attempt_id.c - what an attempt is called, compared and hashed; see attempt_id.h. */
#include "attempt_id.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "parser/text/timestamp.h"

const char *role_name(enum role role)
{
    static const char *const names[] = { "task", "trigger", "scheduler", "other" };
    return names[role];
}

/* Length of what stands for ':' at the start of text, 0 when nothing does. */
static size_t colon_length(struct slice text)
{
    static const char *const substitutes[] = { ":", "_", "\xef\x80\xba", "\xef\x80\xa2", "%3A", "%3a", "-" };
    for (size_t i = 0; i < sizeof(substitutes) / sizeof(*substitutes); i++)
        if (slice_starts(text, slice_of(substitutes[i])))
            return strlen(substitutes[i]);
    return 0;
}

/* A URL's "+" may have become a blank. */
static size_t plus_length(struct slice text)
{
    if (text.n && (text.p[0] == '+' || text.p[0] == '-' || text.p[0] == ' '))
        return 1;
    return slice_starts(text, SLICE("%2B")) || slice_starts(text, SLICE("%2b")) ? 3 : 0;
}

/* Reads digits and marks in the layout of shape from text ('d' digit, ':' a colon or substitute, '+' a sign); appends them restored. */
static size_t shape_read(struct slice text, const char *shape, struct buf *out)
{
    size_t at = 0, kept = out->n;
    for (; *shape; shape++) {
        struct slice rest = slice_from(text, at);
        size_t n = 0;
        if (*shape == ':' && !colon_length(rest) && rest.n && byte_is_digit(rest.p[0])) {
            buf_char(out, ':'); /* left out by the copy */
            continue;
        }
        if (*shape == ':')
            n = colon_length(rest);
        else if (*shape == '+')
            n = plus_length(rest);
        else if (rest.n && (*shape == 'd' ? byte_is_digit(rest.p[0]) : rest.p[0] == *shape))
            n = 1;
        if (!n) {
            out->n = kept;
            return 0;
        }
        bool plus = *shape == '+' && rest.p[0] != '-';
        buf_char(out, *shape == ':' ? ':' : plus ? '+' : rest.p[0]);
        at += n;
    }
    return at;
}

size_t iso_restore(struct slice text, struct buf *out)
{
    size_t at = shape_read(text, "dddd-dd-ddTdd:dd:dd", out);
    if (!at)
        return 0;
    if (at + 1 < text.n && text.p[at] == '.' && byte_is_digit(text.p[at + 1]))
        do
            buf_char(out, text.p[at++]);
        while (at < text.n && byte_is_digit(text.p[at]));
    return at + shape_read(slice_from(text, at), "+dd:dd", out);
}

void run_id_restore(struct slice run_id, struct buf *out)
{
    for (size_t at = 0; at < run_id.n;) {
        size_t n = byte_is_digit(run_id.p[at]) ? iso_restore(slice_from(run_id, at), out) : 0;
        if (!n) {
            buf_char(out, run_id.p[at]);
            n = 1;
        }
        at += n;
    }
}

bool run_id_date(struct slice run_id, int64_t *micros)
{
    struct timestamp stamp;
    for (size_t at = 0; at + 19 <= run_id.n; at++)
        if (byte_is_digit(run_id.p[at]) && timestamp_read(slice_from(run_id, at), &stamp) > 0) {
            *micros = stamp.micros;
            return true;
        }
    return false;
}

bool id_is_masked(struct slice id)
{
    return slice_has(id, SLICE("***"));
}

/* Whether the parts of a masked text stand in id in order. */
static bool masked_agrees(struct slice id, struct slice masked)
{
    bool first = true;
    for (;;) {
        size_t at = slice_find(masked, SLICE("***"));
        struct slice part = slice_part(masked, 0, at);
        size_t found = slice_find(id, part);
        if (found == (size_t)-1 || (first && found != 0))
            return false;
        id = slice_from(id, found + part.n);
        if (at == (size_t)-1)
            return id.n == 0 || part.n == 0;
        masked = slice_from(masked, at + 3);
        first = false;
    }
}

bool ids_agree(struct slice from_path, struct slice from_content)
{
    if (id_is_masked(from_content))
        return masked_agrees(from_path, from_content);
    size_t i = 0, k = 0;
    while (i < from_path.n && k < from_content.n) {
        bool colon = from_content.p[k] == ':';
        size_t n = colon ? colon_length(slice_from(from_path, i)) : 1;
        if (!colon && from_path.p[i] != from_content.p[k])
            return false;
        i += n; /* nothing stands for ':' where the copy left it out */
        k++;
    }
    return i == from_path.n && k == from_content.n;
}

struct slice dag_task_join(struct slice dag_id, struct slice task_id, struct buf *out)
{
    buf_slice(out, dag_id);
    if (dag_id.n && task_id.n)
        buf_char(out, '.');
    buf_slice(out, task_id);
    return buf_view(out);
}

static bool joined_is_other(const struct known_attempt *known, struct slice dag_id, struct slice task_id)
{
    struct buf ours = { 0 }, theirs = { 0 };
    bool other = !ids_agree(dag_task_join(known->dag_id, known->task_id, &ours), dag_task_join(dag_id, task_id, &theirs));
    buf_free(&ours);
    buf_free(&theirs);
    return other;
}

bool attempt_is_other(const struct known_attempt *known, struct slice dag_id, struct slice task_id)
{
    struct slice dag = known->dag_id, task = known->task_id;
    /* A TaskInstance's "dag.task" is compared whole, and so is what was split by guess. */
    bool whole = task_id.n && (dag_id.n ? !known->by_path : slice_has(task_id, SLICE(".")));
    if (whole)
        return dag.n && task.n && joined_is_other(known, dag_id, task_id);
    return (dag.n && dag_id.n && !ids_agree(dag, dag_id)) || (task.n && task_id.n && !ids_agree(task, task_id));
}

void uuid_format(uint64_t high, uint64_t low, struct buf *out)
{
    buf_printf(out, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff),
               (unsigned)(low >> 48), (unsigned long long)(low & 0xffffffffffffULL));
}

static void uuid_of(struct slice text, struct buf *out)
{
    XXH128_hash_t hash = XXH3_128bits(text.p, text.n);
    uuid_format(hash.high64, hash.low64, out);
}

void attempt_id_hash(const struct attempt_id *id, bool by_date, struct slice content_hash, struct buf *out)
{
    struct buf key = { 0 };
    buf_slice(&key, id->dag_id);
    buf_char(&key, '\0');
    if (by_date && id->has_logical_date)
        timestamp_format(id->logical_date, &key);
    else
        buf_slice(&key, id->run_id);
    buf_char(&key, '\0');
    buf_slice(&key, id->task_id);
    buf_printf(&key, "%c%d%c%d%c%s%c", 0, id->map_index, 0, id->try_number, 0, role_name(id->role), 0);
    buf_slice(&key, id->part);
    buf_slice(&key, content_hash);
    uuid_of(buf_view(&key), out);
    buf_free(&key);
}

void content_hash_id(struct slice source, struct slice content_hash, struct buf *out)
{
    struct buf key = { 0 };
    buf_slice(&key, source);
    buf_char(&key, '\0');
    buf_slice(&key, content_hash);
    uuid_of(buf_view(&key), out);
    buf_free(&key);
}
