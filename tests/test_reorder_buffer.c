/* test_reorder_buffer.c - the external sort of a log's children: same order whatever the memory. The sink
 * compares what comes with what must come. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "sink/reorder/reorder_buffer.h"
#include "sink/reorder/sorted_runs.h"

/* What was put: the number is its arrival, which a stable sort by line must keep. */
struct put {
    int64_t line, arrival;
    size_t text;
};

struct check {
    struct sink sink;
    const struct put *expect;
    int64_t n, at, stop_at;
};

static struct cell log_cell[LOG__N];
static const struct record log_record = { &schemas[RECORD_log], log_cell };

static struct slice text_of(const struct put *put)
{
    static char text[1024 * 1024];
    memset(text, 'a' + (int)(put->arrival % 26), put->text);
    return (struct slice){ text, put->text };
}

static int check_put(struct sink *sink, const struct record *log, enum record_type type, struct slice packed)
{
    struct cell cells[EVENT__N];
    const struct record record = { &schemas[type], cells }, *child = &record;
    struct check *self = (struct check *)sink;
    cr_assert_eq(log, &log_record);
    cr_assert_lt(self->at, self->n);
    const struct put *expect = &self->expect[self->at++];
    cr_assert_eq(type, RECORD_event);
    cr_assert(record_unpack(packed, &(struct record){ &schemas[type], cells }));
    cr_assert_eq(child->cell[EVENT_line].num, expect->line);
    cr_assert_eq(child->cell[EVENT_seq].num, expect->arrival, "line %ld: %ld came, not %ld", (long)expect->line,
                 (long)child->cell[EVENT_seq].num, (long)expect->arrival);
    cr_assert(slice_eq(child->cell[EVENT_name].text, text_of(expect)));
    cr_assert_not(child->cell[EVENT_level].present);
    return self->at == self->stop_at ? -7 : 0;
}

static const struct sink_ops check_ops = { .name = "check", .put = check_put };

/* Encodes as the checking sink wants it: packed. */
static struct sink packing = { &check_ops };

static int put_event(struct reorder_buffer *buffer, const struct put *put)
{
    struct cell cell[EVENT__N] = { 0 };
    cell_num(&cell[EVENT_line], put->line);
    cell_num(&cell[EVENT_seq], put->arrival);
    cell_text(&cell[EVENT_name], text_of(put));
    return reorder_put(buffer, &packing, &(struct record){ &schemas[RECORD_event], cell });
}

static int by_line(const void *a, const void *b)
{
    const struct put *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->arrival < y->arrival ? -1 : x->arrival > y->arrival;
}

/* Puts n random events (few lines, so many are equal), drains, compares with a sort that keeps arrival. */
static void round_trip(struct reorder_buffer *buffer, int64_t n, int64_t lines, size_t widest)
{
    struct put *puts = memory_new((size_t)n * sizeof(*puts));
    for (int64_t i = 0; i < n; i++) {
        puts[i] = (struct put){ random() % lines, i, (size_t)random() % widest };
        cr_assert_eq(put_event(buffer, &puts[i]), 0);
    }
    cr_assert_eq(reorder_count(buffer), n);
    qsort(puts, (size_t)n, sizeof(*puts), by_line);
    struct check check = { .sink.ops = &check_ops, .expect = puts, .n = n };
    cr_assert_eq(reorder_drain(buffer, &check.sink, &log_record), 0);
    cr_assert_eq(check.at, n);
    cr_assert_eq(reorder_count(buffer), 0);
    free(puts);
}

Test(reorder_buffer, order_does_not_depend_on_memory)
{
    static const struct {
        size_t memory;
        int64_t n, lines;
        size_t widest;
    } cases[] = {
        { 1 << 20, 0, 1, 1 },       { 1 << 20, 1, 1, 1 },         { 1 << 20, 1000, 1, 8 },
        { 1 << 20, 1000, 9999, 8 }, { 1, 1, 1, 1 },               { 1, 300, 20, 8 },
        { 4096, 5000, 50, 200 },    { 4096, 5000, 1000000, 200 }, { 100, 10000, 3, 20 },
        { 65536, 20000, 500, 64 },  { 300 * 1024, 60, 5, 200000 },
    };
    struct report report = { .to = stderr };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        srandom((unsigned)i + 1);
        struct reorder_buffer *buffer = reorder_open(cases[i].memory, &report);
        round_trip(buffer, cases[i].n, cases[i].lines, cases[i].widest);
        round_trip(buffer, cases[i].n, cases[i].lines, cases[i].widest);
        reorder_close(&buffer);
        cr_assert_null(buffer);
    }
    cr_assert_eq(report.status, EXIT_kept);
}

Test(reorder_buffer, more_runs_than_can_be_merged_at_once_take_several_passes)
{
    struct report report = { .to = stderr };
    struct reorder_buffer *buffer = reorder_open(1, &report); /* each record is a run of its own: three passes */
    srandom(42);
    round_trip(buffer, (int64_t)MERGE_FAN * MERGE_FAN + 100, 1000, 12);
    reorder_close(&buffer);
}

Test(reorder_buffer, reset_forgets_memory_and_runs)
{
    struct report report = { .to = stderr };
    struct reorder_buffer *buffer = reorder_open(2048, &report);
    for (int64_t i = 0; i < 1000; i++)
        cr_assert_eq(put_event(buffer, &(struct put){ i, i, 30 }), 0);
    reorder_reset(buffer);
    cr_assert_eq(reorder_count(buffer), 0);
    round_trip(buffer, 10, 3, 5);
    reorder_close(&buffer);
}

