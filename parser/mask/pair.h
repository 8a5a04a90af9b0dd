/* pair.h - the value of a name that means a secret, in all the ways that the two stand together. */
#ifndef DAGSIEVE_MASK_PAIR_H
#define DAGSIEVE_MASK_PAIR_H

#include "walk.h"

/* key=VALUE, key: VALUE, "key": VALUE, --key VALUE, ('key', 'VALUE'), KEY 'VALUE', <key>VALUE</key>, {"name": "KEY", "value": "VALUE"}: at points
 * into the key, where the literals announced say that it may be a name of theirs. */
bool find_pair(struct scan *, size_t at, const char *announced, struct secret *);
/* The VALUE of [type=.., input_value=VALUE, ..], at whose input_value= at points, where a field that pydantic names before it means a secret. */
bool find_shown(struct slice text, size_t at, struct secret *);

#endif
