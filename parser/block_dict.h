/* block_dict.h - the body of a block printed as a JSON object or Python dict: on one line, or pretty-printed over many (records.md §3).
 * Cuts text into "key: value" pieces; says nothing of what keys and values mean. */
#ifndef DAGSIEVE_BLOCK_DICT_H
#define DAGSIEVE_BLOCK_DICT_H

#include "slice.h"

/* Depth of brackets that text leaves open (negative: closes more than it opens), quotes respected. */
int dict_depth(struct slice text);
/* Takes the piece before the next comma outside quotes and brackets off *rest; false when nothing is left. */
bool dict_piece(struct slice *rest, struct slice *piece);
/* Splits a piece into key (quotes off) and value (trimmed, quotes on); false when it is no quoted key, ':' and value. */
bool dict_pair(struct slice piece, struct slice *key, struct slice *value);
/* Whether text is one whole object whose pieces are all pairs; *inside is what stands between its braces. */
bool dict_whole(struct slice text, struct slice *inside);

#endif
