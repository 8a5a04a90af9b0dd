/* known_keys.c - see known_keys.h. */
#include "known_keys.h"

#include "parser/mask/mask.h"

void known_key_learn(struct known_key *known, struct slice key, struct mask *mask)
{
    known->n = 0;
    if (key.n > KNOWN_KEY_MOST || scan_plain(key, 0) < key.n || !mask_name_plain(mask, key) || (key.n >= MASK_NAME_LEAST && !mask_announces_none(mask, key)))
        return;
    char *to = known->json;
    *to++ = ',';
    *to++ = '"';
    to = bytes_copy(to, key);
    *to++ = '"';
    *to++ = ':';
    known->place = attribute_key_of((struct slice){ known->json + 1, (size_t)(to - known->json) - 1 });
    known->crypto = slice_eq(key, SLICE("crypto"));
    known->n = (uint32_t)key.n;
}
