/* varying.c - what varies from one case of an error to the next; see varying.h. */
#include "varying.h"

#include "parser/catalogue/failures.h"
#include "parser/text/timestamp.h"

static bool is_hex(char c)
{
    return byte_is_digit(c) || (byte_lower(c) >= 'a' && byte_lower(c) <= 'f');
}

static bool is_alnum(char c)
{
    return byte_is_letter(c) || byte_is_digit(c);
}

/* Bytes of the characters' first: U+0080 to U+00BF and U+2000 to U+2FFF are signs, not letters; so are those beyond U+FFFF. */
size_t word_character(struct slice text, size_t at)
{
    unsigned char c = at < text.n ? (unsigned char)text.p[at] : 0;
    size_t n = 1;
    if (c < 0x80)
        return is_alnum((char)c);
    if (c < 0xc3 || c == 0xe2 || c >= 0xf0)
        return 0;
    while (at + n < text.n && ((unsigned char)text.p[at + n] & 0xc0) == 0x80)
        n++;
    return n;
}

static bool word_follows(struct slice text, size_t at)
{
    return word_character(text, at) != 0;
}

/* Whether the pattern stands at `at`: 'd' a digit, 'D' one or a blank, 'h' a hex digit, 'w' a letter, other bytes themselves; its length, 0 = no. */
static size_t shape(struct slice text, size_t at, const char *pattern)
{
    size_t n = 0;
    for (; pattern[n]; n++) {
        char c = at + n < text.n ? text.p[at + n] : 0;
        bool holds = pattern[n] == 'd'   ? byte_is_digit(c)
                     : pattern[n] == 'D' ? byte_is_digit(c) || c == ' '
                     : pattern[n] == 'h' ? is_hex(c)
                     : pattern[n] == 'w' ? byte_is_letter(c)
                                         : c == pattern[n];
        if (!holds)
            return 0;
    }
    return n;
}

size_t url_scheme(struct slice text, size_t at)
{
    size_t n = 0;
    while (n < 16 && at + n < text.n && (is_alnum(text.p[at + n]) || (n && text.p[at + n] == '+')))
        n++;
    return n > 1 && slice_starts(slice_from(text, at + n), SLICE("://")) ? n + 3 : 0;
}

static bool is_path_byte(char c)
{
    return !byte_is_blank(c) && c != '\'' && c != '"' && c != '`' && c != ')' && c != ']' && c != '>' && c != ',' && c != ';';
}

/* The folder at `at`; NULL: none of these. */
static const struct failure_words *temporary_folder(struct slice text, size_t at)
{
    bool within = at && (word_character(text, at - 1) || memchr("._-~*/}", text.p[at - 1], 7)); /* a longer path */
    return text.p[at] == '/' && !within ? failure_begins(&failure_temporary, slice_from(text, at)) : NULL;
}

static size_t temporary_kept(struct slice text, size_t at)
{
    return temporary_folder(text, at)->words.n;
}

static size_t temporary_length(struct slice text, size_t at)
{
    const struct failure_words *row = temporary_folder(text, at);
    size_t end = row ? slice_span(text, at + row->words.n, is_path_byte) : at;
    while (end > at && (text.p[end - 1] == '.' || text.p[end - 1] == ':'))
        end--;
    return row && end > at + row->words.n ? end - at : 0;
}

