/* test_prefix.c - what logging libraries print before a message: each row of prefixes.def, and lines by form. */
#include <criterion/criterion.h>
#include <time.h>

#include "parser/head/prefix.h"
#include "parser/text/buf.h"
#include "parser/text/regex.h"

Test(prefix, each_rows_sample_is_of_its_form)
{
    struct prefixes *prefixes = prefixes_open();
    for (int i = 0; i < prefix_rows_n; i++) {
        const struct prefix_row *row = &prefix_rows[i];
        struct slice sample = slice_of(row->sample), message;
        enum level level;
        size_t at = slice_find(sample, slice_of(row->message));
        cr_assert_neq(at, (size_t)-1, "%s", row->name);
        int form = prefix_before(prefixes, sample, at, &level);
        cr_expect_eq(form, i + 1, "%s: form %d", row->name, form);
        cr_expect_eq(level, row->level, "%s: level %d", row->name, level);
        cr_expect(prefix_take(prefixes, form, sample, &message) && slice_eq(message, slice_of(row->message)), "%s: %.*s", row->name, SLICE_ARG(message));
        cr_expect(prefix_begins(prefixes, sample));
    }
    prefixes_close(&prefixes);
}

/* Lines of loggers as they come, the message of each event=x; form NULL: no prefix. */
static const struct {
    const char *line, *form;
    enum level level;
} lines[] = {
    { "2026-04-29 11:35:02,123 ERROR src.training: event=x", "stamp_2", LEVEL_error },
    { "2026-04-29 11:35:02,123 - src.training - INFO - event=x", "stamp_2", LEVEL_info },
    { "2026-04-29 11:35:02,123 - distributed.worker - WARNING - event=x", "stamp_2", LEVEL_warning },
    { "2026-04-29 11:35:02,123 [17] ERROR src.train: event=x", "stamp_3", LEVEL_error },
    { "2026-04-29 11:35:02,123\tINFO worker.py:1724 -- event=x", "stamp_3", LEVEL_info },
    { "2026-04-29 11:35:02.123 | SUCCESS  | __main__:<module>:22 - event=x", "stamp_4", LEVEL_info },
    { "2026-04-29T11:35:02.123Z  WARN 1 --- [main] c.s.Train   : event=x", "stamp_4", LEVEL_warning },
    { "2026-04-29T11:35:02.123456+00:00 ERROR src.train: event=x", "stamp_2", LEVEL_error },
    { "[2026-04-29 11:35:02,123][src.train][INFO] - event=x", "stamp_2", LEVEL_info },
    { "[2026-04-29 11:35:02 +0000] [17] [ERROR] event=x", "stamp_2", LEVEL_error },
    { "[2026-04-29 11:35:02] event=x", "stamp", LEVEL_none },
    { "[11:35:02] WARNING: src/learner.cc:740: event=x", "stamp_3", LEVEL_warning },
    { "24/09/08 13:02:38 WARN Spark: event=x", "stamp_2", LEVEL_warning },
    { "11:35:02 | DEBUG | event=x", "stamp_1", LEVEL_debug },
    { "04/29/2026 11:35:02 AM ERROR src: event=x", "stamp_3", LEVEL_error },
    { "29.04.2026 11:35:02 ERROR event=x", "stamp_1", LEVEL_error },
    { "29 Apr 2026 11:35:02,123 ERROR event=x", "stamp_1", LEVEL_error },
    { "2026-04-29 11:35:02 UTC [src] ERROR: event=x", "stamp_2", LEVEL_error },
    { "2026-04-29 11:35:02 [info     ] event=x", "stamp_1", LEVEL_info },
    { "[2026-04-29 11:35:02.123 UTC] event=x", "stamp", LEVEL_none },
    { "[2026-04-29, 11:35:02 CET] INFO - event=x", "stamp_1", LEVEL_info },
    { "[2026-04-29, 11:35:02 +03] event=x", "stamp", LEVEL_none },
    { "[2026-04-29 11:35:02 two words] event=x", NULL, LEVEL_none },
    { "2026-04-29 11:35:02 a b c d e event=x", NULL, LEVEL_none },
    { "WARNING:src.train:event=x", "level_1", LEVEL_warning },
    { "INFO:lightning.pytorch.utilities.rank_zero:event=x", "level_1", LEVEL_info },
    { "INFO  [alembic.runtime.migration] event=x", "level_1", LEVEL_info },
    { "INFO: event=x", "level", LEVEL_info },
    { "ERROR     event=x", "level", LEVEL_error },
    { "CRITICAL - event=x", "level", LEVEL_critical },
    { "root - INFO - event=x", "name_level", LEVEL_info },
    { "src:ERROR: event=x", "name_level", LEVEL_error },
    { "[INFO] event=x", "bracket", LEVEL_info },
    { "[LightGBM] [Info] event=x", "bracket_2", LEVEL_info },
    { "[WARNING 2026-04-29 11:35:02,123] event=x", "level_stamp", LEVEL_warning },
    { "[I 2026-04-29 11:35:02,123] event=x", "level_stamp", LEVEL_info },
    { "[W 260429 11:35:02 web:2162] event=x", "level_stamp", LEVEL_warning },
    { "[2026-04-29T11:35:02Z ERROR train] event=x", "stamp_level", LEVEL_error },
    { "E0429 11:35:02.123456 139 train.py:57] event=x", "glog", LEVEL_error },
    { "F0429 11:35:02.123456   139 train.py:57] event=x", "glog", LEVEL_critical },
    { "(pid=17) event=x", "pid", LEVEL_none },
    { "(train_remote pid=1234) event=x", "pid", LEVEL_none },
    { "(Actor(ImplicitFunc,0100) pid=17) event=x", NULL, LEVEL_none },
    { "(train pid=17) 2026-04-29 11:35:02 ERROR event=x", "stamp_1", LEVEL_error },
    { "[rank: 1] INFO: event=x", "level", LEVEL_info },
    { "[11:35:02] INFO     event=x", "rich", LEVEL_info },
    { "           INFO     event=x                train.py:57", "rich", LEVEL_info },
    { "2026-04-29 11:35:02 INFO     event=x         train.py:57", "rich", LEVEL_info },
    { "2026-04-29 11:35:02 INFO     event=x", "stamp_1", LEVEL_info },
    { "2026-04-29T11:35:02Z WRN event=x", "zerolog", LEVEL_warning },
    { "(INFO) event=x", "round", LEVEL_info },
    { "[pod/a/base] event=x", NULL, LEVEL_none },
    { "one two event=x", NULL, LEVEL_none },
    { "train: event=x", NULL, LEVEL_none },
    { "Errors are ERROR event=x", NULL, LEVEL_none },
    { "epoch 3 event=x", NULL, LEVEL_none },
};

