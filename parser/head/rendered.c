/* rendered.c - records rendered as JSON inside a message; see rendered.h. */
#include "rendered.h"

#include "parser/text/json.h"

struct rendered rendered_read(const struct prefixes *prefixes, struct slice text)
{
    struct rendered none = { .level = LEVEL_none }, found = none;
    struct slice object = slice_from(text, slice_index(text, '{'));
    if (!slice_has(object, SLICE("\"event\"")) || (object.n < text.n && !prefix_before(prefixes, text, text.n - object.n, &found.level)))
        return none;
    struct json_value whole = json_read(object);
    if (whole.type != JSON_object)
        return none;
    struct json_value level = json_get(whole.raw, SLICE("level")), said = json_get(whole.raw, SLICE("event"));
    if (level.type == JSON_string && level_of(level.raw))
        found.level = level_of(level.raw);
    found.object = whole.raw;
    found.said = said.raw;
    return said.type == JSON_string ? found : none;
}

bool rendered_is_record(const struct rendered *rendered)
{
    static const struct slice keys[] = { SLICE_ROW("level"), SLICE_ROW("timestamp"), SLICE_ROW("logger") };
    struct slice key;
    struct json_value value;
    size_t at = 0;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (json_get(rendered->object, keys[i]).type == JSON_string)
            return true;
    return json_member(rendered->object, &at, &key, &value) && !json_member(rendered->object, &at, &key, &value);
}
