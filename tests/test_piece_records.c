/* test_piece_records.c - what the records of two pieces of one log tell together, in either order: no database needed. */
#include <criterion/criterion.h>

#include "sink/postgres/pieces.h"

/* What a piece says; 0 and NULL = missing. Times are seconds. */
struct piece {
    int start, end, lines, n_info;
    const char *state;
    bool inferred;
    int code; /* exit code + 1 */
    int generation, segments, size;
    const char *failure, *error, *operator, *notes, *silence;
    bool refuses; /* without a state: complete */
};

static void put(struct cell *cell, const char *text)
{
    if (text)
        cell_text(cell, slice_of(text));
}

static void put_number(struct cell *cell, int64_t number)
{
    if (number)
        cell_num(cell, number);
}

static void fill(struct cell cells[], const struct piece *piece)
{
    memset(cells, 0, sizeof(*cells) * LOG__N);
    put_number(&cells[LOG_start_time], piece->start * INT64_C(1000000) + 1); /* no printed dates */
    put_number(&cells[LOG_end_time], piece->end * INT64_C(1000000) + 1);
    put_number(&cells[LOG_generation], piece->generation);
    put_number(&cells[LOG_size], piece->size);
    cell_num(&cells[LOG_lines], piece->lines);
    cell_num(&cells[LOG_n_info], piece->n_info);
    cell_num(&cells[LOG_segments], piece->segments);
    cell_num(&cells[LOG_complete], piece->state || piece->refuses);
    put(&cells[LOG_state], piece->state);
    if (piece->state)
        cell_num(&cells[LOG_state_inferred], piece->inferred);
    if (piece->code)
        cell_num(&cells[LOG_exit_code], piece->code - 1);
    put(&cells[LOG_failure], piece->failure);
    put(&cells[LOG_failure_title], piece->failure);
    put(&cells[LOG_error_type], piece->error);
    put(&cells[LOG_operator], piece->operator);
    put(&cells[LOG_notes], piece->notes);
    put(&cells[LOG_silence_s], piece->silence);
}

static void words(const struct pieces *both, struct buf *out)
{
    static const enum log_field shown[] = { LOG_state, LOG_exit_code, LOG_complete, LOG_failure, LOG_operator, LOG_lines, LOG_n_info, LOG_segments, LOG_duration_s, LOG_silence_s, LOG_notes };
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
        buf_text(out, i ? " " : "");
        if (both->cell[shown[i]].present)
            cell_plain(out, schemas[RECORD_log].field[shown[i]].kind, &both->cell[shown[i]]);
        else
            buf_char(out, '-');
    }
    buf_char(out, '\0');
}

static void expect(const struct piece *standing, const struct piece *other, const char *wanted, const char *what)
{
    struct cell a[LOG__N], b[LOG__N];
    struct pieces both = { 0 };
    struct buf said = { 0 };
    fill(a, standing);
    fill(b, other);
    pieces_join(&(struct record){ &schemas[RECORD_log], a }, &(struct record){ &schemas[RECORD_log], b }, &both);
    words(&both, &said);
    cr_expect_str_eq(said.p, wanted, "%s: %s, not %s", what, said.p, wanted);
    buf_free(&said);
    pieces_free(&both);
}

