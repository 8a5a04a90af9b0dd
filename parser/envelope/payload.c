/* payload.c - the words of an envelope; see payload.h. */
#include "payload.h"

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

bool payload_time(struct slice text, struct payload *out)
{
    struct timestamp stamp;
    if (timestamp_parse(text, &stamp))
        out->time = stamp.micros;
    else if (!epoch_read(text, &out->time))
        return false;
    out->has_time = true;
    return true;
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
    return slice_eq(word, SLICE("P")) || slice_eq(word, SLICE("true"));
}
