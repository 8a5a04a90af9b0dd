/* literals.c - the longest run of plain characters that every match of a pattern must hold, a branch each; see literals.h. Only the outermost
 * level is looked at: groups, classes and everything after a backslash that is no plain sign end a run. */
#include "literals.h"

/* The pattern that is read and the branch at hand. */
struct scan {
    struct slice pattern;
    size_t at;
    char run[LITERAL_MOST], best[LITERAL_MOST];
    size_t n_run, n_best;
};

/* Signs that stand in a line as they stand in the text: JSON and docker escape quotes, backslashes, <>& and /; a record's members are
 * joined by '=' and blanks only when they are looked at. */
static bool is_plain(char c)
{
    return c > 0x20 && c < 0x7f && !memchr("\"'\\<>&|/=", c, 9);
}

/* The word "event" may be put before a record's name when its members are looked at: it need not stand in the line. */
static void run_end(struct scan *scan)
{
    bool put_in = scan->n_run == 5 && memcmp(scan->run, "event", 5) == 0;
    if (scan->n_run > scan->n_best && !put_in) {
        memcpy(scan->best, scan->run, scan->n_run);
        scan->n_best = scan->n_run;
    }
    scan->n_run = 0;
}

static char next(const struct scan *scan, size_t ahead)
{
    return scan->at + ahead < scan->pattern.n ? scan->pattern.p[scan->at + ahead] : '\0';
}

/* Length of "{2,3}" at the position; 0 where the brace is a sign like others. */
static size_t counts_length(const struct scan *scan)
{
    size_t n = 1;
    bool digit = false;
    for (; byte_is_digit(next(scan, n)) || next(scan, n) == ',' || next(scan, n) == ' '; n++)
        digit = digit || byte_is_digit(next(scan, n));
    return next(scan, 0) == '{' && digit && next(scan, n) == '}' ? n + 1 : 0;
}

/* Passes over a quantifier; true where there is one. may_miss: what stands before it may be missing (or may, as far as is looked). */
static bool quantified(struct scan *scan, bool *may_miss)
{
    size_t counts = counts_length(scan);
    char c = next(scan, 0);
    *may_miss = c == '?' || c == '*' || counts;
    if (!*may_miss && c != '+')
        return false;
    scan->at += counts ? counts : 1;
    if (next(scan, 0) == '?' || next(scan, 0) == '+')
        scan->at++;
    return true;
}

static void sign_take(struct scan *scan, char c)
{
    bool may_miss, several = quantified(scan, &may_miss);
    if (may_miss || !is_plain(c)) {
        run_end(scan);
        return;
    }
    if (scan->n_run < LITERAL_MOST)
        scan->run[scan->n_run++] = c;
    if (several)
        run_end(scan);
}

/* Passes over [...]; false when it does not end. */
static bool class_skip(struct scan *scan)
{
    scan->at += next(scan, 1) == '^' ? 2 : 1;
    for (bool first = true; scan->at < scan->pattern.n; first = false) {
        char c = next(scan, 0);
        if (c == ']' && !first)
            return scan->at++, true;
        size_t named = c == '[' && next(scan, 1) == ':' ? slice_find(slice_from(scan->pattern, scan->at), SLICE(":]")) : (size_t)-1;
        scan->at += named != (size_t)-1 ? named + 2 : c == '\\' ? 2 : 1;
    }
    return false;
}

/* Passes over (...) with all it holds. */
static bool group_skip(struct scan *scan)
{
    int depth = 0;
    while (scan->at < scan->pattern.n) {
        char c = next(scan, 0);
        if (c == '[') {
            if (!class_skip(scan))
                return false;
            continue;
        }
        scan->at += c == '\\' ? 2 : 1;
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return true;
    }
    return false;
}

/* A backslash and what stands after it; false for what reaches further than one letter. */
static bool escape_take(struct scan *scan)
{
    char c = next(scan, 1);
    scan->at += 2;
    if (c && !byte_is_letter(c) && !byte_is_digit(c)) {
        sign_take(scan, c);
        return true;
    }
    bool may_miss;
    run_end(scan);
    quantified(scan, &may_miss);
    return c && memchr("dDwWsSbBAzZhHvVRntrfe", c, 21) != NULL;
}

static bool piece_take(struct scan *scan)
{
    char c = next(scan, 0);
    bool may_miss;
    switch (c) {
    case '\\':
        return escape_take(scan);
    case '(':
    case '[':
        run_end(scan);
        if (!(c == '(' ? group_skip(scan) : class_skip(scan)))
            return false;
        quantified(scan, &may_miss);
        return true;
    case '.':
    case '^':
    case '$':
        scan->at++;
        run_end(scan);
        quantified(scan, &may_miss);
        return true;
    default:
        scan->at++;
        sign_take(scan, c);
        return true;
    }
}

/* Whether signs mean something else than they show: options within the pattern, verbs, quoting, comments. */
static bool is_strange(struct slice pattern)
{
    static const char *const words[] = { "(*", "\\Q", "\\E", "(?#", "\\K" };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_has(pattern, slice_of(words[i])))
            return true;
    for (size_t i = 0; i + 2 < pattern.n; i++)
        if (pattern.p[i] == '(' && pattern.p[i + 1] == '?' && !memchr(":<=!P>|(", pattern.p[i + 2], 8))
            return true;
    return false;
}

static bool branch_end(struct scan *scan, struct buf *out, bool first)
{
    run_end(scan);
    if (scan->n_best < LITERAL_LEAST)
        return false;
    if (!first)
        buf_char(out, '|');
    buf_add(out, scan->best, scan->n_best);
    scan->n_best = 0;
    return true;
}

bool literals_find(struct slice pattern, struct buf *out)
{
    struct scan scan = { .pattern = pattern };
    size_t before = out->n;
    int branches = 0;
    bool ok = !is_strange(pattern);
    while (ok && scan.at < pattern.n) {
        if (next(&scan, 0) == '|') {
            ok = branch_end(&scan, out, branches++ == 0) && branches < LITERALS_MOST;
            scan.at++;
        } else {
            ok = piece_take(&scan);
        }
    }
    ok = ok && branch_end(&scan, out, branches == 0);
    if (!ok)
        out->n = before;
    return ok;
}
