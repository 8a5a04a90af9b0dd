/* test_content_hash.c - the content hash is XXH3's, however the bytes come and whatever the machine has. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "parser/text/content_hash.h"

Test(content_hash, is_the_same_in_pieces_as_at_once)
{
    static char bytes[5000];
    srand(7);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)rand();
    for (size_t n = 0; n <= sizeof(bytes); n += n < 600 ? 1 : 97) {
        struct content_hash *hash = content_hash_open();
        for (size_t at = 0; at < n;) {
            size_t piece = 1 + (size_t)rand() % (n - at);
            content_hash_add(hash, (struct slice){ bytes + at, piece });
            at += piece;
        }
        char text[CONTENT_HASH_TEXT], whole[CONTENT_HASH_TEXT];
        XXH128_hash_t value = XXH3_128bits(bytes, n);
        snprintf(whole, sizeof(whole), "%016llx%016llx", (unsigned long long)value.high64, (unsigned long long)value.low64);
        content_hash_text(hash, text);
        cr_assert_str_eq(text, whole, "%zu bytes", n);
        content_hash_close(&hash);
    }
}
