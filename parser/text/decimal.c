/* decimal.c - exact decimals on their digits. No binary double, no big-number library: nothing here needs
 * more than comparing, adding and moving the point. */
#include "decimal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A number as it was written: "." between whole and part, times 10^exponent. Either slice may be empty, not both. */
struct number {
    bool negative;
    struct slice whole, part;
    int64_t exponent;
};

/* Exponents beyond it change nothing any more: no text is that long. */
static const int64_t exponent_most = INT64_C(1000000000000000);

static struct slice digits_take(struct slice *rest)
{
    size_t n = slice_span(*rest, 0, byte_is_digit);
    struct slice digits = slice_part(*rest, 0, n);
    *rest = slice_from(*rest, n);
    return digits;
}

static bool exponent_take(struct slice *rest, int64_t *exponent)
{
    bool negative = slice_take(rest, '-');
    if (!negative)
        slice_take(rest, '+');
    struct slice digits = digits_take(rest);
    for (size_t i = 0; i < digits.n; i++)
        if (*exponent < exponent_most)
            *exponent = *exponent * 10 + (digits.p[i] - '0');
    if (negative)
        *exponent = -*exponent;
    return digits.n > 0;
}

static bool number_read(struct slice text, struct number *out)
{
    *out = (struct number){ .negative = slice_take(&text, '-') };
    if (!out->negative)
        slice_take(&text, '+');
    out->whole = digits_take(&text);
    if (slice_take(&text, '.'))
        out->part = digits_take(&text);
    if (out->whole.n + out->part.n == 0)
        return false;
    if (slice_take(&text, 'e') || slice_take(&text, 'E'))
        if (!exponent_take(&text, &out->exponent))
            return false;
    return text.n == 0;
}

/* The i-th digit of the whole and the part in one row; '0' beyond either end. */
static char digit_at(const struct number *number, int64_t i)
{
    int64_t whole = (int64_t)number->whole.n;
    if (i < 0 || i >= whole + (int64_t)number->part.n)
        return '0';
    return i < whole ? number->whole.p[i] : number->part.p[i - whole];
}

/* Appends the canonical form; false when it has more than `most` digits. */
static bool number_write(const struct number *number, int64_t most, struct buf *out)
{
    int64_t first = 0, end = (int64_t)(number->whole.n + number->part.n);
    while (end > 0 && digit_at(number, end - 1) == '0')
        end--;
    if (end == 0) {
        buf_char(out, '0');
        return true;
    }
    while (digit_at(number, first) == '0')
        first++;
    int64_t point = (int64_t)number->whole.n + number->exponent;
    int64_t from = first < point ? first : point - 1; /* at least one digit stands before the point */
    int64_t to = end > point ? end : point;
    if (to - from > most)
        return false;
    if (!buf_reserve(out, (size_t)(to - from) + 2))
        return true;
    char *p = out->p + out->n;
    if (number->negative)
        *p++ = '-';
    for (int64_t i = from; i < to; i++) {
        if (i == point)
            *p++ = '.';
        *p++ = digit_at(number, i);
    }
    out->n = (size_t)(p - out->p);
    return true;
}

static bool number_parse(struct slice text, struct buf *out)
{
    struct number number;
    return number_read(text, &number) && number_write(&number, DECIMAL_MAX_DIGITS, out);
}

bool decimal_parse(struct slice text, struct buf *out)
{
    return decimal_parse_plain(text, out) || number_parse(text, out);
}

/* [-] digits, no zero before others; digits after a point. */
static bool is_json_number(struct slice text)
{
    slice_take(&text, '-');
    size_t whole = slice_span(text, 0, byte_is_digit);
    if (whole == 0 || (whole > 1 && text.p[0] == '0'))
        return false;
    return whole == text.n || text.p[whole] != '.' || slice_span(text, whole + 1, byte_is_digit) > whole + 1;
}

bool decimal_parse_json(struct slice text, struct buf *out)
{
    return decimal_parse_plain(text, out) || (is_json_number(text) && number_parse(text, out));
}

/* Takes canonical text apart; it holds no exponent. */
static struct number number_of(struct slice canonical)
{
    struct number number;
    bool sound = number_read(canonical, &number);
    assert(sound);
    return number;
}

