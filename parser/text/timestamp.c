/* timestamp.c - reads and writes time stamps at fixed positions; asks neither the C library nor the clock. */
#include "timestamp.h"

#include <endian.h>

static const int64_t second = 1000000, day = INT64_C(86400) * 1000000;

enum { YEAR_FIRST = 1970, YEAR_LAST = 2261 };

/* The wall clock as the digits say it. */
struct wall {
    unsigned year, month, day, hour, minute, second;
};

/* Two digits; *bad gets set where one is none. */
static inline unsigned two_digits(const char *p, unsigned *bad)
{
    unsigned high = (unsigned char)p[0] - (unsigned)'0', low = (unsigned char)p[1] - (unsigned)'0';
    *bad |= (high > 9) | (low > 9);
    return high * 10 + low;
}

static inline bool wall_possible(const struct wall *w)
{
    if (w->year < YEAR_FIRST || w->year > YEAR_LAST || w->month - 1 > 11 || w->day - 1 > 30 || w->hour > 23 ||
        w->minute > 59 || w->second > 59)
        return false;
    if (w->day <= 28)
        return true;
    if (w->month == 2)
        return w->day == 29 && w->year % 4 == 0 && (w->year % 100 != 0 || w->year % 400 == 0);
    return w->day <= 30 + ((w->month ^ (w->month >> 3)) & 1);
}

/* Days from civil, for years from 1 on: the year begins in March, so that the leap day is its last. */
static inline int64_t wall_micros(const struct wall *w)
{
    unsigned early = w->month <= 2;
    unsigned year = w->year - early, month = w->month + 12 * early - 3;
    unsigned days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + w->day - 1 - 719468;
    unsigned clock = (w->hour * 60 + w->minute) * 60 + w->second;
    return ((int64_t)days * 86400 + clock) * second;
}

/* Eight bytes at once, the first one lowest. */
static inline uint64_t eight_load(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof(bytes));
    return le64toh(bytes);
}

/* The high nibbles of the bytes that are no digits 0 to 9 (once '0' is taken off). A carry only comes from such a byte,
 * so nothing below the lowest one is wrong. */
static inline uint64_t eight_odd(uint64_t digits)
{
    return (digits | (digits + UINT64_C(0x0606060606060606))) & UINT64_C(0xf0f0f0f0f0f0f0f0);
}

/* The number of the two digits at bytes i and i + 1. */
static inline unsigned eight_pair(uint64_t digits, int i)
{
    uint64_t pairs = digits * 10 + (digits >> 8);
    return (unsigned)(pairs >> (8 * i)) & 0xff;
}

static inline size_t fraction_slow(struct slice text, int64_t *micros)
{
    size_t n = 1;
    int64_t value = 0, unit = second;
    for (; n < text.n && n <= 9 && byte_is_digit(text.p[n]); n++) {
        if (unit > 1) {
            value = value * 10 + (text.p[n] - '0');
            unit /= 10;
        }
    }
    *micros += value * unit;
    return n;
}

/* The fraction after the seconds, if there is one: its length with the mark, 0 when there is none. */
static inline size_t fraction_read(struct slice text, int64_t *micros)
{
    if (text.n < 2 || (text.p[0] != '.' && text.p[0] != ',') || !byte_is_digit(text.p[1]))
        return 0;
    if (text.n < 8)
        return fraction_slow(text, micros);
    uint64_t digits = (eight_load(text.p) ^ UINT64_C(0x3030303030303030)) & ~UINT64_C(0xff);
    uint64_t odd = eight_odd(digits);
    if (odd == 0)
        return fraction_slow(text, micros);
    int bits = __builtin_ctzll(odd) & ~7; /* those after the run count as zeros, which scales it */
    digits &= (UINT64_C(1) << bits) - 1;
    *micros += eight_pair(digits, 1) * 10000 + eight_pair(digits, 3) * 100 + eight_pair(digits, 5);
    return (size_t)bits / 8;
}

static inline bool is_word_byte(struct slice text, size_t at)
{
    return at < text.n && (byte_is_letter(text.p[at]) || byte_is_digit(text.p[at]));
}

