/* statement.c - see statement.h. */
#include "statement.h"

#include <inttypes.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const struct making {
    char kind;
    const char *word;
    struct slice begins;
} makings[] = {
    { 't', "table", SLICE_ROW("CREATE TABLE IF NOT EXISTS dagsieve.") },   { 'v', "view", SLICE_ROW("CREATE OR REPLACE VIEW dagsieve.") },
    { 'f', "function", SLICE_ROW("CREATE OR REPLACE FUNCTION dagsieve.") }, { 'i', "index", SLICE_ROW("CREATE INDEX IF NOT EXISTS ") },
    { 'i', "index", SLICE_ROW("CREATE UNIQUE INDEX IF NOT EXISTS ") },
};

enum { MAKINGS = sizeof(makings) / sizeof(*makings) };

static bool is_name(char c)
{
    return byte_is_letter(c) || byte_is_digit(c) || c == '_';
}

/* The name that s begins with. */
static struct slice name_of(struct slice s)
{
    size_t n = 0;
    while (n < s.n && is_name(s.p[n]))
        n++;
    return slice_part(s, 0, n);
}

static const struct making *making_of(struct slice line)
{
    for (size_t i = 0; i < MAKINGS; i++)
        if (slice_starts(line, makings[i].begins))
            return &makings[i];
    return NULL;
}

/* Whether the line holds one of the two ends of a function's body, not both. */
static bool turns_body(struct slice line)
{
    const struct slice mark = SLICE("$$");
    size_t first = slice_find(line, mark);
    return first != (size_t)-1 && !slice_has(slice_from(line, first + mark.n), mark);
}

/* What follows the statement whose first line is at the start of s. */
static struct slice after_statement(struct slice s)
{
    struct slice line;
    bool in_body = false;
    while (s.n) {
        slice_cut(&s, '\n', &line);
        in_body ^= turns_body(line);
        if (!in_body && slice_ends(line, SLICE(";")))
            break;
    }
    return s;
}

bool statement_next(struct slice *script, struct statement *statement)
{
    while (script->n) {
        struct slice line, here = *script;
        slice_cut(script, '\n', &line);
        const struct making *making = making_of(line);
        if (!making)
            continue;
        *script = after_statement(here);
        *statement = (struct statement){ .kind = making->kind, .name = name_of(slice_from(line, making->begins.n)),
                                         .text = slice_part(here, 0, here.n - script->n) };
        return true;
    }
    return false;
}

const char *statement_word(char kind)
{
    const struct making *row = makings;
    while (row->kind != kind)
        row++;
    return row->word;
}

struct columns statement_columns(const struct statement *statement)
{
    size_t name_ends = (size_t)(statement->name.p + statement->name.n - statement->text.p);
    struct columns columns = { .rest = slice_from(statement->text, name_ends), .between = statement->kind == 't' ? '\n' : ',' };
    bool listed = (statement->kind == 't' || statement->kind == 'v') && slice_starts(columns.rest, SLICE(" ("));
    size_t end = slice_find(columns.rest, statement->kind == 't' ? SLICE("\n)") : SLICE(")"));
    columns.rest = listed ? slice_part(columns.rest, strlen(" ("), end) : SLICE("");
    return columns;
}

/* The words up to the first one in capitals. */
static struct slice type_of(struct slice rest)
{
    size_t n = 0;
    while (n < rest.n && !(rest.p[n] >= 'A' && rest.p[n] <= 'Z'))
        n++;
    return slice_trim(slice_part(rest, 0, n));
}

bool column_next(struct columns *columns, struct column *column)
{
    const struct slice comma = SLICE(",");
    struct slice entry;
    while (columns->rest.n) {
        slice_cut(&columns->rest, columns->between, &entry);
        entry = slice_trim(entry);
        if (slice_ends(entry, comma))
            entry.n -= comma.n;
        size_t quote = slice_starts(entry, SLICE("\"")) ? 1 : 0;
        column->definition = entry;
        column->name = name_of(slice_from(entry, quote));
        column->type = type_of(slice_from(entry, column->name.n + 2 * quote));
        if (column->name.n && byte_lower(column->name.p[0]) == column->name.p[0])
            return true;
    }
    return false;
}

void statement_hash(struct buf *out, const struct statement *statement)
{
    XXH128_hash_t hash = XXH3_128bits(statement->text.p, statement->text.n);
    buf_printf(out, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
}
