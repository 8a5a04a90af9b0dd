/* record_members.c - see record_members.h for the contract. */
#include "record_members.h"

/* A place for each name, by its length and third byte; 0 is the record's beginning. The compiler refuses two names of one place. */
#define MEMBER_PLACE(n, third) (((n) * 10 + (third)) % RECORD_KEY_PLACES)
#define MEMBER(name, third, member) [MEMBER_PLACE(sizeof(name) - 1, third)] = { SLICE_ROW(name), MEMBER_##member }
static const struct {
    struct slice key;
    enum record_member member;
} rows[RECORD_KEY_PLACES] = {
    MEMBER("timestamp", 'm', time),  MEMBER("asctime", 'c', time),        MEMBER("level", 'v', level),         MEMBER("levelname", 'v', level),
    MEMBER("log_level", 'g', level), MEMBER("event", 'e', event),         MEMBER("message", 's', message),     MEMBER("logger", 'g', logger),
    MEMBER("filename", 'l', file),   MEMBER("chan", 'a', channel),        MEMBER("ti_id", '_', ti_id),         MEMBER("exception", 'c', exception),
    MEMBER("error_detail", 'r', detail),
};

/* Learns the raw key; one that is too long or has an escape stands nowhere as it is. */
static void key_learn(struct record_key *known, struct slice key)
{
    size_t place = key.n > 2 ? MEMBER_PLACE(key.n, (unsigned char)key.p[2]) : 0;
    bool plain = key.n <= RECORD_KEY_MOST && slice_index(key, '\\') == (size_t)-1;
    known->n = 0;
    known->place = (uint8_t)place;
    known->member = key.n && slice_eq(key, rows[place].key) ? (uint8_t)rows[place].member : MEMBER__N;
    if (!plain)
        return;
    char *to = known->text;
    *to++ = '"';
    to = bytes_copy(to, key);
    *to++ = '"';
    *to++ = ':';
    known->n = (uint8_t)(to - known->text);
}

struct slice record_members_read(struct slice line, struct record_keys *keys, struct json_value members[MEMBER__N], bool *escaped)
{
    struct json_walk walk = json_walk(line);
    struct record_key *next = &keys->after[0];
    struct json_value value;
    while (walk.more) {
        struct slice key;
        if (!json_walk_expected(&walk, next->text, next->n, &value)) {
            if (!json_walk_member(&walk, &key, &value))
                break;
            key_learn(next, key);
        }
        *escaped |= value.escaped || value.type >= JSON_array;
        if (next->member < MEMBER__N)
            members[next->member] = value;
        next = &keys->after[next->place];
    }
    return walk.sound ? walk.object : SLICE("");
}
