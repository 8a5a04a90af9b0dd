/* payload.c - the words of an envelope; see payload.h. */
#include "payload.h"

#include <stdio.h>

#include "parser/text/timestamp.h"

/* Microseconds of an epoch in seconds (10 digits), or in thousandths, millionths or billionths of them; a fraction may follow. */
static bool epoch_read(struct slice text, int64_t *micros)
{
    int64_t value = 0;
    size_t whole = 0;
    while (whole < text.n && byte_is_digit(text.p[whole]))
        whole++;
    if (whole < 9 || whole > 19 || (whole < text.n && text.p[whole] != '.'))
        return false;
    size_t second = whole - (whole <= 11 ? 0 : whole <= 14 ? 3 : whole <= 17 ? 6 : 9), n = 0, wanted = second + 6; /* second: digits of whole seconds */
    for (size_t i = 0; i < text.n && n < wanted && (i == whole || byte_is_digit(text.p[i])); i++)
        if (i != whole) {
            value = value * 10 + (text.p[i] - '0');
            n++;
        }
    for (; n < wanted; n++)
        value *= 10;
    *micros = value;
    return true;
}

/* Kibana's own spelling, "Apr 29, 2026 @ 11:35:02.123", taken as UTC (its setting dateFormat:tz says which zone it has). */
static bool kibana_read(struct slice text, struct timestamp *stamp)
{
    char iso[32], name[4] = "";
    int day, year, clock = 0;
    char line[48] = "";
    if (text.n < 20 || text.n >= sizeof(line))
        return false;
    memcpy(line, text.p, text.n);
    if (sscanf(line, "%3[A-Za-z] %2d, %4d @ %n", name, &day, &year, &clock) < 3 || !clock)
        return false;
    unsigned month = timestamp_month(slice_of(name));
    if (!month)
        return false;
    int n = snprintf(iso, sizeof(iso), "%04d-%02u-%02dT%.15s", year, month, day, line + clock);
    return n > 0 && (size_t)n < sizeof(iso) && timestamp_parse(slice_of(iso), stamp);
}

/* "4/29/2026, 11:35:02.123 AM" of Azure's portal, whose columns say [UTC]. */
static bool portal_read(struct slice text, struct timestamp *stamp)
{
    char iso[40], line[40] = "", fraction[12] = "", half[3] = "";
    int month, day, year, hour, minute, second;
    if (text.n < 20 || text.n >= sizeof(line))
        return false;
    memcpy(line, text.p, text.n);
    if (sscanf(line, "%2d/%2d/%4d, %2d:%2d:%2d%11[.0-9 ]%2[APM]", &month, &day, &year, &hour, &minute, &second, fraction, half) < 8 || hour < 1 || hour > 12)
        return false;
    int n = snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d:%02d%.*s", year, month, day, hour % 12 + (half[0] == 'P' ? 12 : 0), minute, second,
                     (int)strcspn(fraction, " "), fraction);
    return n > 0 && (size_t)n < sizeof(iso) && timestamp_parse(slice_of(iso), stamp);
}

bool payload_time(struct slice text, struct payload *out)
{
    struct timestamp stamp;
    if (timestamp_parse(text, &stamp) || kibana_read(text, &stamp) || portal_read(text, &stamp))
        out->time = stamp.micros;
    else if (!epoch_read(text, &out->time))
        return false;
    out->has_time = true;
    return true;
}

int payload_nanos(struct slice text)
{
    enum { EPOCH = 19, MICROS = 6, BELOW = 3 }; /* digits */
    size_t dot = slice_index(text, '.');
    struct slice digits = dot == (size_t)-1 ? text : slice_from(text, dot + 1);
    size_t n = slice_span(digits, 0, byte_is_digit), first = dot == (size_t)-1 ? EPOCH - BELOW : MICROS;
    int nanos = 0;
    if (dot == (size_t)-1 && n != EPOCH)
        return 0;
    for (size_t i = first; i < first + BELOW; i++)
        nanos = nanos * 10 + (i < n ? digits.p[i] - '0' : 0);
    return nanos;
}

void payload_channel(struct slice word, struct payload *out)
{
    if (slice_eq(word, SLICE("stdout")))
        out->channel = OUTPUT_stdout;
    else if (slice_eq(word, SLICE("stderr")))
        out->channel = OUTPUT_stderr;
}

bool payload_is_piece(struct slice word)
{
    return slice_eq(word, SLICE("P")) || slice_eq(word, SLICE("true")) || slice_eq(word, SLICE("line-max")); /* CRI, Docker, journald's _LINE_BREAK */
}
