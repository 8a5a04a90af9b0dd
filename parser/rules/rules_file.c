/* rules_file.c - limits from a file in the columns of table threshold (--thresholds). */
#include "parser/input/csv_file.h"
#include "rules.h"

enum { COLUMN_name, COLUMN_value };

/* The table's columns: what \copy writes can be read back. */
static const struct csv_column columns[] = {
    { "name", true }, { "value", true }, { "signal", false }, { "family", false }, { "metric", false },
    { "level", false }, { "op", false }, { "unit", false }, { "meaning", false },
};

struct reading {
    struct rules *rules;
    int64_t line[LIMIT__N]; /* where each limit stood, 0 = nowhere yet */
};

/* Rows of other names are limits of the views: they mean nothing to one log. */
static bool limit_take(void *context, const struct csv_row *row)
{
    struct reading *reading = context;
    struct slice name = row->value[COLUMN_name], value = row->value[COLUMN_value];
    int limit = rules_limit_find(name);
    if (!rules_limit_ours(name))
        return name.n ? true : csv_refuse(row, COLUMN_name, "name is empty");
    const char *wrong = rules_limit_set(reading->rules, name, value);
    if (wrong)
        return csv_refuse(row, limit < 0 ? COLUMN_name : COLUMN_value, "%.*s: %s", SLICE_ARG(slice_part(limit < 0 ? name : value, 0, 64)), wrong);
    if (reading->line[limit])
        return csv_refuse(row, COLUMN_name, "%.*s stands on line %lld already", SLICE_ARG(name), (long long)reading->line[limit]);
    reading->line[limit] = row->line;
    return true;
}

bool rules_read(struct rules *rules, const char *path, struct report *report)
{
    struct reading reading = { .rules = rules };
    if (!csv_file_read(path, columns, sizeof(columns) / sizeof(*columns), report, limit_take, &reading))
        return false;
    const char *wrong = rules_settle(rules);
    if (wrong)
        complain(report, COMPLAINT_bad_limits, NULL, "%s: %s", path, wrong);
    return !wrong;
}
