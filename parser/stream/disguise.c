/* disguise.c - what hides a log; see disguise.h. */
#include "disguise.h"

#include "parser/catalogue/airflow.h"
#include "parser/text/ansi.h"
#include "drawn.h"
#include "recipe.h"

enum {
    JOINED = 2,       /* messages behind a tab that begin as Airflow's do: no print */
    NESTED = 3,       /* heads within one line that Airflow never nests */
    NESTED_MAX = 512, /* bytes of the line that are read for one of them: the line may be long, and full of brackets */
    LISTED_LEAST = 3, FRAMED_LEAST = 8, LOOKED = 32, /* lines */
    BASE64_LEAST = 60, BASE64_MOST = 512 /* letters that are looked at */
};

/* What json.dumps and repr make of an end of line, and what a record of Airflow 3 begins with behind it. */
#define RECORD_BEHIND "\\n{\"timestamp\":"

static struct slice first_line(struct slice text)
{
    struct slice line;
    slice_cut(&text, '\n', &line);
    return line;
}

static bool messages_behind_tabs(struct choice *choice, struct slice line)
{
    struct slice message;
    int begun = 0;
    bool more = slice_cut(&line, '\t', &message);
    while (more && begun < JOINED) {
        more = slice_cut(&line, '\t', &message);
        begun += airflow_start_find(message) || choice_shows_head(choice, message);
    }
    return begun == JOINED;
}

/* Whether heads stand behind that, more than Airflow nests. */
static bool heads_behind(struct choice *choice, struct slice line, struct slice separator)
{
    int begun = 0;
    size_t at;
    while (begun < NESTED && (at = slice_find(line, separator)) != (size_t)-1) {
        line = slice_from(line, at + separator.n - 1); /* the bracket is the head's */
        size_t stamp = ansi_colours_end(line, 1);
        begun += stamp < line.n && byte_is_digit(line.p[stamp]) && choice_shows_head(choice, slice_part(line, 0, NESTED_MAX));
    }
    return begun == NESTED;
}

/* A string of JSON has all lines: jq with its path, where the line is whole. */
static void string_recipe(struct slice line, struct buf *recipe)
{
    size_t cut;
    if (line.p[0] == '"')
        buf_text(recipe, "jq -r . FILE | dagsieve parse -");
    else if (!json_read(line).type || !recipe_find(line, RECIPE_of_line, choice_is_unread, recipe, &cut))
        buf_text(recipe, "jq -r '.. | strings' FILE | dagsieve parse -");
}

/* Whether it is a string or bytes of several lines, or a list of strings, as Python prints them. */
static bool is_repr(struct choice *choice, struct slice line, bool lines)
{
    if (slice_starts(line, SLICE("['")) || slice_starts(line, SLICE("[\"")))
        return lines || slice_has(line, SLICE("'{\"timestamp\":")) || heads_behind(choice, line, SLICE("'[")) || heads_behind(choice, line, SLICE("\"["));
    return lines && (slice_starts(line, SLICE("'")) || slice_starts(line, SLICE("b'")) || slice_starts(line, SLICE("b\"")));
}

static bool joined_find(struct choice *choice, struct slice line, struct buf *recipe)
{
    bool nested = !slice_has(line, SLICE("\\\\n[")) && heads_behind(choice, line, SLICE("\\n[")); /* else sed would leave a backslash */
    if (messages_behind_tabs(choice, line))
        buf_text(recipe, "aws logs get-log-events .. --query 'events[].message' --output json | dagsieve parse -");
    else if (is_repr(choice, line, nested || slice_has(line, SLICE(RECORD_BEHIND))))
        buf_text(recipe, "python3 -c 'import ast, sys; v = ast.literal_eval(sys.stdin.read()); "
                         "print(\"\\n\".join(s.rstrip(\"\\n\") for s in v) if type(v) is list else v.decode() if type(v) is bytes else v)' < FILE | dagsieve parse -");
    else if (nested && (line.p[0] == '{' || line.p[0] == '"'))
        string_recipe(line, recipe);
    else if (nested)
        buf_text(recipe, "sed 's/\\\\n/\\n/g' FILE | dagsieve parse -");
    else if (heads_behind(choice, line, SLICE(" [")))
        buf_text(recipe, "sed 's/ \\[20/\\n[20/g' FILE | dagsieve parse -");
    return recipe->n;
}