Test(reorder_buffer, first_refusal_of_the_sink_stops_the_drain)
{
    static const size_t memories[] = { 1 << 20, 256 };
    struct report report = { .to = stderr };
    for (size_t m = 0; m < 2; m++) {
        struct reorder_buffer *buffer = reorder_open(memories[m], &report);
        struct put puts[100];
        for (int64_t i = 0; i < 100; i++) {
            puts[i] = (struct put){ i, i, 10 };
            cr_assert_eq(put_event(buffer, &puts[i]), 0);
        }
        struct check check = { .sink.ops = &check_ops, .expect = puts, .n = 100, .stop_at = 60 };
        cr_assert_eq(reorder_drain(buffer, &check.sink, &log_record), -7);
        cr_assert_eq(check.at, 60);
        cr_assert_eq(reorder_count(buffer), 0);
        reorder_close(&buffer);
    }
}

Test(reorder_buffer, children_of_all_types_keep_their_cells)
{
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_jsonl(to, &report);
    struct reorder_buffer *buffer = reorder_open(1, &report);
    for (int type = RECORD_reject; type >= 0; type--) {
        struct cell cell[CORRELATION__N + EVENT__N + FINDING__N + NOTICE__N + REJECT__N] = { 0 };
        cell_num(&cell[schema_find(&schemas[type], SLICE("line"))], 10 - type);
        cr_assert_eq(reorder_put(buffer, sink, &(struct record){ &schemas[type], cell }), 0);
    }
    cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
    cr_assert_eq(reorder_drain(buffer, sink, &log_record), 0);
    cr_assert_eq(sink->ops->close(&sink), 0);
    char text[1000] = "";
    rewind(to);
    cr_assert_gt(fread(text, 1, sizeof(text) - 1, to), 0);
    cr_assert_str_eq(text, "{\"record\":\"reject\",\"line\":6}\n{\"record\":\"notice\",\"line\":7}\n{\"record\":\"finding\",\"line\":8}\n"
                           "{\"record\":\"event\",\"line\":9}\n{\"record\":\"correlation\",\"line\":10}\n");
    reorder_close(&buffer);
    fclose(to);
}

Test(reorder_buffer, folder_that_cannot_be_used_is_complained_about_once)
{
    FILE *to = tmpfile();
    struct report report = { .to = to };
    setenv("TMPDIR", "/nowhere/at/all", 1);
    struct reorder_buffer *buffer = reorder_open(1, &report);
    struct put put = { 1, 1, 1 };
    cr_assert_eq(put_event(buffer, &put), -1);
    cr_assert_eq(put_event(buffer, &put), -1);
    struct check check = { .sink.ops = &check_ops };
    cr_assert_eq(reorder_drain(buffer, &check.sink, &log_record), REORDER_FAILED);
    cr_assert_eq(report.count[COMPLAINT_spill_failed], 1);
    cr_assert_eq(report.status, EXIT_input);
    reorder_close(&buffer);
    fclose(to);
}

Test(reorder_buffer, full_disk_is_complained_about_and_nothing_is_passed_on)
{
    FILE *to = tmpfile();
    struct report report = { .to = to };
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 64 * 1024, 64 * 1024 }), 0);
    struct reorder_buffer *buffer = reorder_open(16 * 1024, &report);
    int status = 0;
    for (int64_t i = 0; i < 2000 && status == 0; i++)
        status = put_event(buffer, &(struct put){ i, i, 100 });
    struct check check = { .sink.ops = &check_ops };
    cr_assert_eq(status, -1);
    cr_assert_eq(reorder_drain(buffer, &check.sink, &log_record), REORDER_FAILED);
    cr_assert_eq(report.count[COMPLAINT_spill_failed], 1);
    reorder_close(&buffer);
    fclose(to);
}

static int times_put(struct sink *sink, const struct record *log, enum record_type type, struct slice packed)
{
    struct cell cells[EVENT__N];
    struct check *self = (struct check *)sink;
    (void)log;
    cr_assert(record_unpack(packed, &(struct record){ &schemas[type], cells }));
    cr_expect_eq(cells[EVENT_time].num, cells[EVENT_line].num % 2 ? 1000 : 3000, "line %ld", (long)cells[EVENT_line].num);
    self->at++;
    return 0;
}

Test(reorder_buffer, times_without_a_zone_are_moved_and_no_others)
{
    static const struct sink_ops ops = { .name = "check", .put = times_put };
    static const size_t memories[] = { 1, 1024 * 1024 };
    struct report report = { 0 };
    for (size_t m = 0; m < 2; m++) {
        struct reorder_buffer *buffer = reorder_open(memories[m], &report);
        struct check check = { .sink = { &ops } };
        for (int64_t line = 1; line <= 10; line++) {
            struct cell cell[EVENT__N] = { 0 };
            cell_num(&cell[EVENT_line], line);
            cell_time(&cell[EVENT_time], 1000, line % 2 == 0);
            cr_assert_eq(reorder_put(buffer, &check.sink, &(struct record){ &schemas[RECORD_event], cell }), 0);
        }
        reorder_shift(buffer, 2000);
        cr_expect_eq(reorder_drain(buffer, &check.sink, &log_record), 0);
        cr_expect_eq(check.at, 10);
        reorder_close(&buffer);
    }
}