static int magnitude_compare(const struct number *a, const struct number *b)
{
    if (a->whole.n != b->whole.n)
        return a->whole.n < b->whole.n ? -1 : 1;
    int order = a->whole.n ? memcmp(a->whole.p, b->whole.p, a->whole.n) : 0;
    size_t common = a->part.n < b->part.n ? a->part.n : b->part.n;
    if (order == 0 && common)
        order = memcmp(a->part.p, b->part.p, common);
    if (order == 0)
        order = (a->part.n > b->part.n) - (a->part.n < b->part.n);
    return (order > 0) - (order < 0);
}

/* Canonical texts whose points stand at one place are in the order of their bytes. */
int decimal_compare(struct slice a, struct slice b)
{
    bool negative = slice_take(&a, '-');
    if (negative != slice_take(&b, '-'))
        return negative ? -1 : 1;
    size_t whole = slice_span(a, 0, byte_is_digit), other = slice_span(b, 0, byte_is_digit), common = a.n < b.n ? a.n : b.n;
    int order = whole != other ? (whole > other) - (whole < other) : memcmp(a.p, b.p, common);
    if (order == 0)
        order = (a.n > b.n) - (a.n < b.n);
    return negative ? (order < 0) - (order > 0) : (order > 0) - (order < 0);
}

/* Digits of |a| + |b|, or |a| - |b| where |a| >= |b|, into row: whole digits first, then part digits. */
static void magnitude_combine(const struct number *a, const struct number *b, bool subtract, int64_t whole,
                              int64_t part, char *row)
{
    int carry = 0;
    for (int64_t i = whole + part - 1; i >= 0; i--) {
        int64_t place = i - whole; /* of the digit after the point; negative before it */
        int x = digit_at(a, place + (int64_t)a->whole.n) - '0';
        int y = digit_at(b, place + (int64_t)b->whole.n) - '0';
        int digit = subtract ? x - y - carry : x + y + carry;
        carry = digit < 0 || digit > 9;
        if (carry)
            digit += subtract ? 10 : -10;
        row[i] = (char)('0' + digit);
    }
}

/* Appends x + y. */
static void number_add(struct number x, struct number y, struct buf *out)
{
    bool subtract = x.negative != y.negative;
    if (subtract && magnitude_compare(&x, &y) < 0) {
        struct number swap = x;
        x = y;
        y = swap;
    }
    int64_t whole = (int64_t)(x.whole.n > y.whole.n ? x.whole.n : y.whole.n) + 1;
    int64_t part = (int64_t)(x.part.n > y.part.n ? x.part.n : y.part.n);
    char few[128];
    char *row = whole + part <= (int64_t)sizeof(few) ? few : memory_new((size_t)(whole + part));
    magnitude_combine(&x, &y, subtract, whole, part, row);
    struct number sum = {
        .negative = x.negative,
        .whole = { row, (size_t)whole },
        .part = { row + whole, (size_t)part },
    };
    number_write(&sum, INT64_MAX, out);
    if (row != few)
        free(row);
}

void decimal_add(struct slice a, struct slice b, struct buf *out)
{
    number_add(number_of(a), number_of(b), out);
}

void decimal_subtract(struct slice a, struct slice b, struct buf *out)
{
    struct number negated = number_of(b);
    negated.negative = !negated.negative;
    number_add(number_of(a), negated, out);
}

void decimal_shift(struct slice a, int exponent, struct buf *out)
{
    struct number number = number_of(a);
    number.exponent = exponent;
    number_write(&number, INT64_MAX, out);
}

bool decimal_integer(struct slice canonical, int64_t *out)
{
    bool negative = slice_take(&canonical, '-');
    int64_t value = 0;
    if (canonical.n == 0)
        return false;
    for (size_t i = 0; i < canonical.n; i++) {
        if (!byte_is_digit(canonical.p[i]))
            return false;
        /* Built below zero, where INT64_MIN has its place. */
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, canonical.p[i] - '0', &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

bool decimal_small(struct slice text, int *out)
{
    int64_t value = 0;
    bool negative = slice_take(&text, '-');
    for (size_t i = 0; i < text.n && value <= INT32_MAX; i++) {
        if (!byte_is_digit(text.p[i]))
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    if (!text.n || value > INT32_MAX)
        return false;
    *out = (int)(negative ? -value : value);
    return true;
}

void decimal_seconds(int64_t microseconds, struct buf *out)
{
    char whole[24];
    snprintf(whole, sizeof(whole), "%" PRId64, microseconds);
    struct number number = number_of(slice_of(whole));
    number.exponent = -6;
    number_write(&number, DECIMAL_MAX_DIGITS, out);
}
