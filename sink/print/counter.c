/* counter.c - counts by name; see counter.h. */
#include "counter.h"

#include <stdlib.h>

#include "parser/text/utf8.h"

static void text_set(char *to, size_t size, struct slice text)
{
    struct slice cut = utf8_cut(text, size - 1);
    memcpy(to, cut.p ? cut.p : "", cut.n);
    to[cut.n] = '\0';
}

static struct counter_row *row_find(const struct counter *counter, const char *name)
{
    for (size_t i = 0; i < counter->n; i++)
        if (strcmp(counter->row[i].name, name) == 0)
            return &counter->row[i];
    return NULL;
}

static struct counter_row *row_add(struct counter *counter)
{
    if (counter->n == counter->cap) {
        counter->cap = counter->cap ? 2 * counter->cap : 16;
        counter->row = memory_resize(counter->row, counter->cap * sizeof(*counter->row));
    }
    return &counter->row[counter->n++];
}

void counter_add(struct counter *counter, struct slice name, struct slice severity, int64_t n)
{
    struct counter_row fresh = { .n = n };
    text_set(fresh.name, sizeof(fresh.name), name);
    text_set(fresh.severity, sizeof(fresh.severity), severity);
    struct counter_row *row = row_find(counter, fresh.name);
    if (!row && counter->n >= COUNTER_MAX) {
        fresh = (struct counter_row){ .name = "others", .n = n };
        row = row_find(counter, fresh.name);
    }
    if (row)
        row->n += n;
    else
        *row_add(counter) = fresh;
}

void counter_merge(struct counter *counter, const struct counter *other)
{
    for (size_t i = 0; i < other->n; i++)
        counter_add(counter, slice_of(other->row[i].name), slice_of(other->row[i].severity), other->row[i].n);
}

const char *counter_severity(const struct counter *counter, struct slice name)
{
    char text[COUNTER_NAME];
    text_set(text, sizeof(text), name);
    const struct counter_row *row = row_find(counter, text);
    return row ? row->severity : "";
}

static int row_compare(const void *a, const void *b)
{
    const struct counter_row *x = a, *y = b;
    if (!*x->severity != !*y->severity)
        return *x->severity ? -1 : 1;
    int order = strcmp(x->severity, y->severity);
    if (order)
        return order;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

void counter_sort(struct counter *counter)
{
    if (counter->n > 0)
        qsort(counter->row, counter->n, sizeof(*counter->row), row_compare);
}

void counter_reset(struct counter *counter)
{
    counter->n = 0;
}

void counter_free(struct counter *counter)
{
    free(counter->row);
    *counter = (struct counter){ 0 };
}
