/* literal_word.c - see literal_word.h. */
#include "literal_word.h"

/* Words that are values; JSON's own among them, for JSON with single quotes. */
static const struct word {
    struct slice word, json;
    bool bare;
} words[] = {
#define BARE(word, json) { SLICE_ROW(word), SLICE_ROW(json), true },
#define INSIDE(word, json) { SLICE_ROW(word), SLICE_ROW(json), false },
    BARE("None", "null")
    BARE("null", "null")
    BARE("True", "true")
    BARE("true", "true")
    BARE("False", "false")
    BARE("false", "false")
    BARE("nan", "\"NaN\"")
    BARE("NaN", "\"NaN\"")
    BARE("inf", "\"Infinity\"")
    BARE("Infinity", "\"Infinity\"")
    BARE("-inf", "\"-Infinity\"")
    BARE("-Infinity", "\"-Infinity\"")
    INSIDE("-nan", "\"NaN\"")
    INSIDE("np.True_", "true")
    INSIDE("np.False_", "false")
#undef BARE
#undef INSIDE
};

/* Whether such a word has as many bytes, and begins so. */
static inline bool may_be_word(struct slice text)
{
    return text.n >= 3 && text.n <= 9 && byte_among(text.p[0], UINT64_C(1) << '-', UINT64_C(0x0010424000104240)); /* FINT, fint */
}

struct slice literal_word(struct slice text, bool bare)
{
    if (!may_be_word(text))
        return SLICE("");
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq(words[i].word, text) && (words[i].bare || !bare))
            return words[i].json;
    return SLICE("");
}