/* "+HH", "+HHMM", "+HH:MM" at the beginning of text, or as many digits of the hour: its length, 0 when it is none, -1 when it is impossible. */
static int offset_read(struct slice text, size_t digits, int64_t *micros)
{
    unsigned bad = 0, minute = 0;
    size_t n = 1 + digits;
    /* Nearly all pods run in UTC. */
    if (text.n >= 5 && memcmp(text.p + 1, "0000", 4) == 0 && !is_word_byte(text, 5))
        return 5;
    if (text.n < n)
        return 0;
    unsigned hour = digits == 2 ? two_digits(text.p + 1, &bad) : (unsigned)(text.p[1] - '0');
    if (bad)
        return 0;
    size_t colon = text.n > n && text.p[n] == ':';
    if (text.n >= n + 2 + colon) {
        minute = two_digits(text.p + n + colon, &bad);
        if (!bad)
            n += 2 + colon;
        else
            minute = 0;
    }
    if (is_word_byte(text, n))
        return 0;
    if (hour > 23 || minute > 59)
        return -1;
    int64_t offset = ((int64_t)hour * 60 + minute) * 60 * second;
    *micros -= text.p[0] == '-' ? -offset : offset;
    return (int)n;
}

/* "UTC", "GMT", or either with hours behind it, as browsers write a zone without a name ("GMT+2", "UTC+5:30"): its length, 0 when it is none. */
static int utc_read(struct slice zone, int64_t *micros)
{
    if (!slice_starts(zone, SLICE("UTC")) && !slice_starts(zone, SLICE("GMT")))
        return 0;
    if (zone.n < 5 || (zone.p[3] != '+' && zone.p[3] != '-') || !byte_is_digit(zone.p[4]))
        return 3;
    int n = offset_read(slice_from(zone, 3), zone.n > 5 && byte_is_digit(zone.p[5]) ? 2 : 1, micros);
    return n > 0 ? 3 + n : 0;
}

/* A zone's name without a place: "Etc/UTC", and "Etc/GMT-2", whose sign is POSIX's: two hours ahead of UTC. */
static int etc_read(struct slice zone, int64_t *micros)
{
    static const struct slice area = SLICE_ROW("Etc/");
    int64_t behind = 0;
    int n = slice_starts(zone, area) ? utc_read(slice_from(zone, area.n), &behind) : 0;
    *micros -= behind;
    return n ? (int)area.n + n : 0;
}

/* The zone after the stamp: its length, 0 when there is none, -1 when it is impossible. */
static inline int zone_read(struct slice text, int64_t *micros)
{
    size_t blank = text.n && text.p[0] == ' ';
    struct slice zone = { text.p + blank, text.n - blank };
    if (zone.n == 0)
        return 0;
    if (zone.p[0] == '+' || zone.p[0] == '-') {
        int n = offset_read(zone, 2, micros);
        if (blank) /* after a blank an impossible offset is a word of the message */
            return n > 0 ? n + 1 : 0;
        return n;
    }
    size_t n = 0;
    if (zone.p[0] == 'Z')
        n = 1;
    else if (blank)
        n = (size_t)(zone.p[0] == 'E' ? etc_read(zone, micros) : utc_read(zone, micros));
    return n && !is_word_byte(zone, n) ? (int)(n + blank) : 0;
}

/* The first 19 or 20 bytes; their length, 0 when they are no stamp. */
static inline size_t wall_read(struct slice text, struct wall *w)
{
    const char *p = text.p;
    unsigned bad = 0;
    if (text.n < 19)
        return 0;
    size_t clock = 11;
    if (p[10] == ',' && p[11] == ' ' && text.n > 19)
        clock = 12;
    else if (p[10] != 'T' && p[10] != ' ')
        return 0;
    /* Digits become their values, marks where they belong become 0: 0x0f is added there, so that none but 0 passes. */
    uint64_t date = eight_load(p) ^ UINT64_C(0x2d30302d30303030);          /* 0000-00- */
    uint64_t time = eight_load(p + clock) ^ UINT64_C(0x30303a30303a3030); /* 00:00:00 */
    uint64_t odd = (date | (date + UINT64_C(0x0f06060f06060606)) | time | (time + UINT64_C(0x06060f06060f0606))) &
                   UINT64_C(0xf0f0f0f0f0f0f0f0);
    w->day = two_digits(p + 8, &bad);
    size_t n = clock + 8;
    if (odd || bad || (n < text.n && byte_is_digit(p[n])))
        return 0;
    w->year = eight_pair(date, 0) * 100 + eight_pair(date, 2);
    w->month = eight_pair(date, 5);
    w->hour = eight_pair(time, 0);
    w->minute = eight_pair(time, 3);
    w->second = eight_pair(time, 6);
    return n;
}

