/* names.c - see names.h. */
#include "names.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* So many lines at least tell that names change, and that none comes twice. */
enum { NAMES_FEW = 8, NAMES_MANY = 16 };

void names_close(struct names **names)
{
    if (*names && (*names)->begins)
        begins_close((*names)->begins);
    if (*names)
        free((*names)->begins);
    free(*names);
    *names = NULL;
}

static uint64_t hash_of(struct slice text)
{
    return XXH3_64bits(text.p, text.n);
}

static void start_note(struct names *names, const struct parser *parser, uint64_t name, struct slice text)
{
    if (!names->begins) {
        names->begins = memory_new(sizeof(*names->begins));
        begins_open(names->begins, parser);
    }
    struct begin begin = begins_read(names->begins, text, prefilter_bits(parser->prefilter, text));
    if (!begin_is_start(&begin))
        return;
    begins_keep(names->begins, &begin);
    names->start[names->n_starts++] = (struct named_start){ name, hash_of(begins_message(text)), begin };
}

static bool has_digit(struct slice name)
{
    bool has = false;
    for (size_t i = 0; i < name.n && !has; i++)
        has = byte_is_digit(name.p[i]);
    return has;
}

void names_note(struct names *names, const struct parser *parser, const struct payload *payload)
{
    if (names->lines == NAMES_LOOKED)
        return;
    uint64_t name = hash_of(payload->key[KEY_pod]) + hash_of(payload->key[KEY_container]);
    names->words = names->words || !has_digit(payload->key[KEY_pod]);
    names->changes += names->lines && name != names->name[names->lines - 1];
    names->name[names->lines++] = name;
    if (begins_near(payload->text) || (prefilter_bits(parser->prefilter, payload->text) & begins_bits()))
        start_note(names, parser, name, payload->text);
}

/* Whether nearly each line has another name than the one before it. */
static bool changes(const struct names *names)
{
    return names->lines >= NAMES_FEW && names->changes * 4 >= (names->lines - 1) * 3;
}

/* Whether it says all but the try. */
static bool is_whole(const struct named_start *start)
{
    const struct attempt_id *id = &start->begin.id;
    return start->begin.kind == BEGIN_names && id->dag_id.n && id->task_id.n && id->has_map_index && (id->run_id.n || id->has_logical_date);
}

/* Whether hardly a name comes twice. */
static bool is_counter(const struct names *names)
{
    int fresh = 0;
    for (int i = 0; i < names->lines; i++) {
        int k = 0;
        while (names->name[k] != names->name[i])
            k++;
        fresh += k == i;
    }
    return names->lines >= NAMES_MANY && fresh * 4 >= names->lines * 3;
}

/* Whether three names or more come in turn, line by line: a number that goes round. Sources that write as they please do not. */
static bool is_rotation(const struct names *names)
{
    int round = 1;
    while (round < names->lines && names->name[round] != names->name[0])
        round++;
    for (int i = round; i < names->lines; i++)
        if (names->name[i] != names->name[i - round])
            return false;
    return round >= 3 && !names->words && names->lines >= NAMES_MANY && names->lines >= 3 * round;
}

/* What lines of starts tell where they stand behind several names. */
struct starts_told {
    bool parted;   /* they do, */
    bool repeated; /* with the same words: each log has its own */
    bool differ;   /* they name other attempts, */
    bool same;     /* or one */
};

static struct starts_told starts_tell(const struct names *names)
{
    struct starts_told told = { 0 };
    for (int i = 0; i < names->n_starts; i++)
        for (int k = 0; k < i; k++) {
            const struct named_start *a = &names->start[k], *b = &names->start[i];
            if (a->name == b->name)
                continue;
            bool both = is_whole(a) && is_whole(b), other = both && begin_is_other(&a->begin.id, &b->begin);
            told.parted = true;
            told.repeated |= a->text == b->text && !both;
            told.differ |= other;
            told.same |= both && !other;
        }
    return told;
}

enum names_are names_are(const struct names *names, bool guessed, bool over)
{
    if (!over && names->lines < NAMES_LOOKED)
        return NAMES_waited;
    const struct starts_told told = starts_tell(names);
    if (told.same)
        return NAMES_nothing;
    if (!told.differ && !told.repeated && names->n_starts && is_rotation(names))
        return NAMES_nothing;
    if (told.differ || told.repeated || !changes(names) || !(guessed || is_counter(names)))
        return NAMES_sources;
    return told.parted ? NAMES_nothing : NAMES_unknown;
}
