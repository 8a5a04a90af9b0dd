/* prefilter.c - takes the literals apart and chooses how they are looked for; see prefilter.h. */
#include "prefilter.h"

#include <stdlib.h>

#include "prefilter_automaton.h"
#include "prefilter_windows.h"

struct prefilter {
    struct literals literals;
    struct automaton *automaton; /* one of these two */
    struct windows *windows;
    windows_lines *quick;        /* of the windows */
    const char *name;
    struct line_list lines, other; /* other: of prefilter_bits */
};

static void literals_cut(struct literals *out, const char *const *literals, int n)
{
    size_t most = 1;
    for (int i = 0; i < n; i++)
        most += strlen(literals[i]); /* literals are no more than their bytes */
    out->row = memory_new(most * sizeof(*out->row));
    for (int i = 0; i < n; i++) {
        struct slice rest = slice_of(literals[i]), literal;
        assert(!slice_has(rest, SLICE("\n")));
        while (rest.n) {
            slice_cut(&rest, '|', &literal);
            out->row[out->n++] = (struct literal){ literal, i };
        }
    }
}

static windows_lines *quick_choose(struct prefilter *f)
{
    windows_lines *avx2 = windows_lines_avx2(), *neon = windows_lines_neon();
    f->name = avx2 ? "AVX2" : "NEON";
    return avx2 ? avx2 : neon;
}

struct prefilter *prefilter_open(const char *const *literals, int n, enum prefilter_engine engine)
{
    struct prefilter *f = memory_zeroed(sizeof(*f));
    literals_cut(&f->literals, literals, n);
    f->quick = engine == PREFILTER_best ? quick_choose(f) : NULL;
    if (f->quick) {
        f->windows = windows_open(&f->literals);
    } else {
        f->automaton = automaton_open(&f->literals);
        f->name = "portable";
    }
    return f;
}

void prefilter_close(struct prefilter **f)
{
    if (!*f)
        return;
    windows_close(&(*f)->windows);
    automaton_close(&(*f)->automaton);
    free((*f)->literals.row);
    free((*f)->lines.row);
    free((*f)->other.row);
    free(*f);
    *f = NULL;
}

const char *prefilter_name(const struct prefilter *f)
{
    return f->name;
}

static void list_fill(const struct prefilter *f, struct slice text, struct line_list *list)
{
    list->n = 0;
    if (f->quick)
        f->quick(f->windows, text, list);
    else
        automaton_lines(f->automaton, text, list);
}

size_t prefilter_lines(struct prefilter *f, struct slice text, const struct prefilter_line **lines)
{
    list_fill(f, text, &f->lines);
    *lines = f->lines.row;
    return f->lines.n;
}

uint64_t prefilter_bits(struct prefilter *f, struct slice text)
{
    uint64_t bits = 0;
    list_fill(f, text, &f->other);
    for (size_t i = 0; i < f->other.n; i++)
        bits |= f->other.row[i].bits;
    return bits;
}