/* Whether each of the first lines ends in the sign of cat -A, and one would be a log's without it. */
static bool is_listed(struct choice *choice, struct slice text)
{
    struct slice line;
    int lines = 0;
    bool listed = true, shows = false;
    while (listed && lines < LOOKED && slice_cut(&text, '\n', &line)) {
        listed = slice_ends(line, SLICE("$"));
        shows = shows || (listed && choice_shows_head(choice, slice_part(line, 0, line.n - 1)));
        lines++;
    }
    return listed && shows && lines >= LISTED_LEAST;
}

/* Whether all of the first lines are framed, as those of a table that is drawn, and Airflow's words or a task's stand in it: its cells end anywhere. */
static bool is_framed(struct slice text)
{
    static const char *const edges[] = { "|", "+-", "---", "\xe2\x94" /* box drawing */ };
    const struct slice whole = text;
    struct slice line;
    int lines = 0;
    bool framed = true;
    while (framed && lines < LOOKED && slice_cut(&text, '\n', &line)) {
        framed = false;
        for (size_t i = 0; i < sizeof(edges) / sizeof(*edges) && !framed; i++)
            framed = slice_starts(line, slice_of(edges[i]));
        lines++;
    }
    return framed && lines >= FRAMED_LEAST && (slice_has(whole, SLICE("<TaskInstance: ")) || slice_has(whole, SLICE("CORRELATION DATA")) || slice_has(whole, SLICE("event=")));
}

static struct slice tags_off(struct slice line)
{
    size_t end;
    while (line.n && line.p[0] == '<' && (end = slice_index(line, '>')) != (size_t)-1)
        line = slice_from(line, end + 1);
    return line;
}

/* Whether the log's first head stands behind tags, or what Airflow prints in angle brackets is written as HTML has it. */
static bool is_page(struct choice *choice, struct slice text)
{
    struct slice line;
    bool head = false, page = false;
    for (int lines = 0; !head && !page && lines < LOOKED && slice_cut(&text, '\n', &line); lines++) {
        struct slice bare = tags_off(line);
        head = choice_shows_head(choice, line);
        page = slice_starts(bare, SLICE("{&quot;")) || (bare.n < line.n && choice_shows_head(choice, bare)) ||
               (head && (slice_has(line, SLICE("&lt;TaskInstance: ")) || slice_ends(line, SLICE("<br>"))));
    }
    return page;
}

/* What undoes the entities of HTML and XML, in sed. */
#define ENTITIES "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&#\\(39\\|x27\\);/\\x27/g; s/&apos;/\\x27/g; s/&amp;/\\&/g"

static int base64_value(char c)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

/* Whether the first lines are letters of base64 and nothing else, behind which a log begins, or what is packed by gzip. */
static bool is_base64(struct choice *choice, struct slice text)
{
    char plain[BASE64_MOST];
    size_t letters = 0, n = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < text.n && letters < BASE64_MOST && text.p[i] != '='; i++) {
        int value = base64_value(text.p[i]);
        if (value < 0 && text.p[i] != '\n')
            return false;
        if (value < 0)
            continue;
        bits = bits << 6 | (unsigned)value;
        held += 6;
        letters++;
        if (held >= 8)
            plain[n++] = (char)(bits >> (held -= 8));
    }
    struct slice log = { plain, n };
    return letters >= BASE64_LEAST && (slice_starts(log, SLICE("\x1f\x8b")) || slice_starts(log, SLICE("{\"timestamp\":")) || choice_shows_head(choice, first_line(log)));
}

bool disguise_find(struct choice *choice, struct slice text, struct buf *recipe)
{
    if (text.n && joined_find(choice, first_line(text), recipe))
        return true;
    bool framed = is_framed(text);
    if (drawn_find(choice, text, recipe))
        return true;
    if (slice_starts(text, SLICE("<?xml")) && slice_has(text, SLICE("<field k='_raw'>"))) /* Splunk's output_mode=xml */
        buf_text(recipe, "sed -n '/<field k=._raw.>/{:a; /<.field>/!{N; ba;}; s/^.*<v[^<>]*>//; s/<[^<>]*>//g; " ENTITIES "; p;}' FILE | dagsieve parse -");
    else if (is_listed(choice, text))
        buf_text(recipe, "sed 's/\\$$//; s/\\^M$//; s/\\^I/\\t/g' FILE | dagsieve parse -");
    else if (is_page(choice, text))
        buf_text(recipe, "sed 's/<[^<>]*>//g; " ENTITIES "' FILE | dagsieve parse -");
    else if (framed && slice_starts(text, SLICE("---")))
        buf_text(recipe, "aws logs get-log-events .. --output json | dagsieve parse -");
    else if (is_base64(choice, text))
        buf_text(recipe, "base64 -d FILE | dagsieve parse -");
    return framed || recipe->n;
}
