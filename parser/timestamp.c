/* timestamp.c - reads and writes time stamps at fixed positions; asks neither the C library nor the clock. */
#include "timestamp.h"

static const int64_t second = 1000000, day = INT64_C(86400) * 1000000;

enum { YEAR_FIRST = 1970, YEAR_LAST = 2261 };

/* The wall clock as the digits say it. */
struct wall {
    unsigned year, month, day, hour, minute, second;
};

/* Two digits; *bad gets above 9 where one is none. */
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

/* The fraction behind the seconds, if there is one: its length with the mark, 0 when there is none. */
static inline size_t fraction_read(struct slice text, int64_t *micros)
{
    static const unsigned short most = 9;
    if (text.n < 2 || (text.p[0] != '.' && text.p[0] != ',') || !byte_is_digit(text.p[1]))
        return 0;
    size_t n = 1;
    int64_t value = 0, unit = second;
    for (; n < text.n && n <= most && byte_is_digit(text.p[n]); n++) {
        if (unit > 1) {
            value = value * 10 + (text.p[n] - '0');
            unit /= 10;
        }
    }
    *micros += value * unit;
    return n;
}

static inline bool is_word_byte(struct slice text, size_t at)
{
    return at < text.n && (byte_is_letter(text.p[at]) || byte_is_digit(text.p[at]));
}

/* "+HH", "+HHMM", "+HH:MM" at the beginning of text: its length, 0 when it is none, -1 when it is impossible. */
static int offset_read(struct slice text, int64_t *micros)
{
    unsigned bad = 0, minute = 0;
    int n = 3;
    if (text.n < 3)
        return 0;
    unsigned hour = two_digits(text.p + 1, &bad);
    if (bad)
        return 0;
    size_t colon = text.n > 3 && text.p[3] == ':';
    if (text.n >= 5 + colon) {
        minute = two_digits(text.p + 3 + colon, &bad);
        if (!bad)
            n = 5 + (int)colon;
        else
            minute = 0;
    }
    if (is_word_byte(text, (size_t)n))
        return 0;
    if (hour > 23 || minute > 59)
        return -1;
    int64_t offset = ((int64_t)hour * 60 + minute) * 60 * second;
    *micros -= text.p[0] == '-' ? -offset : offset;
    return n;
}

/* The zone behind the stamp: its length, 0 when there is none, -1 when it is impossible. */
static inline int zone_read(struct slice text, int64_t *micros)
{
    size_t blank = text.n && text.p[0] == ' ';
    struct slice zone = { text.p + blank, text.n - blank };
    if (zone.n == 0)
        return 0;
    if (zone.p[0] == '+' || zone.p[0] == '-') {
        int n = offset_read(zone, micros);
        if (blank) /* behind a blank an impossible offset is a word of the message */
            return n > 0 ? n + 1 : 0;
        return n;
    }
    size_t n = 0;
    if (zone.p[0] == 'Z')
        n = 1;
    else if (blank && (slice_starts(zone, SLICE("UTC")) || slice_starts(zone, SLICE("GMT"))))
        n = 3;
    return n && !is_word_byte(zone, n) ? (int)(n + blank) : 0;
}

int timestamp_read(struct slice text, struct timestamp *out)
{
    const char *p = text.p;
    unsigned bad = 0;
    if (text.n < 19 || p[4] != '-' || p[7] != '-')
        return 0;
    struct wall w = { .year = two_digits(p, &bad) * 100 };
    w.year += two_digits(p + 2, &bad);
    w.month = two_digits(p + 5, &bad);
    w.day = two_digits(p + 8, &bad);
    size_t clock = 11;
    if (p[10] == ',' && p[11] == ' ')
        clock = 12;
    else if (p[10] != 'T' && p[10] != ' ')
        return 0;
    if (text.n < clock + 8 || p[clock + 2] != ':' || p[clock + 5] != ':')
        return 0;
    w.hour = two_digits(p + clock, &bad);
    w.minute = two_digits(p + clock + 3, &bad);
    w.second = two_digits(p + clock + 6, &bad);
    size_t n = clock + 8;
    if (bad || (n < text.n && byte_is_digit(p[n])))
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

/* Writes value as n digits, zeros first. */
static void put_digits(char *p, unsigned value, int n)
{
    for (; n > 0; value /= 10)
        p[--n] = (char)('0' + value % 10);
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
    char text[27] = "0000-00-00T00:00:00.000000Z";
    put_digits(text, w.year, 4);
    put_digits(text + 5, w.month, 2);
    put_digits(text + 8, w.day, 2);
    put_digits(text + 11, clock / 3600, 2);
    put_digits(text + 14, clock / 60 % 60, 2);
    put_digits(text + 17, clock % 60, 2);
    put_digits(text + 20, (unsigned)(rest % second), 6);
    buf_add(out, text, sizeof(text));
}
