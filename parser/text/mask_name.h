/* mask_name.h - which names mean a secret, and which of their values are one. */
#ifndef DAGSIEVE_MASK_NAME_H
#define DAGSIEVE_MASK_NAME_H

#include "slice.h"

/* A quick no: false means that no value of the key is a secret. */
bool name_may_hide(struct slice key);
/* Whether the value of this key is a secret; quoted: it was printed as a string (a number in quotes is text). */
bool name_hides(struct slice key, struct slice value, bool quoted);

#endif
