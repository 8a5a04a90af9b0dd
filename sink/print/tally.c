/* tally.c - counts by name; see tally.h. */
#include "tally.h"

#include <stdlib.h>

#include "parser/text/json.h"

static void text_set(char *to, size_t size, struct slice text)
{
    struct slice cut = utf8_cut(text, size - 1);
    memcpy(to, cut.p ? cut.p : "", cut.n);
    to[cut.n] = '\0';
}

static struct tally_row *row_find(const struct tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->n; i++)
        if (strcmp(tally->row[i].name, name) == 0)
            return &tally->row[i];
    return NULL;
}

static struct tally_row *row_add(struct tally *tally)
{
    if (tally->n == tally->cap) {
        tally->cap = tally->cap ? 2 * tally->cap : 16;
        tally->row = memory_resize(tally->row, tally->cap * sizeof(*tally->row));
    }
    return &tally->row[tally->n++];
}

void tally_add(struct tally *tally, struct slice name, struct slice severity, int64_t n)
{
    struct tally_row fresh = { .n = n };
    text_set(fresh.name, sizeof(fresh.name), name);
    text_set(fresh.severity, sizeof(fresh.severity), severity);
    struct tally_row *row = row_find(tally, fresh.name);
    if (!row && tally->n >= TALLY_MAX) {
        fresh = (struct tally_row){ .name = "others", .n = n };
        row = row_find(tally, fresh.name);
    }
    if (row)
        row->n += n;
    else
        *row_add(tally) = fresh;
}

void tally_merge(struct tally *tally, const struct tally *other)
{
    for (size_t i = 0; i < other->n; i++)
        tally_add(tally, slice_of(other->row[i].name), slice_of(other->row[i].severity), other->row[i].n);
}

const char *tally_severity(const struct tally *tally, struct slice name)
{
    char text[TALLY_NAME];
    text_set(text, sizeof(text), name);
    const struct tally_row *row = row_find(tally, text);
    return row ? row->severity : "";
}

static int row_compare(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;
    if (!*x->severity != !*y->severity)
        return *x->severity ? -1 : 1;
    int order = strcmp(x->severity, y->severity);
    if (order)
        return order;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

void tally_sort(struct tally *tally)
{
    if (tally->n > 0)
        qsort(tally->row, tally->n, sizeof(*tally->row), row_compare);
}

void tally_reset(struct tally *tally)
{
    tally->n = 0;
}

void tally_free(struct tally *tally)
{
    free(tally->row);
    *tally = (struct tally){ 0 };
}
