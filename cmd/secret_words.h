/* secret_words.h - words of a command line, of names and of servers that are told again or stored, without the secrets in them. */
#ifndef DAGSIEVE_SECRET_WORDS_H
#define DAGSIEVE_SECRET_WORDS_H

#include "parser/text/buf.h"

/* Appends the words, each secret as ***. Opens the mask at the first call and keeps it until the process ends. */
void secret_words_mask(struct slice words, struct buf *out);

#endif
