/* secret_words.c - see secret_words.h. */
#include "secret_words.h"

#include "parser/mask/mask.h"

void secret_words_mask(struct slice words, struct buf *out)
{
    static struct mask *mask;
    if (!mask)
        mask = mask_open();
    mask_text(mask, words, out);
}
