/* content_hash.c - see content_hash.h. */
#include "content_hash.h"

#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "buf.h"

struct content_hash {
    XXH3_state_t *state; /* alike in both files: the vectors are not in its type */
    content_hash_update *update;
};

static void update(void *state, struct slice bytes)
{
    XXH3_128bits_update(state, bytes.p, bytes.n);
}

struct content_hash *content_hash_open(void)
{
    struct content_hash *hash = memory_new(sizeof(*hash));
    content_hash_update *avx2 = content_hash_avx2();
    *hash = (struct content_hash){ XXH3_createState(), avx2 ? avx2 : update };
    XXH3_128bits_reset(hash->state);
    return hash;
}

void content_hash_close(struct content_hash **hash)
{
    if (!*hash)
        return;
    XXH3_freeState((*hash)->state);
    free(*hash);
    *hash = NULL;
}

void content_hash_add(struct content_hash *hash, struct slice bytes)
{
    hash->update(hash->state, bytes);
}

void content_hash_text(const struct content_hash *hash, char out[CONTENT_HASH_TEXT])
{
    XXH128_hash_t value = XXH3_128bits_digest(hash->state);
    snprintf(out, CONTENT_HASH_TEXT, "%016llx%016llx", (unsigned long long)value.high64, (unsigned long long)value.low64);
}
