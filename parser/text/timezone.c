/* timezone.c - reads naive stamps in a zone: TZif files (RFC 8536) of the system's zoneinfo folder. The C library's
 * own way (TZ, tzset, mktime) is one global state for the whole program and slow; this is a table and a search.
 * Refuses names that leave the folder, and files that count leap seconds (right/...). */
#include "timestamp.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "posixzone.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"

enum { ZONE_FILE_MOST = 256 * 1024, YEAR_LAST = 2262 };

/* From this wall clock on (seconds, read as if UTC) the zone is offset seconds east of UTC. */
struct step {
    int64_t wall;
    int64_t offset;
};

struct timezone_rule {
    int64_t offset; /* before the first step */
    struct step *step;
    size_t n;
};

/* One data block of a TZif file. */
struct tzif {
    const unsigned char *times, *types, *infos;
    size_t n_times, n_types, length;
};

static int64_t big_endian(const unsigned char *p, size_t n)
{
    uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | p[i];
    return (int64_t)value;
}

/* The block at the beginning of file, its times wide bytes each; false when it is none that we can use. */
static bool tzif_read(struct slice file, size_t wide, struct tzif *out)
{
    const unsigned char *p = (const unsigned char *)file.p;
    if (file.n < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    size_t count[6]; /* isut, isstd, leap, time, type, char */
    for (size_t i = 0; i < 6; i++) {
        count[i] = (size_t)big_endian(p + 20 + 4 * i, 4);
        if (count[i] > ZONE_FILE_MOST)
            return false;
    }
    *out = (struct tzif){ .times = p + 44, .n_times = count[3], .n_types = count[4] };
    out->length = 44 + (wide + 1) * count[3] + 6 * count[4] + count[5] + (wide + 4) * count[2] + count[1] + count[0];
    if (out->length > file.n || count[2] != 0 || count[4] == 0)
        return false;
    out->types = out->times + wide * count[3];
    out->infos = out->types + count[3];
    for (size_t i = 0; i < count[3]; i++)
        if (out->types[i] >= count[4])
            return false;
    return true;
}

/* The zone goes over from one offset to the next at a UTC instant. The hour that is there twice belongs to the old
 * offset (its first time), the hour that never was too (which makes it the later instant). */
static void step_add(struct timezone_rule *rule, int64_t utc, int64_t offset)
{
    int64_t before = rule->n ? rule->step[rule->n - 1].offset : rule->offset;
    if (offset == before)
        return;
    rule->step[rule->n++] = (struct step){ utc + (before > offset ? before : offset), offset };
}

static void steps_of_footer(struct timezone_rule *rule, const struct posixzone *zone, int64_t last)
{
    for (int year = 1970; year <= YEAR_LAST; year++) {
        struct posixzone_change change[2];
        posixzone_year(zone, year, change);
        for (int i = 0; i < 2; i++)
            if (change[i].utc > last)
                step_add(rule, change[i].utc, change[i].offset);
    }
}

static bool rule_fill(struct timezone_rule *rule, struct slice file)
{
    struct tzif old, block;
    if (!tzif_read(file, 4, &old) || file.p[4] < '2' || !tzif_read(slice_from(file, old.length), 8, &block))
        return false;
    rule->step = memory_new((block.n_times + 2 * (YEAR_LAST - 1970 + 1)) * sizeof(*rule->step));
    rule->offset = big_endian(block.infos, 4);
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < block.n_times; i++) {
        last = big_endian(block.times + 8 * i, 8);
        if (last > -(INT64_C(1) << 40)) /* "big bang" times of old files would overflow, and decide nothing */
            step_add(rule, last, big_endian(block.infos + 6 * block.types[i], 4));
        else
            rule->offset = big_endian(block.infos + 6 * block.types[i], 4);
    }
    struct slice footer = slice_trim(slice_from(file, old.length + block.length));
    struct posixzone zone;
    if (footer.n == 0)
        return true;
    if (!posixzone_parse(footer, &zone))
        return false;
    if (zone.dst)
        steps_of_footer(rule, &zone, last);
    else
        step_add(rule, last == INT64_MIN ? 0 : last, zone.offset);
    return true;
}

/* Names of zones hold no dot, so none leads out of the folder. */
static bool name_is_safe(const char *name)
{
    if (!byte_is_letter(name[0]))
        return false;
    for (const char *p = name; *p; p++)
        if (!byte_is_letter(*p) && !byte_is_digit(*p) && !strchr("_+-/", *p))
            return false;
    return true;
}

static bool file_read(const char *name, struct buf *out)
{
    struct buf path = { 0 };
    buf_printf(&path, ZONE_FOLDER "%s", name);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    buf_free(&path);
    if (fd < 0)
        return false;
    ssize_t n = 1;
    while (n > 0 && out->n < ZONE_FILE_MOST && buf_reserve(out, 4096)) {
        n = read(fd, out->p + out->n, 4096);
        out->n += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    return n == 0;
}

/* "+HH:MM" and "+HHMM", read as the zone of a stamp is. */
static bool offset_parse(const char *name, int64_t *offset)
{
    struct buf text = { 0 };
    struct timestamp stamp = { 0 };
    buf_printf(&text, "1970-01-02T00:00:00%s", name);
    bool sound = (name[0] == '+' || name[0] == '-') && timestamp_parse(buf_view(&text), &stamp) && stamp.zoned;
    buf_free(&text);
    *offset = 86400 - stamp.micros / 1000000;
    return sound;
}

struct timezone_rule *timezone_open(const char *name)
{
    struct timezone_rule rule = { 0 };
    bool sound = strcmp(name, "UTC") == 0 || offset_parse(name, &rule.offset);
    if (!sound) {
        rule.offset = 0;
        struct buf file = { 0 };
        sound = name_is_safe(name) && file_read(name, &file) && rule_fill(&rule, buf_view(&file));
        buf_free(&file);
    }
    if (!sound) {
        free(rule.step);
        return NULL;
    }
    struct timezone_rule *out = memory_new(sizeof(*out));
    *out = rule;
    return out;
}

int64_t timezone_to_utc(const struct timezone_rule *rule, int64_t naive)
{
    int64_t wall = naive / 1000000 - (naive % 1000000 < 0);
    size_t low = 0, high = rule->n; /* steps before low have begun, steps from high on have not */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rule->step[middle].wall <= wall)
            low = middle + 1;
        else
            high = middle;
    }
    return naive - (low ? rule->step[low - 1].offset : rule->offset) * 1000000;
}

void timezone_close(struct timezone_rule **rule)
{
    if (*rule)
        free((*rule)->step);
    free(*rule);
    *rule = NULL;
}