static bool is_address_byte(char c)
{
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

static size_t email_length(struct slice text, size_t at)
{
    struct slice window = slice_part(text, 0, at + 64);
    size_t sign = slice_span(window, at, is_address_byte);
    if (sign == at || sign >= window.n || text.p[sign] != '@')
        return 0;
    size_t end = slice_span(slice_part(text, 0, sign + 256), sign + 1, is_address_byte);
    while (end > sign + 1 && text.p[end - 1] == '.')
        end--;
    return slice_index(slice_part(text, sign + 1, end), '.') < end - sign ? end - at : 0;
}

static size_t uuid_length(struct slice text, size_t at)
{
    size_t n = shape(text, at, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh");
    return n && !word_follows(text, at + n) ? n : 0;
}

/* Z, +hh, +hhmm, +hh:mm; also as file names spell it, +hh_mm. */
static size_t zone_length(struct slice text, size_t at)
{
    static const char *const zones[] = { "dd:dd", "dd_dd", "dddd", "dd" };
    if (at < text.n && text.p[at] == 'Z')
        return 1;
    for (size_t i = 0; at < text.n && (text.p[at] == '+' || text.p[at] == '-') && i < sizeof(zones) / sizeof(*zones); i++)
        if (shape(text, at + 1, zones[i]))
            return 1 + shape(text, at + 1, zones[i]);
    return 0;
}

/* The time of the day behind the date and its fraction. */
static size_t clock_length(struct slice text, size_t at)
{
    static const char *const clocks[] = { "dd:dd:dd", "dd_dd_dd", "dd-dd-dd", "dddddd", "dd:dd", "dd" };
    for (size_t i = 0; i < sizeof(clocks) / sizeof(*clocks); i++) {
        size_t n = shape(text, at, clocks[i]);
        if (!n || (at + n < text.n && byte_is_digit(text.p[at + n])) || (n == 2 && byte_lower(text.p[at - 1]) != 't'))
            continue;
        if (at + n + 1 < text.n && (text.p[at + n] == '.' || text.p[at + n] == ',') && byte_is_digit(text.p[at + n + 1]))
            n = slice_span(text, at + n + 1, byte_is_digit) - at;
        return n + zone_length(text, at + n);
    }
    return 0;
}

static size_t time_length(struct slice text, size_t at)
{
    size_t n = shape(text, at, "dddd-dd-dd");
    n = n ? n : shape(text, at, "dddd_dd_ddTdd") ? strlen("dddd_dd_dd") : 0;
    n = n ? n : shape(text, at, "ddddddddTdd") ? strlen("dddddddd") : 0;
    if (!n || (at + n < text.n && byte_is_digit(text.p[at + n])))
        return 0;
    bool joint = at + n < text.n && (text.p[at + n] == 'T' || text.p[at + n] == ' ' || text.p[at + n] == '_' || text.p[at + n] == 't');
    size_t clock = joint ? clock_length(text, at + n + 1) : 0;
    return clock ? n + 1 + clock : word_follows(text, at + n) ? 0 : n;
}

/* A date in words, as mail, HTTP and C's ctime write it, perhaps with the time of the day and its zone. */
static size_t worded_length(struct slice text, size_t at)
{
    static const struct { const char *shape; size_t month; } rows[] = {
        { "www, dd www dddd", 8 }, { "www www Dd dd:dd:dd dddd", 4 }, { "dd-www-dddd", 3 }, { "dd/www/dddd", 3 }, { "dd www dddd", 3 }, { "www dd, dddd", 0 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        size_t n = shape(text, at, rows[i].shape), clock;
        if (!n || word_follows(text, at + n) || !timestamp_month(slice_part(text, at + rows[i].month, at + rows[i].month + 3)))
            continue;
        clock = shape(text, at + n, ":dd:dd:dd");
        n += clock ? clock : shape(text, at + n, " dd:dd:dd");
        n += shape(text, at + n, " GMT") + shape(text, at + n, " UTC");
        size_t zone = at + n < text.n && text.p[at + n] == ' ' ? zone_length(text, at + n + 1) : 0;
        return zone > 2 ? n + 1 + zone : n;
    }
    return 0;
}

static size_t ip_length(struct slice text, size_t at)
{
    size_t end = at;
    for (int part = 0; part < 4; part++) {
        size_t digits = slice_span(text, end, byte_is_digit) - end;
        if (!digits || digits > 3 || (part < 3 && (end + digits >= text.n || text.p[end + digits] != '.')))
            return 0;
        end += digits + (part < 3);
    }
    bool more = end + 1 < text.n && text.p[end] == '.' && byte_is_digit(text.p[end + 1]);
    return more || word_follows(text, end) ? 0 : end - at;
}

static bool has_digit(struct slice text)
{
    size_t n = text.n;
    while (n > 0 && !byte_is_digit(text.p[n - 1]))
        n--;
    return n > 0;
}

/* IPv6: groups of hex digits, all eight or some left out at a "::", perhaps an IPv4 address as the last two. */
static size_t ip6_length(struct slice text, size_t at)
{
    size_t end = at, groups = 0, gaps = 0, digits = 0;
    for (;;) {
        size_t n = slice_span(text, end, is_hex) - end, four = gaps ? ip_length(text, end) : 0;
        if ((n > 4 && !four) || groups > 8 || gaps > 1)
            return 0;
        digits += n == 4 ? has_digit(slice_part(text, end, end + n)) : slice_span(text, end, byte_is_digit) > end; /* no "ec2::add" */
        groups += four ? 2 : n > 0;
        end += four ? four : n;
        if (four || end + 1 >= text.n || text.p[end] != ':' || !(is_hex(text.p[end + 1]) || text.p[end + 1] == ':'))
            break;
        size_t gap = shape(text, end, "::");
        if (!n && !gap)
            return 0;
        gaps += gap > 0;
        end += gap ? gap : 1;
    }
    bool whole = gaps == 1 ? groups && groups < 8 && digits : groups == 8 && !gaps;
    return whole && !word_follows(text, end) ? end - at : 0;
}

static size_t mac_length(struct slice text, size_t at)
{
    size_t n = shape(text, at, "hh:hh:hh:hh:hh:hh");
    return n && !word_follows(text, at + n) && !(at + n < text.n && text.p[at + n] == ':') ? n : 0;
}

static size_t address_length(struct slice text, size_t at)
{
    size_t end = text.p[at] == '0' && at + 2 < text.n && text.p[at + 1] == 'x' ? slice_span(text, at + 2, is_hex) : at;
    return end > at + 2 ? end - at : 0;
}

/* The word at `at`: its length; whether letters and digits mix in it. */
static size_t word_length(struct slice text, size_t at, bool *mixed, bool *hex)
{
    size_t end = slice_span(text, at, is_alnum);
    bool digits = false, letters = false;
    *hex = true;
    for (size_t i = at; i < end; i++) {
        digits |= byte_is_digit(text.p[i]);
        letters |= byte_is_letter(text.p[i]);
        *hex &= is_hex(text.p[i]);
    }
    *mixed = digits && letters;
    return word_follows(text, end) ? 0 : end - at;
}

static size_t hex_length(struct slice text, size_t at)
{
    bool mixed = false, hex = false;
    size_t n = word_length(text, at, &mixed, &hex);
    return n >= 8 && mixed && hex ? n : 0;
}

/* Letters and digits of which Kubernetes makes names: no vowel, no 0, 1 or 3. */
static bool is_pods(char c)
{
    return c && strchr("bcdfghjklmnpqrstvwxz2456789", c) != NULL;
}

/* The last word of a Deployment's pod, "-7d9f8b6c5-x2kzq": five characters behind the hash of its ReplicaSet. */
static size_t pod_length(struct slice text, size_t at)
{
    size_t from = at ? at - 1 : 0, end = slice_span(text, at, is_pods);
    bool digit = false;
    if (!at || text.p[from] != '-' || end - at != 5 || word_follows(text, end))
        return 0;
    for (; from > 0 && at - from <= 11 && is_pods(text.p[from - 1]); from--)
        digit |= byte_is_digit(text.p[from - 1]);
    bool hash = at - 1 - from >= 8 && at - 1 - from <= 10 && digit;
    return hash && from && text.p[from - 1] == '-' ? end - at : 0;
}

static size_t id_length(struct slice text, size_t at)
{
    bool mixed = false, hex = false;
    size_t n = at && (text.p[at - 1] == '-' || text.p[at - 1] == '_') ? word_length(text, at, &mixed, &hex) : 0;
    return n >= 6 && mixed ? n : pod_length(text, at);
}

/* A sign stands where no word, bracket or other sign ends. */
static bool is_sign(struct slice text, size_t at)
{
    if (text.p[at] != '-' && text.p[at] != '+')
        return false;
    return !at || byte_is_blank(text.p[at - 1]) || memchr("=([{,:;<'\"`", text.p[at - 1], 11) != NULL;
}

/* Digits and what may stand between them. */
static size_t digits_end(struct slice text, size_t at)
{
    size_t end = slice_span(text, at, byte_is_digit);
    while (end > at && end + 1 < text.n && memchr(".,_", text.p[end], 3) && byte_is_digit(text.p[end + 1]))
        end = slice_span(text, end + 1, byte_is_digit);
    return end;
}

static size_t exponent_length(struct slice text, size_t at)
{
    size_t from = at + 1;
    if (at >= text.n || byte_lower(text.p[at]) != 'e')
        return 0;
    from += from < text.n && (text.p[from] == '-' || text.p[from] == '+');
    size_t end = slice_span(text, from, byte_is_digit);
    return end > from ? end - at : 0;
}

static size_t number_length(struct slice text, size_t at)
{
    size_t from = at + is_sign(text, at), end = digits_end(text, from);
    if (end == from)
        return 0;
    end += exponent_length(text, end);
    size_t letters = slice_span(text, end, byte_is_letter);
    if (letters > end && failure_is(&failure_units, slice_part(text, end, letters)))
        end = letters;
    return word_follows(text, end) ? 0 : end - at;
}

const struct varying varying[] = {
    { temporary_length, "<id>", temporary_kept, "/tmp/tmpq8_zk1xw/out.csv" },
    { email_length, "<email>", NULL, "a.b@example.com" },
    { uuid_length, "<uuid>", NULL, "5f0c6e1a-8d1b-4a0e-9c55-3f1d2b7a9e01" },
    { time_length, "<time>", NULL, "2026-03-01T00:13:27+08:00" },
    { worded_length, "<time>", NULL, "Sun, 01 Mar 2026 10:00:07 GMT" },
    { ip6_length, "<ip>", NULL, "2001:db8::8a2e:370:7334" },
    { ip_length, "<ip>", NULL, "10.0.0.5" },
    { mac_length, "<hex>", NULL, "02:42:ac:11:00:02" },
    { address_length, "<hex>", NULL, "0x7f3a" },
    { hex_length, "<hex>", NULL, "d887538f94cd" },
    { number_length, "<n>", NULL, "-1e-05" },
    { id_length, "<id>", NULL, "-x2kzq7ab" },
};
const size_t varying_n = sizeof(varying) / sizeof(*varying);
