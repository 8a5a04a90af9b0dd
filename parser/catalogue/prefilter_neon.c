/* prefilter_neon.c - a block as four vectors of 16 bytes; see prefilter_windows.h. NEON is part of each 64-bit ARM. */
#include "prefilter_windows.h"

#if defined(__aarch64__) && !defined(NO_SIMD)
#include <arm_neon.h>

struct tables {
    uint8x16_t upper, lower[WINDOW];
};

static inline struct tables tables_load(const struct windows *windows)
{
    const uint8_t(*lower)[16] = windows->lower;
    return (struct tables){ vld1q_u8(windows->upper), { vld1q_u8(lower[0]), vld1q_u8(lower[1]), vld1q_u8(lower[2]), vld1q_u8(lower[3]) } };
}

static inline uint8x16_t load(const char *p)
{
    return vld1q_u8((const uint8_t *)p);
}

/* A bit a byte that is not zero: each byte leaves its own bit of eight, which are then added up in pairs. */
static inline uint64_t mask(const uint8x16_t part[4])
{
    static const uint8_t bit_of[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
    uint8x16_t bits[4];
    for (int i = 0; i < 4; i++)
        bits[i] = vandq_u8(vtstq_u8(part[i], part[i]), vld1q_u8(bit_of));
    uint8x16_t pairs = vpaddq_u8(vpaddq_u8(bits[0], bits[1]), vpaddq_u8(bits[2], bits[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
}

/* The buckets that let the bytes pass as the k-th of their windows, by the lower half. */
static inline uint8x16_t lower(const struct tables *tables, int k, uint8x16_t bytes)
{
    return vqtbl1q_u8(tables->lower[k], vandq_u8(bytes, vdupq_n_u8(15)));
}

static inline uint8x16_t windows_pass(const struct tables *tables, const char *p, uint8x16_t bytes)
{
    uint8x16_t first = vandq_u8(vqtbl1q_u8(tables->upper, vshrq_n_u8(bytes, 4)), lower(tables, 0, bytes));
    uint8x16_t rest = vandq_u8(lower(tables, 2, load(p + 2)), lower(tables, 3, load(p + 3)));
    return vandq_u8(vandq_u8(first, lower(tables, 1, load(p + 1))), rest);
}

static inline __attribute__((always_inline)) struct block_marks block_look(const struct tables *tables, const char *block)
{
    uint8x16_t ends[4], odd[4], pass[4];
    for (int i = 0; i < 4; i++) {
        const char *p = block + 16 * i;
        uint8x16_t bytes = load(p);
        ends[i] = vceqq_u8(bytes, vdupq_n_u8('\n'));
        odd[i] = vorrq_u8(vceqzq_u8(bytes), vcgeq_u8(bytes, vdupq_n_u8(0x80)));
        pass[i] = windows_pass(tables, p, bytes);
    }
    return (struct block_marks){ mask(ends), mask(odd), mask(pass) };
}

#include "prefilter_walk.h"

windows_lines *windows_lines_neon(void)
{
    return lines_walk;
}
#else
windows_lines *windows_lines_neon(void)
{
    return NULL;
}
#endif