int timestamp_read(struct slice text, struct timestamp *out)
{
    struct wall w;
    size_t n = wall_read(text, &w);
    if (n == 0)
        return 0;
    if (!wall_possible(&w))
        return -1;
    int64_t micros = wall_micros(&w);
    n += fraction_read(slice_from(text, n), &micros);
    int zone = zone_read(slice_from(text, n), &micros);
    if (zone < 0)
        return -1;
    *out = (struct timestamp){ .micros = micros, .zoned = zone > 0 };
    return (int)n + zone;
}

unsigned timestamp_month(struct slice name)
{
    static const struct slice months = SLICE_ROW("JanFebMarAprMayJunJulAugSepOctNovDec");
    size_t at = name.n == 3 ? slice_find(months, name) : (size_t)-1;
    return at == (size_t)-1 || at % 3 ? 0 : (unsigned)at / 3 + 1;
}

bool timestamp_parse(struct slice text, struct timestamp *out)
{
    struct timestamp stamp;
    int n = timestamp_read(text, &stamp);
    if (n <= 0 || (size_t)n != text.n)
        return false;
    *out = stamp;
    return true;
}

bool timestamp_parse_compact(struct slice text, int64_t *micros)
{
    const char *p = text.p;
    unsigned bad = 0;
    if (text.n != 15 || p[8] != 'T')
        return false;
    struct wall w = { .year = two_digits(p, &bad) * 100 };
    w.year += two_digits(p + 2, &bad);
    w.month = two_digits(p + 4, &bad);
    w.day = two_digits(p + 6, &bad);
    w.hour = two_digits(p + 9, &bad);
    w.minute = two_digits(p + 11, &bad);
    w.second = two_digits(p + 13, &bad);
    if (bad || !wall_possible(&w))
        return false;
    *micros = wall_micros(&w);
    return true;
}

static inline void put_pair(char *p, unsigned value)
{
    p[0] = (char)('0' + value / 10);
    p[1] = (char)('0' + value % 10);
}

/* Civil from days: the inverse of wall_micros, for any day of the years 0 to 9999. */
static struct wall wall_of_day(int64_t days)
{
    unsigned shifted = (unsigned)(days + 719468);
    unsigned era = shifted / 146097, in_era = shifted % 146097;
    unsigned year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * in_year + 2) / 153;
    struct wall w = { .day = in_year - (153 * month + 2) / 5 + 1, .month = month < 10 ? month + 3 : month - 9 };
    w.year = year + era * 400 + (w.month <= 2);
    return w;
}

void timestamp_format(int64_t micros, struct buf *out)
{
    int64_t days = micros / day, rest = micros % day;
    if (rest < 0) {
        rest += day;
        days--;
    }
    /* Outside of four-digit years no stamp was ever read; the nearest day that can be written stands for it. */
    days = days < -719162 ? -719162 : days > 2932896 ? 2932896 : days;
    struct wall w = wall_of_day(days);
    unsigned clock = (unsigned)(rest / second);
    unsigned micro = (unsigned)(rest % second);
    char text[] = "0000-00-00T00:00:00.000000Z";
    put_pair(text, w.year / 100);
    put_pair(text + 2, w.year % 100);
    put_pair(text + 5, w.month);
    put_pair(text + 8, w.day);
    put_pair(text + 11, clock / 3600);
    put_pair(text + 14, clock / 60 % 60);
    put_pair(text + 17, clock % 60);
    put_pair(text + 20, micro / 10000);
    put_pair(text + 22, micro / 100 % 100);
    put_pair(text + 24, micro % 100);
    buf_add(out, text, sizeof(text) - 1);
}
