/* mask.h - secrets never reach a record: JWTs, passwords in URIs, values of token=, password= and their like become ***. */
#ifndef DAGSIEVE_MASK_H
#define DAGSIEVE_MASK_H

#include "buf.h"
#include "slice.h"

/* Appends text with every secret replaced by "***"; the number of secrets. What Airflow masked already (***, eyJ***) is no secret. */
int mask_text(struct slice text, struct buf *out);
/* As mask_text, of text that is kept up to `most` bytes of what comes out: secrets after them are not counted, a half one is seen whole. */
int mask_text_cut(struct slice text, size_t most, struct buf *out);
/* A quick no: false means mask_text would copy text unchanged. */
bool mask_needed(struct slice text);
/* Whether a key names a secret whose value must be masked (password, secret_key, api_key, access_token ...; not n_tokens, token_count,
 * tokenizer). is_text: the value is a string (numbers are masked only under a password's name). */
bool mask_key(struct slice key, bool is_text);
/* Whether this value of this key is a secret as a whole: what mask_text would mask in "key=value", for callers that have the two apart.
 * A key such as page_token counts where the value looks like a credential. */
bool mask_pair(struct slice key, struct slice value, bool is_text);

#endif
