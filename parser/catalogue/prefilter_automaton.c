/* prefilter_automaton.c - see prefilter_automaton.h. */
#include "prefilter_automaton.h"

#include <stdlib.h>

/* next[state * classes + class]; out[state]: the patterns whose literal ends there. */
struct automaton {
    uint8_t class_of[256];
    int classes, states;
    uint16_t *next;
    uint64_t *out;
};

static void classes_make(struct automaton *a, const struct literals *literals)
{
    a->classes = 1; /* class 0: bytes of no literal */
    for (int i = 0; i < literals->n; i++)
        for (size_t k = 0; k < literals->row[i].text.n; k++) {
            uint8_t *class = &a->class_of[(uint8_t)literals->row[i].text.p[k]];
            *class = *class ? *class : (uint8_t)a->classes++;
        }
}

static void trie_add(struct automaton *a, const struct literal *literal)
{
    int state = 0;
    for (size_t i = 0; i < literal->text.n; i++) {
        uint16_t *next = &a->next[state * a->classes + a->class_of[(uint8_t)literal->text.p[i]]];
        if (!*next)
            *next = (uint16_t)a->states++;
        state = *next;
    }
    a->out[state] |= (uint64_t)1 << literal->pattern;
}

/* Breadth first: a state's missing arcs are those of its longest proper suffix. */
static void arcs_complete(struct automaton *a)
{
    uint16_t *queue = memory_new((size_t)a->states * sizeof(*queue));
    uint16_t *fail = memory_zeroed((size_t)a->states * sizeof(*fail));
    int head = 0, tail = 0;
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
static size_t states_most(const struct literals *literals)
{
    size_t states = 1;
    for (int i = 0; i < literals->n; i++)
        states += literals->row[i].text.n;
    assert(states <= UINT16_MAX);
    return states;
}

struct automaton *automaton_open(const struct literals *literals)
{
    struct automaton *a = memory_zeroed(sizeof(*a));
    classes_make(a, literals);
    size_t states = states_most(literals), cells = states * (size_t)a->classes;
    a->next = memory_zeroed(cells * sizeof(*a->next));
    a->out = memory_zeroed(states * sizeof(*a->out));
    a->states = 1;
    for (int i = 0; i < literals->n; i++)
        trie_add(a, &literals->row[i]);
    arcs_complete(a);
    return a;
}

void automaton_close(struct automaton **automaton)
{
    if (!*automaton)
        return;
    free((*automaton)->next);
    free((*automaton)->out);
    free(*automaton);
    *automaton = NULL;
}

void automaton_lines(const struct automaton *a, struct slice text, struct line_list *list)
{
    struct prefilter_line line = { 0 };
    unsigned state = 0;
    for (size_t i = 0; i < text.n; i++) {
        state = a->next[state * (unsigned)a->classes + a->class_of[(uint8_t)text.p[i]]];
        line.bits |= a->out[state];
        line.odd |= (signed char)text.p[i] <= 0;
        if (text.p[i] != '\n')
            continue;
        line_list_room(list, 1);
        line_list_end(list, &line, i);
    }
    line_list_last(list, text, &line);
}
