/* json_write.c - the writer: strings with their escapes, and any value in the one compact spelling that records have
 * (records.md §1, §4). Its output is valid UTF-8 that jsonb takes, and a fixed point of itself. */
#include "json.h"

#include <stdint.h>
#include <stdlib.h>

#include "decimal.h"
#include "json_escape.h"
#include "scan.h"
#include "utf8.h"

enum { MEMBERS_FEW = 16 };

static void write_control(char c, struct buf *out)
{
    static const char letters[] = "btnvfr"; /* \b to \r; JSON knows no \v */
    static const char hex[] = "0123456789abcdef";
    if (c >= '\b' && c <= '\r' && c != '\v')
        buf_add(out, (char[]){ '\\', letters[c - '\b'] }, 2);
    else
        buf_add(out, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
}

/* The inside of a string: s holds no escapes. */
static void write_text(struct slice s, struct buf *out)
{
    for (size_t at = 0; at < s.n;) {
        size_t plain = scan_plain(s, at);
        buf_add(out, s.p + at, plain - at);
        at = plain;
        if (at == s.n)
            return;
        char c = s.p[at];
        if (c == '"' || c == '\\') {
            buf_add(out, (char[]){ '\\', c }, 2);
            at++;
        } else if (c > 0 && c < 0x20) {
            write_control(c, out);
            at++;
        } else {
            struct slice character;
            at += utf8_next(slice_from(s, at), &character);
            buf_slice(out, character);
        }
    }
}

/* Nearly all strings stand as they are. */
static bool write_plain_string(struct slice s, struct buf *out)
{
    if (scan_plain(s, 0) < s.n || out->limit || !buf_reserve(out, s.n + 2))
        return false;
    char *to = out->p + out->n;
    *to++ = '"';
    *bytes_copy(to, s) = '"';
    out->n += s.n + 2;
    return true;
}

void json_write_string(struct slice s, struct buf *out)
{
    if (write_plain_string(s, out))
        return;
    buf_char(out, '"');
    write_text(s, out);
    buf_char(out, '"');
}

/* A string whose escapes are still there. An escape is a whole character, so bad bytes before it stay bad alone. */
static void write_raw_string(struct slice raw, struct buf *out)
{
    buf_char(out, '"');
    for (size_t at = 0; at < raw.n;) {
        size_t mark = slice_index(slice_from(raw, at), '\\');
        size_t run = mark == (size_t)-1 ? raw.n - at : mark;
        write_text(slice_part(raw, at, at + run), out);
        at += run;
        if (at < raw.n) {
            char character[4];
            size_t n = json_escape_take(raw, &at, character);
            write_text((struct slice){ character, n }, out);
        }
    }
    buf_char(out, '"');
}

static void write_number(struct slice raw, struct buf *out)
{
    char last = raw.p[raw.n - 1];
    /* NaN, Infinity, and what would be longer than a number may be. */
    if (last == 'N' || last == 'y' || !decimal_parse(raw, out))
        json_write_string(raw, out);
}

/* The next character of a key as the writer would print it: equal prints are one key. */
static size_t key_character(struct slice raw, size_t *at, char out[4])
{
    struct slice character;
    size_t n = 1;
    if (raw.p[*at] == '\\') {
        n = json_escape_take(raw, at, out);
        if (n > 1 || out[0])
            return n;
        return utf8_encode(0xfffd, out);
    }
    *at += utf8_next(slice_from(raw, *at), &character);
    memcpy(out, character.p, character.n);
    return character.n;
}

/* FNV-1a of the key as printed. */
static uint32_t key_hash(struct slice raw)
{
    uint32_t hash = 2166136261u;
    char character[4];
    for (size_t at = 0; at < raw.n;) {
        char c = raw.p[at];
        if ((signed char)c > 0 && c != '\\') {
            hash = (hash ^ (unsigned char)c) * 16777619u;
            at++;
            continue;
        }
        size_t n = key_character(raw, &at, character);
        for (size_t i = 0; i < n; i++)
            hash = (hash ^ (unsigned char)character[i]) * 16777619u;
    }
    return hash;
}

static bool key_equal(struct slice a, struct slice b)
{
    char x[4], y[4];
    size_t i = 0, j = 0;
    while (i < a.n && j < b.n) {
        size_t n = key_character(a, &i, x), m = key_character(b, &j, y);
        if (n != m || memcmp(x, y, n) != 0)
            return false;
    }
    return i == a.n && j == b.n;
}

/* One key of an object: where it stands first, and the value it got last. */
struct entry {
    struct slice key;
    struct json_value value;
    uint32_t hash;
};

/* The keys of one object that gives a key twice, or so many that comparing all would be slow. */
struct keys {
    size_t n; /* a power of two, at most half of it taken */
    struct entry entry[];
};

static struct entry *keys_find(struct keys *keys, struct slice raw, uint32_t hash)
{
    size_t at = hash & (keys->n - 1);
    while (keys->entry[at].key.p && (keys->entry[at].hash != hash || !key_equal(keys->entry[at].key, raw)))
        at = (at + 1) & (keys->n - 1);
    return &keys->entry[at];
}

static struct keys *keys_new(struct slice object, size_t members)
{
    size_t n = 4;
    while (n < 2 * members)
        n *= 2;
    struct keys *keys = memory_zeroed(sizeof(*keys) + n * sizeof(keys->entry[0]));
    keys->n = n;
    struct slice raw;
    struct json_value value;
    for (size_t at = 0; json_member(object, &at, &raw, &value);) {
        uint32_t hash = key_hash(raw);
        struct entry *entry = keys_find(keys, raw, hash);
        if (!entry->key.p)
            *entry = (struct entry){ .key = raw, .hash = hash };
        entry->value = value;
    }
    return keys;
}

/* NULL when the object is small and gives no key twice, which is how nearly all are: then nothing is allocated. */
static struct keys *keys_of(struct slice object)
{
    uint32_t hash[MEMBERS_FEW];
    struct slice raw;
    struct json_value value;
    size_t members = 0;
    bool suspect = false;
    for (size_t at = 0; json_member(object, &at, &raw, &value); members++) {
        if (members >= MEMBERS_FEW) {
            suspect = true;
            continue;
        }
        hash[members] = key_hash(raw);
        for (size_t i = 0; i < members; i++)
            suspect = suspect || hash[i] == hash[members];
    }
    return suspect ? keys_new(object, members) : NULL;
}

/* An array or object that is being written. */
struct frame {
    struct slice raw;
    size_t at;
    bool object, begun;
    struct keys *keys;
};

static void write_scalar(struct json_value value, struct buf *out)
{
    if (value.type == JSON_string && !value.escaped)
        json_write_string(value.raw, out);
    else if (value.type == JSON_string)
        write_raw_string(value.raw, out);
    else if (value.type == JSON_number)
        write_number(value.raw, out);
    else
        buf_slice(out, value.raw);
}

/* The next value to write in the frame, its comma and name written already; false at the frame's end. */
static bool frame_next(struct frame *frame, struct json_value *value, struct buf *out)
{
    struct slice raw = { 0 };
    struct entry *entry = NULL;
    do {
        if (frame->object ? !json_member(frame->raw, &frame->at, &raw, value) :
                            !json_element(frame->raw, &frame->at, value))
            return false;
        if (frame->keys)
            entry = keys_find(frame->keys, raw, key_hash(raw));
    } while (entry && entry->key.p != raw.p);
    if (entry)
        *value = entry->value;
    if (frame->begun)
        buf_char(out, ',');
    frame->begun = true;
    if (frame->object) {
        write_raw_string(raw, out);
        buf_char(out, ':');
    }
    return true;
}

static void frame_begin(struct frame *frame, struct json_value value, struct buf *out)
{
    *frame = (struct frame){ .raw = value.raw, .object = value.type == JSON_object };
    if (frame->object)
        frame->keys = keys_of(value.raw);
    buf_char(out, frame->object ? '{' : '[');
}

static void frame_end(struct frame *frame, struct buf *out)
{
    buf_char(out, frame->object ? '}' : ']');
    free(frame->keys);
}

void json_write_value(struct json_value value, struct buf *out)
{
    struct frame stack[JSON_DEPTH_MAX];
    size_t depth = 0;
    if (value.type < JSON_array) {
        write_scalar(value, out);
        return;
    }
    frame_begin(&stack[depth++], value, out);
    while (depth) {
        if (!frame_next(&stack[depth - 1], &value, out))
            frame_end(&stack[--depth], out);
        else if (value.type < JSON_array)
            write_scalar(value, out);
        else
            frame_begin(&stack[depth++], value, out);
    }
}
