/* name.h - which names mean a secret (the rows NAME of secrets.def), and which of their values are one. */
#ifndef DAGSIEVE_MASK_NAME_H
#define DAGSIEVE_MASK_NAME_H

#include "parser/text/slice.h"

/* How much a name says about its value. */
enum weight {
    WEIGHT_none,
    WEIGHT_netloc,    /* a secret where a user and a password stand before a host */
    WEIGHT_signature, /* as looks, but one on a block chain is public */
    WEIGHT_pin,      /* a secret where it is four to eight digits */
    WEIGHT_looks,    /* a secret where the value looks like a credential */
    WEIGHT_mixed,    /* also where it is one word of letters and digits */
    WEIGHT_coin,     /* as text, but the name of a coin is none */
    WEIGHT_text,     /* any text is a secret, a number or a setting's word (default, off) is not */
    WEIGHT_header,   /* as text; a scheme may stand before it, and parameters after */
    WEIGHT_line,     /* pairs up to the end of the line */
    WEIGHT_phrase,   /* words up to the end of the line, three or more */
    WEIGHT_code,     /* numbers too, but not a setting's word */
    WEIGHT_password, /* numbers too */
};

/* A value as it was printed. */
enum printed_as { PRINTED_bare, PRINTED_quoted, PRINTED_nested };

/* Whether what follows the first pair or word may be of the secret, too. */
static inline bool weight_goes_on(enum weight weight)
{
    return weight == WEIGHT_header || weight == WEIGHT_line || weight == WEIGHT_phrase;
}

/* What the name says: words are compared in lower case, however '_', '-', '.', a blank or a capital part them; numbers and words such as `prod`
 * may follow (password1, db_password_prod), words that make it another thing may not (password_file, token_count).
 * announced: only rows announced by these literals; NULL = all. */
enum weight name_weight(struct slice name, const char *announced);
/* Whether the value of a name of that weight is a secret; not what says that there is none, what stands for one ({{ var }}, $DB_PASSWORD)
 * or what was masked before. Looks at no more than the first hundreds of bytes. */
bool name_hides(enum weight, struct slice name, struct slice value, enum printed_as);
/* 16 bytes or more, letters and digits mixed, without the marks of prose, paths and numbers. */
bool looks_like_credential(struct slice value);

#endif