static const struct {
    const char *what;
    struct piece a, b;
    const char *wanted; /* state, exit code, complete, failure, operator, lines, n_info, segments, duration, silence, notes */
} rows[] = {
    { "a head and a tail that overlap", { .start = 1, .end = 6, .lines = 60, .n_info = 40, .segments = 1, .operator = "PythonOperator", .failure = "no outcome", .silence = "2" },
      { .start = 4, .end = 9, .lines = 50, .n_info = 45, .state = "success", .code = 1, .generation = 2, .silence = "1" }, "success 0 true - PythonOperator 60 45 1 8 2 {}" },
    { "a head and a tail apart", { .start = 1, .end = 3, .lines = 60, .n_info = 40, .segments = 1, .operator = "B", .failure = "no outcome", .silence = "1.5" },
      { .start = 7, .end = 9, .lines = 50, .n_info = 45, .state = "failed", .code = 2, .generation = 2, .failure = "exit code 1" }, "failed 1 true exit code 1 B 110 85 1 8 4 {}" },
    { "the error is in the head, the end in the tail", { .start = 1, .end = 6, .lines = 6, .failure = "ValueError: x", .error = "ValueError" },
      { .start = 4, .end = 9, .lines = 5, .state = "failed", .inferred = true, .code = 2, .generation = 2, .failure = "exit code 1" }, "failed 1 true ValueError: x - 6 0 0 8 - {}" },
    { "the word on the state is in the head, the exit code in the tail", { .start = 1, .end = 6, .lines = 6, .state = "failed", .generation = 2, .failure = "E: x", .error = "E" },
      { .start = 4, .end = 9, .lines = 8, .state = "failed", .inferred = true, .code = 2, .generation = 2, .failure = "exit code 1" }, "failed 1 true E: x - 8 0 0 8 - {}" },
    { "a whole reading and a middle of it", { .start = 1, .end = 9, .lines = 60, .n_info = 50, .state = "success", .generation = 2, .notes = "{\"verdict_differs\": 2}" },
      { .start = 4, .end = 6, .lines = 9, .n_info = 9, .failure = "no outcome", .notes = "{\"log_cut\":1}", .silence = "99" }, "success - true - - 60 50 0 8 - {\"verdict_differs\": 2}" },
    { "of any piece of Airflow 3 a success is inferred", { .start = 1, .end = 9, .lines = 60, .generation = 3, .failure = "no outcome" },
      { .start = 4, .end = 9, .lines = 30, .state = "success", .inferred = true, .generation = 3 }, "- - false no outcome - 60 0 0 8 - -" },
    { "a failure that a piece shows", { .start = 1, .end = 6, .lines = 60, .state = "failed", .inferred = true, .generation = 3, .failure = "E", .error = "E" },
      { .start = 4, .end = 9, .lines = 30, .state = "success", .inferred = true, .generation = 3 }, "failed - true E - 60 0 0 8 - {}" },
    { "deferred, then resumed and killed", { .start = 1, .end = 3, .lines = 6, .segments = 1, .state = "deferred", .generation = 2 },
      { .start = 7, .end = 9, .lines = 5, .segments = 1, .failure = "no outcome", .generation = 2 }, "- - false no outcome - 11 0 2 8 - {}" },
    { "rescheduled, then the process that waits has left", { .start = 1, .end = 3, .lines = 6, .segments = 1, .state = "up_for_reschedule", .generation = 2 },
      { .start = 4, .end = 5, .lines = 5, .state = "failed", .inferred = true, .code = 1, .generation = 2, .failure = "Task exited" }, "up_for_reschedule 0 true - - 11 0 1 4 1 {}" },
    { "the cut of the earlier piece is mended by the later", { .start = 1, .end = 6, .lines = 6, .notes = "{\"log_cut\":1,\"no_heads\":1}" },
      { .start = 4, .end = 9, .lines = 5, .state = "success", .generation = 2, .notes = "{\"secret_masked\":3}" }, "success - true - - 6 0 0 8 - {\"secret_masked\":3}" },
    { "a log that only refuses, in two pieces", { .start = 1, .end = 3, .lines = 3, .refuses = true }, { .start = 4, .end = 5, .lines = 2, .failure = "no outcome" },
      "- - true - - 5 0 0 4 1 {}" },
    { "an attempt that was told not to begin again", { .start = 1, .end = 3, .lines = 3, .segments = 1, .failure = "no outcome" },
      { .start = 4, .end = 5, .lines = 2, .refuses = true }, "- - false no outcome - 5 0 1 4 1 {}" },
    { "a complete file beside what streams counted twice", { .start = 1, .end = 9, .lines = 60, .n_info = 50, .state = "success", .generation = 2, .size = 99, .notes = "{}" },
      { .start = 1, .end = 9, .lines = 80, .n_info = 70, .state = "success", .generation = 2 }, "success - true - - 60 50 0 - - {}" },
};

Test(piece_records, two_pieces_tell_the_same_whichever_stands)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        expect(&rows[i].a, &rows[i].b, rows[i].wanted, rows[i].what);
        if (!rows[i].a.size) /* the file is the one that stands */
            expect(&rows[i].b, &rows[i].a, rows[i].wanted, rows[i].what);
    }
}
