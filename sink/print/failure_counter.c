/* failure_counter.c - the failures of what was read; see failure_counter.h. */
#include "failure_counter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "table_rows.h"

enum { SLOTS = 2 * FAILURES_KEPT }; /* one is always free */

/* The slot of the hash, or the free one where it belongs. The hash is of XXH3: its digits are spread as they are. */
static struct counted_failure *slot_of(struct failure_counter *counter, struct slice hash)
{
    size_t at = 0;
    for (size_t i = 0; i < 3 && i < hash.n; i++)
        at = at * 16 + (size_t)(byte_is_digit(hash.p[i]) ? hash.p[i] - '0' : hash.p[i] - 'a' + 10);
    for (at %= SLOTS; counter->row[at].n && !slice_eq(slice_of(counter->row[at].hash), hash); at = (at + 1) % SLOTS)
        ;
    return &counter->row[at];
}

static struct slice text_at(const struct record *record, int field)
{
    return record->cell[field].present ? record->cell[field].text : SLICE("");
}

static struct slice example_keep(struct arena *arena, const struct record *log)
{
    struct buf text = { 0 };
    buf_slice(&text, text_at(log, LOG_source));
    if (log->cell[LOG_failure_line].present)
        buf_printf(&text, ":%" PRId64, log->cell[LOG_failure_line].num);
    struct slice kept = arena_keep(arena, buf_view(&text));
    buf_free(&text);
    return kept;
}

static void counted_set(struct failure_counter *counter, struct counted_failure *row, struct slice hash, const struct record *log)
{
    memcpy(row->hash, hash.p, hash.n);
    row->title = arena_keep(&counter->arena, text_at(log, LOG_failure_title));
    row->at = arena_keep(&counter->arena, text_at(log, LOG_failure_at));
    row->example = example_keep(&counter->arena, log);
    row->order = counter->n++;
}

void failure_counter_add(struct failure_counter *counter, const struct record *log)
{
    struct slice hash = text_at(log, LOG_failure);
    if (hash.n != sizeof(counter->row->hash) - 1)
        return;
    if (!counter->row)
        counter->row = memory_zeroed(sizeof(*counter->row) * SLOTS);
    struct counted_failure *row = slot_of(counter, hash);
    counter->attempts++;
    if (!row->n && counter->n == FAILURES_KEPT) {
        counter->others++;
        return;
    }
    if (!row->n)
        counted_set(counter, row, hash, log);
    row->n++;
}

static int counted_compare(const void *a, const void *b)
{
    const struct counted_failure *x = *(const struct counted_failure *const *)a, *y = *(const struct counted_failure *const *)b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* A place that can be opened is shown whole, however long it is. */
static void whole_line(struct terminal *terminal, enum style style, struct slice text)
{
    enum { LONGEST = 1 << 16 };
    int width = terminal->width;
    if (!text.n)
        return;
    terminal->width = LONGEST;
    terminal_at(terminal, ROW_INDENT);
    terminal_rest(terminal_style(terminal, style), text);
    terminal_line(terminal);
    terminal->width = width;
}

static void counted_show(const struct counted_failure *row, struct terminal *terminal)
{
    char count[24];
    snprintf(count, sizeof(count), "%" PRId64, row->n);
    terminal_right(terminal_style(terminal, STYLE_bold), slice_of(count), ROW_INDENT - 2);
    terminal_wrap(terminal_style(terminal, STYLE_red), ROW_INDENT, row->title);
    whole_line(terminal, STYLE_plain, row->at);
    whole_line(terminal, STYLE_dim, row->example);
}

static void heading_show(const struct failure_counter *counter, struct terminal *terminal)
{
    terminal_line(terminal);
    terminal_printf(terminal_style(terminal, STYLE_bold), "%" PRId64 "%s %s", counter->n, counter->others ? "+" : "", counter->n == 1 ? "failure" : "failures");
    terminal_printf(terminal, " in %" PRId64 " %s", counter->attempts, counter->attempts == 1 ? "attempt" : "attempts");
    terminal_line(terminal);
}

void failure_counter_show(const struct failure_counter *counter, struct terminal *terminal)
{
    const struct counted_failure **row = memory_new(sizeof(*row) * SLOTS);
    int64_t n = 0, shown = 0;
    for (int i = 0; counter->row && i < SLOTS; i++)
        if (counter->row[i].n)
            row[n++] = &counter->row[i];
    qsort(row, (size_t)n, sizeof(*row), counted_compare);
    if (n > 0)
        heading_show(counter, terminal);
    for (int64_t i = 0; i < n && i < FAILURES_SHOWN; i++) {
        counted_show(row[i], terminal);
        shown += row[i]->n;
    }
    if (shown < counter->attempts) {
        terminal_at(terminal, ROW_INDENT);
        terminal_printf(terminal_style(terminal, STYLE_dim), "... %" PRId64 "%s more in %" PRId64 " attempts", n - FAILURES_SHOWN, counter->others ? "+" : "",
                        counter->attempts - shown);
        terminal_line(terminal);
    }
    free(row);
}

void failure_counter_free(struct failure_counter *counter)
{
    free(counter->row);
    arena_free(&counter->arena);
    *counter = (struct failure_counter){ 0 };
}
