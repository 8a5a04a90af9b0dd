/* prefilter.c - one pass over a buffer for all literals: an Aho-Corasick automaton over byte classes, or Hyperscan. */
#include "prefilter.h"

#ifdef HAVE_HS
#include <hs/hs.h>
#endif

#include <assert.h>
#include <stdlib.h>

#include "parser/text/buf.h"

/* The portable automaton: next[state * classes + class]; out[state]: the patterns whose literal ends there. */
struct automaton {
    uint8_t class_of[256];
    int classes, states;
    uint16_t *next;
    uint64_t *out;
};

struct prefilter {
    struct automaton automaton;
#ifdef HAVE_HS
    hs_database_t *database;
    hs_scratch_t *scratch;
#endif
    struct prefilter_hit *hits;
    size_t n, cap;
    uint64_t *bits; /* set: only these are wanted, the hits of the last scan stay */
};

static void hit_add(struct prefilter *f, size_t end, unsigned pattern)
{
    if (f->bits) {
        *f->bits |= (uint64_t)1 << pattern;
        return;
    }
    if (f->n == f->cap) {
        f->cap = f->cap ? f->cap * 2 : 256;
        f->hits = memory_resize(f->hits, f->cap * sizeof(*f->hits));
    }
    f->hits[f->n++] = (struct prefilter_hit){ .end = (uint32_t)end, .pattern = pattern };
}

static void classes_make(struct automaton *a, const char *const *literals, int n)
{
    a->classes = 1; /* class 0: bytes of no literal */
    for (int i = 0; i < n; i++)
        for (const char *c = literals[i]; *c; c++)
            if (*c != '|' && !a->class_of[(uint8_t)*c])
                a->class_of[(uint8_t)*c] = (uint8_t)a->classes++;
}

static void trie_add(struct automaton *a, struct slice literal, int pattern)
{
    int state = 0;
    for (size_t i = 0; i < literal.n; i++) {
        uint16_t *next = &a->next[state * a->classes + a->class_of[(uint8_t)literal.p[i]]];
        if (!*next)
            *next = (uint16_t)a->states++;
        state = *next;
    }
    a->out[state] |= (uint64_t)1 << pattern;
}

/* Breadth first: a state's missing arcs are those of its longest proper suffix. */
static void arcs_complete(struct automaton *a)
{
    uint16_t *queue = memory_new((size_t)a->states * sizeof(*queue));
    uint16_t *fail = memory_new((size_t)a->states * sizeof(*fail));
    int head = 0, tail = 0;
    memset(fail, 0, (size_t)a->states * sizeof(*fail));
    queue[tail++] = 0;
    while (head < tail) {
        int state = queue[head++];
        for (int c = 0; c < a->classes; c++) {
            uint16_t *next = &a->next[state * a->classes + c];
            uint16_t other = state ? a->next[fail[state] * a->classes + c] : 0;
            if (*next) {
                fail[*next] = other;
                a->out[*next] |= a->out[other];
                queue[tail++] = *next;
            } else {
                *next = other;
            }
        }
    }
    free(queue);
    free(fail);
}

/* The root, and a state a byte of each literal. */
static size_t states_most(const char *const *literals, int n)
{
    size_t states = 1;
    for (int i = 0; i < n; i++)
        states += strlen(literals[i]);
    assert(states <= UINT16_MAX);
    return states;
}

static void automaton_make(struct automaton *a, const char *const *literals, int n)
{
    classes_make(a, literals, n);
    size_t states = states_most(literals, n), cells = states * (size_t)a->classes;
    a->next = memory_new(cells * sizeof(*a->next));
    memset(a->next, 0, cells * sizeof(*a->next));
    a->out = memory_new(states * sizeof(*a->out));
    memset(a->out, 0, states * sizeof(*a->out));
    a->states = 1;
    for (int i = 0; i < n; i++) {
        struct slice rest = slice_of(literals[i]), literal;
        while (rest.n && (slice_cut(&rest, '|', &literal), true))
            trie_add(a, literal, i);
    }
    arcs_complete(a);
}

static void automaton_scan(struct prefilter *f, struct slice text)
{
    const struct automaton *a = &f->automaton;
    unsigned state = 0;
    for (size_t i = 0; i < text.n; i++) {
        state = a->next[state * (unsigned)a->classes + a->class_of[(uint8_t)text.p[i]]];
        for (uint64_t out = a->out[state]; out; out &= out - 1)
            hit_add(f, i + 1, (unsigned)__builtin_ctzll(out));
    }
}

#ifdef HAVE_HS
static void literals_compile(struct prefilter *f, const char *const *literals, int n)
{
    size_t most = states_most(literals, n); /* literals are no more than their bytes */
    const char **text = memory_new(most * sizeof(*text));
    size_t *length = memory_new(most * sizeof(*length));
    unsigned *flags = memory_new(2 * most * sizeof(*flags)), *ids = flags + most, count = 0;
    for (int i = 0; i < n; i++) {
        struct slice rest = slice_of(literals[i]), literal;
        while (rest.n) {
            slice_cut(&rest, '|', &literal);
            text[count] = literal.p;
            length[count] = literal.n;
            flags[count] = 0;
            ids[count++] = (unsigned)i;
        }
    }
    hs_compile_error_t *error = NULL;
    if (hs_compile_lit_multi(text, flags, ids, length, count, HS_MODE_BLOCK, NULL, &f->database, &error) != HS_SUCCESS ||
        hs_alloc_scratch(f->database, &f->scratch) != HS_SUCCESS) {
        hs_free_compile_error(error);
        hs_free_database(f->database);
        f->database = NULL;
    }
    free(text);
    free(length);
    free(flags);
}

static int on_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)from, (void)flags;
    hit_add(context, (size_t)to, id);
    return 0;
}
#endif

struct prefilter *prefilter_open(const char *const *literals, int n, enum prefilter_engine engine)
{
    struct prefilter *f = memory_new(sizeof(*f));
    memset(f, 0, sizeof(*f));
#ifdef HAVE_HS
    if (engine == PREFILTER_best)
        literals_compile(f, literals, n);
    if (f->database)
        return f;
#endif
    (void)engine;
    automaton_make(&f->automaton, literals, n);
    return f;
}

void prefilter_close(struct prefilter **f)
{
    if (!*f)
        return;
#ifdef HAVE_HS
    hs_free_scratch((*f)->scratch);
    hs_free_database((*f)->database);
#endif
    free((*f)->automaton.next);
    free((*f)->automaton.out);
    free((*f)->hits);
    free(*f);
    *f = NULL;
}

const char *prefilter_name(const struct prefilter *f)
{
    return f->automaton.next ? "portable" : "hyperscan";
}

static void scan(struct prefilter *f, struct slice text)
{
    if (f->automaton.next)
        automaton_scan(f, text);
#ifdef HAVE_HS
    else
        hs_scan(f->database, text.p, (unsigned)text.n, 0, f->scratch, on_hit, f);
#endif
}

size_t prefilter_scan(struct prefilter *f, struct slice text, const struct prefilter_hit **hits)
{
    f->n = 0;
    scan(f, text);
    *hits = f->hits;
    return f->n;
}

uint64_t prefilter_bits(struct prefilter *f, struct slice text)
{
    uint64_t bits = 0;
    f->bits = &bits;
    scan(f, text);
    f->bits = NULL;
    return bits;
}
