/* rules_file.c - thresholds from a file in the columns of table threshold (--thresholds). */
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
    int64_t line[THRESHOLD__N]; /* where each threshold stood, 0 = nowhere yet */
};

/* Rows of other names are thresholds of the views: they mean nothing to one log. */
static bool threshold_take(void *context, const struct csv_row *row)
{
    struct reading *reading = context;
    struct slice name = row->value[COLUMN_name], value = row->value[COLUMN_value];
    int threshold = rules_threshold_find(name);
    if (!rules_threshold_ours(name))
        return name.n ? true : csv_refuse(row, COLUMN_name, "name is empty");
    const char *wrong = rules_threshold_set(reading->rules, name, value);
    if (wrong)
        return csv_refuse(row, threshold < 0 ? COLUMN_name : COLUMN_value, "%.*s: %s", SLICE_ARG(slice_part(threshold < 0 ? name : value, 0, 64)), wrong);
    if (reading->line[threshold])
        return csv_refuse(row, COLUMN_name, "%.*s stands on line %lld already", SLICE_ARG(name), (long long)reading->line[threshold]);
    reading->line[threshold] = row->line;
    return true;
}

bool rules_read(struct rules *rules, const char *path, struct report *report)
{
    struct reading reading = { .rules = rules };
    if (!csv_file_read(path, columns, sizeof(columns) / sizeof(*columns), report, threshold_take, &reading))
        return false;
    const char *wrong = rules_settle(rules);
    if (wrong)
        complain(report, COMPLAINT_bad_thresholds, NULL, "%s: %s", path, wrong);
    return !wrong;
}
