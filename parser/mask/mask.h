/* mask.h - the one door of all text that leaves the program: secrets in it become ***. Which ones: catalogue/secrets.def. */
#ifndef DAGSIEVE_MASK_H
#define DAGSIEVE_MASK_H

#include "parser/text/buf.h"

struct mask;

struct mask *mask_open(void);
void mask_close(struct mask **);

/* Appends text with every secret replaced by ***; the number of secrets. What Airflow masked already (***, eyJ***, XXXXXXXX) is no secret.
 * Where a secret comes to light only without terminal escapes, \u00XX, %XX or blanks beside ASCII's, they are left out. Linear in the text. */
int mask_text(struct mask *, struct slice text, struct buf *out);
/* As mask_text, of text that is kept up to `most` bytes of what comes out: secrets after them are not counted, a half one is seen whole. */
int mask_text_cut(struct mask *, struct slice text, size_t most, struct buf *out);
/* A quick no: false means mask_text would copy text unchanged. */
bool mask_needed(struct mask *, struct slice text);
/* Bytes of a key or a name below which it is no secret by itself. */
enum { MASK_NAME_LEAST = 16 };
/* mask_needed of a key or a name. */
static inline bool mask_name_needed(struct mask *mask, struct slice name)
{
    return name.n >= MASK_NAME_LEAST && mask_needed(mask, name);
}
/* Whether since the last call a text that needed no masking began like a secret's: a piece of a larger one may be told only in that. */
bool mask_doubt(struct mask *);
/* Whether this value of this key is a secret as a whole, for callers that have the two apart. is_text: it was printed as a string; numbers
 * are a secret only under a password's name. */
bool mask_pair(struct mask *, struct slice key, struct slice value, bool is_text);
/* Whether the name says nothing of its value: mask_pair and mask_nested are false, whatever that is. */
bool mask_name_plain(struct mask *, struct slice name);
/* Whether nothing in the text announces a secret: mask_needed is false, and raises no doubt. */
bool mask_announces_none(const struct mask *, struct slice text);
/* mask_pair of a list or dict, as JSON or as Python prints it. */
bool mask_nested(struct mask *, struct slice key, struct slice value);
/* Whether part, a view into text, is a secret of it or holds a piece of one. */
bool mask_hides(struct mask *, struct slice text, struct slice part);
/* A copy of text in the arena that may leave the program: valid UTF-8, masked before it is cut to at most `most` bytes. Adds to *secrets. */
struct slice mask_keep(struct mask *, struct slice text, size_t most, struct arena *, int *secrets);

/* Private keys over several lines (private_key.h): whether the line begins one that goes on; whether the one that is open does not
 * go on after the line; appends the line without the key's part of it, true = there was one; whether there is one. */
bool mask_key_opens(struct slice line);
bool mask_key_closes(struct slice line);
bool mask_key_line(struct slice line, struct buf *out);
bool mask_key_has(struct slice line);

#endif
