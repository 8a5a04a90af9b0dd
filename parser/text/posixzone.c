/* posixzone.c - POSIX's TZ notation: reading it, and the instants of its changes in a year. */
#include "posixzone.h"

/* A number of one to three digits from least to most. */
static bool number_take(struct slice *rest, int least, int most, int *out)
{
    size_t n = 0;
    for (*out = 0; n < rest->n && n < 3 && byte_is_digit(rest->p[n]); n++)
        *out = *out * 10 + (rest->p[n] - '0');
    *rest = slice_from(*rest, n);
    return n > 0 && *out >= least && *out <= most;
}

/* An abbreviation: letters, or anything within <>. */
static bool name_take(struct slice *rest)
{
    if (slice_take(rest, '<')) {
        struct slice name;
        return slice_cut(rest, '>', &name) && name.n > 0;
    }
    size_t n = slice_span(*rest, 0, byte_is_letter);
    *rest = slice_from(*rest, n);
    return n > 0;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool clock_take(struct slice *rest, int64_t *out)
{
    int hour, minute = 0, second = 0;
    bool negative = slice_take(rest, '-');
    if (!negative)
        slice_take(rest, '+');
    if (!number_take(rest, 0, 167, &hour))
        return false;
    if (slice_take(rest, ':') && !number_take(rest, 0, 59, &minute))
        return false;
    if (slice_take(rest, ':') && !number_take(rest, 0, 59, &second))
        return false;
    *out = (int64_t)hour * 3600 + minute * 60 + second;
    if (negative)
        *out = -*out;
    return true;
}

static bool day_take(struct slice *rest, struct posixzone_rule *out)
{
    if (slice_take(rest, 'M')) {
        out->form = 'M';
        return number_take(rest, 1, 12, &out->month) && slice_take(rest, '.') && number_take(rest, 1, 5, &out->week) &&
               slice_take(rest, '.') && number_take(rest, 0, 6, &out->day);
    }
    out->form = slice_take(rest, 'J') ? 'J' : 'n';
    return number_take(rest, out->form == 'J', 365, &out->day);
}

static bool rule_take(struct slice *rest, struct posixzone_rule *out)
{
    *out = (struct posixzone_rule){ .clock = 2 * 3600 };
    if (!slice_take(rest, ',') || !day_take(rest, out))
        return false;
    return !slice_take(rest, '/') || clock_take(rest, &out->clock);
}

bool posixzone_parse(struct slice text, struct posixzone *out)
{
    *out = (struct posixzone){ 0 };
    if (!name_take(&text) || !clock_take(&text, &out->offset))
        return false;
    out->offset = -out->offset; /* POSIX counts to the west */
    if (text.n == 0)
        return true;
    out->dst = true;
    out->dst_offset = out->offset + 3600;
    if (!name_take(&text))
        return false;
    if (text.n && text.p[0] != ',') {
        if (!clock_take(&text, &out->dst_offset))
            return false;
        out->dst_offset = -out->dst_offset;
    }
    return rule_take(&text, &out->start) && rule_take(&text, &out->end) && text.n == 0;
}

static bool year_is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01 to the first of January. */
static int64_t year_day(int year)
{
    int past = year - 1;
    return (int64_t)past * 365 + past / 4 - past / 100 + past / 400 - 719162;
}

static int month_length(int month, bool leap)
{
    return month == 2 ? 28 + leap : 30 + ((month ^ (month >> 3)) & 1);
}

/* Days from 1970-01-01 to the rule's day in that year. */
static int64_t rule_day(const struct posixzone_rule *rule, int year)
{
    bool leap = year_is_leap(year);
    int64_t first = year_day(year);
    if (rule->form == 'n')
        return first + rule->day;
    if (rule->form == 'J')
        return first + rule->day - 1 + (leap && rule->day >= 60);
    for (int month = 1; month < rule->month; month++)
        first += month_length(month, leap);
    int weekday = (int)((first + 4) % 7); /* 1970-01-01 was a Thursday */
    int day = (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
    if (day >= month_length(rule->month, leap))
        day -= 7;
    return first + day;
}

void posixzone_year(const struct posixzone *zone, int year, struct posixzone_change out[2])
{
    struct posixzone_change start = {
        rule_day(&zone->start, year) * 86400 + zone->start.clock - zone->offset,
        zone->dst_offset,
    };
    struct posixzone_change end = {
        rule_day(&zone->end, year) * 86400 + zone->end.clock - zone->dst_offset,
        zone->offset,
    };
    bool north = start.utc <= end.utc;
    out[0] = north ? start : end;
    out[1] = north ? end : start;
}