Test(prefix, lines_of_loggers)
{
    struct prefixes *prefixes = prefixes_open();
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct slice line = slice_of(lines[i].line), message;
        enum level level;
        int form = prefix_before(prefixes, line, slice_find(line, SLICE("event=")), &level);
        const char *name = form ? prefix_rows[(form & 255) - 1].name : "none";
        cr_expect_str_eq(name, lines[i].form ? lines[i].form : "none", "%s: %s", lines[i].line, name);
        cr_expect_eq(level, lines[i].level, "%s: level %d", lines[i].line, level);
        cr_expect(!form || (prefix_take(prefixes, form, line, &message) && slice_eq(message, SLICE("event=x"))), "%s", lines[i].line);
    }
    prefixes_close(&prefixes);
}

Test(prefix, a_message_may_be_indented)
{
    static const char *const indented[] = { "[11:35:02] INFO       event=x                train.py:57", "I0429 11:35:02.123456   17 train.py:57]   event=x" };
    struct prefixes *prefixes = prefixes_open();
    for (size_t i = 0; i < sizeof(indented) / sizeof(*indented); i++) {
        struct slice line = slice_of(indented[i]), message;
        enum level level = LEVEL_none;
        size_t at = slice_find(line, SLICE("event="));
        int form = prefix_before(prefixes, line, at, &level);
        cr_expect(form && prefix_take(prefixes, form, line, &message) && slice_eq(message, SLICE("  event=x")), "%s", indented[i]);
        cr_expect_eq(level, LEVEL_info);
        cr_expect(slice_eq(slice_trim_left(prefix_cut(prefixes, line, at, &level)), SLICE("event=x")), "%s", indented[i]);
    }
    prefixes_close(&prefixes);
}

