/* record_members.h - the members of a JSON record that make its head, and those that each record is asked for.
 *
 * One program writes its records' members in one order, so the key that followed another the last time is compared first: where its very bytes stand there,
 * nothing is searched and looked up. Any other key is found the long way, and expected from then on. What is read is the same with all that is expected
 * and with nothing (tests/test_head_cache.c holds the two together). */
#ifndef DAGSIEVE_RECORD_MEMBERS_H
#define DAGSIEVE_RECORD_MEMBERS_H

#include "parser/text/json.h"

/* Under all their names. */
enum record_member {
    MEMBER_time, MEMBER_level, MEMBER_message, MEMBER_event, MEMBER_logger, MEMBER_file, MEMBER_channel, MEMBER_detail, MEMBER_exception, MEMBER_ti_id, MEMBER__N
};

enum { RECORD_KEY_MOST = 29, RECORD_KEY_PLACES = 64 };

/* A key: its bytes as a record has them. */
struct record_key {
    char text[RECORD_KEY_MOST + 3]; /* "key": */
    uint8_t n;                      /* bytes of it; 0: none */
    uint8_t place;                  /* of the key */
    uint8_t member;                 /* enum record_member; MEMBER__N: another */
};

/* What followed each key the last time, by its place; the first record_key begins a record. One for all logs of a process; zero is valid. */
struct record_keys {
    struct record_key after[RECORD_KEY_PLACES];
};

/* Reads the members of a line that is a sound JSON object as a whole, a name given twice: the last. Returns its text, blanks around it left out, else an
 * empty one, and members are of no account. members are all zero before. *escaped becomes true where a string may hold a backslash. */
struct slice record_members_read(struct slice line, struct record_keys *, struct json_value members[MEMBER__N], bool *escaped);

#endif
