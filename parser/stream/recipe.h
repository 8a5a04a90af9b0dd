/* recipe.h - what to type so that heads inside lines of an unknown envelope can be read. */
#ifndef DAGSIEVE_RECIPE_H
#define DAGSIEVE_RECIPE_H

#include "parser/text/buf.h"

/* Whether the line is one of the input's, or a record that stands somewhere in a document. */
enum recipe_of { RECIPE_of_line, RECIPE_of_part };

/* Appends a command that cuts the text with the head out of lines like this one: jq with the member's path where it is JSON, else sed; *cut: bytes that sed takes
 * off, 0 where it is jq. shows: whether a text shows what is looked for. false: none is known, as where the text is quoted, its escapes not undone. */
bool recipe_find(struct slice line, enum recipe_of, bool (*shows)(struct slice text, bool words), struct buf *out, size_t *cut);
/* Whether sed takes off the line what it takes off the first one; *left: what it leaves of it. */
bool recipe_fits(struct slice first, size_t cut, struct slice line, struct slice *left);

#endif