Test(prefix, what_stands_before_pairs_is_one_too)
{
    struct prefixes *prefixes = prefixes_open();
    enum level level = LEVEL_info;
    struct slice line = SLICE("(pid=17) ERROR:train:a=1 event=x");
    cr_expect(slice_eq(prefix_cut(prefixes, line, slice_find(line, SLICE("event=")), &level), SLICE("a=1 event=x")));
    cr_expect_eq(level, LEVEL_error);
    line = SLICE("ERROR: the words before event=x");
    level = LEVEL_info;
    cr_expect(slice_eq(prefix_cut(prefixes, line, slice_find(line, SLICE("event=")), &level), line));
    cr_expect_eq(level, LEVEL_error, "a level counts wherever its line's event stands");
    prefixes_close(&prefixes);
}

Test(prefix, a_form_of_the_users_own_comes_first)
{
    struct prefixes *prefixes = prefixes_open();
    char wrong[64];
    size_t at;
    struct regex *own = regex_open(SLICE("^<(?<level>\\w+)> "), wrong, sizeof(wrong), &at);
    enum level level;
    cr_expect_eq(prefix_before(prefixes, SLICE("<error> event=x"), 8, &level), PREFIX_none);
    prefixes_add(prefixes, own);
    cr_expect_eq(prefix_before(prefixes, SLICE("<error> event=x"), 8, &level), 1);
    cr_expect_eq(level, LEVEL_error);
    prefixes_close(&prefixes);
    regex_close(&own);
}

Test(prefix, kept_is_taken_off_other_lines_and_leaves_their_indentation)
{
    static const char *const rows[][3] = { /* a first line of "x", another, what is left of it; NULL: it has no such prefix */
        { "2026-04-29 11:35:02 ERROR src: x", "2026-04-29 11:35:03 ERROR src:   File", "  File" },
        { "2026-04-29 11:35:02 ERROR src: x", "2026-04-29 11:35:03 ERROR src:", "" },
        { "2026-04-29 11:35:02 ERROR src: x", "11:35 ERROR y", NULL },
        { "(pid=17) x", "(pid=18)   File", "  File" },
        { "app-1  | x", "app-1  |   File", "  File" },
        { "app-1  | x", "app-1  |", "" },
        { "app-1  | x", "app-2  | File", NULL },
        { "   x", "   File", NULL },
    };
    struct prefixes *prefixes = prefixes_open();
    struct prefix_kept kept = { 0 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct slice message, line = slice_of(rows[i][1]), want = slice_of(rows[i][2] ? rows[i][2] : rows[i][1]);
        prefix_keep(prefixes, slice_of(rows[i][0]), strlen(rows[i][0]) - 1, &kept);
        cr_expect_eq(prefix_kept_take(prefixes, &kept, line, &message), rows[i][2] != NULL, "%s", rows[i][1]);
        cr_expect(slice_eq(message, want), "%s: %.*s", rows[i][1], SLICE_ARG(message));
    }
    buf_free(&kept.text);
    prefixes_close(&prefixes);
}

/* Lines that a form begins to match, over and over. */
Test(prefix, takes_linear_time)
{
    static const char *const pieces[] = { "[a", "a.b ", "(pid=1 ", "2026-04-29 11:35:02 ", "   ", "INFO ", "INFO:a:", "[ a a", "x.py:1 ", "-" };
    struct prefixes *prefixes = prefixes_open();
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct buf text = { 0 };
        while (text.n < 1000 * 1000)
            buf_text(&text, pieces[i]);
        clock_t begin = clock();
        prefix_begins(prefixes, buf_view(&text));
        cr_expect_lt(clock() - begin, CLOCKS_PER_SEC / 2, "%s", pieces[i]);
        buf_free(&text);
    }
    prefixes_close(&prefixes);
}
