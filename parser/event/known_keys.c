/* known_keys.c - see known_keys.h. */
#include "known_keys.h"

#include "parser/mask/mask.h"

void known_key_learn(struct known_key *known, struct slice key, struct mask *mask)
{
    known->n = 0;
    known->value.n = known->value.json_n = 0;
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

/* Whether text and JSON announce no secret. With an escape a text is another one than what is asked here. */
static bool is_harmless(struct slice text, struct slice json, const struct mask *mask)
{
    return slice_index(text, '\\') == (size_t)-1 && mask_announces_none(mask, text) && mask_announces_none(mask, json);
}

void known_value_learn(struct known_value *value, struct slice text, struct slice json, struct mask *mask)
{
    if (value->n != text.n || !bytes_eq(value->text, text.p, text.n)) {
        bytes_copy(value->text, text);
        value->n = (uint8_t)text.n;
        value->json_n = 0;
    } else if (json.n <= KNOWN_JSON_MOST && is_harmless(text, json, mask)) {
        bytes_copy(value->json, json);
        value->json_n = (uint8_t)json.n;
    }
}
