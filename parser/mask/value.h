/* value.h - how far a value reaches: quoted, a list or dict, bare; with the quotes, prefixes and schemes that may stand before it. */
#ifndef DAGSIEVE_MASK_VALUE_H
#define DAGSIEVE_MASK_VALUE_H

#include "name.h"
#include "walk.h"

/* The backslashes and the quote at a position; n = 0: none stands there. */
struct slice quote_at(struct slice text, size_t at);
/* The end of a text that begins at `at` in that quote: the next one like it with no more backslashes before it; without any, the end of the line. */
size_t quoted_end(struct slice text, size_t at, struct slice quote);
/* After the bracket that closes the one at the position, texts in quotes left out; without any, the end of the line. */
size_t nested_end(struct slice text, size_t at);
/* Whether another key begins at the position, blanks and a quote before it allowed: word, then = or :. */
bool key_begins(struct slice text, size_t at);
/* Whether a text in quotes stands at the position: 'x', u'x', E'x', $$x$$. */
bool value_quoted(struct slice text, size_t at);
/* The value that stands at `at`: blanks, u, b, a quote, Bearer and its like before it are skipped. key_quoted: its key stands in quotes, so
 * that none is part of a bare value. Sets from and to of the secret; to = text.n may mean that the text was too short. */
enum printed_as value_find(struct slice text, size_t at, enum weight, bool key_quoted, struct secret *);
/* The end of a bare value after `=` on an event's line, which goes on to the next key (records.md §4), over signs that close as well. */
size_t value_extend(struct slice text, size_t end);
/* The same elsewhere: over a few words that no sentence has, where a pair follows them. */
size_t value_extend_words(struct slice text, size_t end);

#endif
