/* content_hash_avx2.c - xxhash.h compiled for AVX2, which it then uses; see content_hash.h. */
#include "content_hash.h"

#if defined(__AVX2__) && !defined(NO_SIMD)
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static void update(void *state, struct slice bytes)
{
    XXH3_128bits_update(state, bytes.p, bytes.n);
}

content_hash_update *content_hash_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") ? update : NULL;
}
#else
content_hash_update *content_hash_avx2(void)
{
    return NULL;
}
#endif
