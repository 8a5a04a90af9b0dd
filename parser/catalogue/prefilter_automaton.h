/* prefilter_automaton.h - the portable way: an Aho-Corasick automaton over byte classes, a step a byte. The twin that the quick ways are held to. */
#ifndef DAGSIEVE_PREFILTER_AUTOMATON_H
#define DAGSIEVE_PREFILTER_AUTOMATON_H

#include "prefilter_inside.h"

struct automaton;

struct automaton *automaton_open(const struct literals *);
void automaton_close(struct automaton **);
/* Appends the text's lines. */
void automaton_lines(const struct automaton *, struct slice text, struct line_list *);

#endif
