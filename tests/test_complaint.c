/* test_complaint.c - what a complaint looks like on stderr, what it counts, and the exit status it leaves. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/catalogue/complaint.h"

/* A report whose words can be read back. */
struct heard {
    struct report report;
    char *text;
    size_t n;
};

static void hear(struct heard *heard, int64_t max_rejects)
{
    *heard = (struct heard){ 0 };
    heard->report.to = open_memstream(&heard->text, &heard->n);
    heard->report.max_rejects = max_rejects;
}

static void expect_heard(struct heard *heard, const char *text)
{
    fclose(heard->report.to);
    cr_expect_str_eq(heard->text, text);
    free(heard->text);
}

static enum complaint first_of(enum complaint_class class)
{
    int i = 0;
    while (complaints[i].class != class)
        i++;
    return (enum complaint)i;
}

Test(complaint, reject_is_one_line_that_begins_with_its_place)
{
    struct heard heard;
    hear(&heard, 10);
    struct where where = { "a/1.log", 12, 7 };
    complain(&heard.report, COMPLAINT_bad_value, &where, "%s=%d", "f1_buy", 7);
    where.col = 0;
    complain(&heard.report, COMPLAINT_bad_time, &where, NULL);
    where.line = 0;
    complain(&heard.report, COMPLAINT_gzip_corrupt, &where, "%s", "");
    complain(&heard.report, COMPLAINT_bad_json, NULL, "x");
    expect_heard(&heard, "dagsieve: a/1.log:12:7: bad_value: value does not fit its field: f1_buy=7\n"
                         "dagsieve: a/1.log:12: bad_time: time stamp is impossible\n"
                         "dagsieve: a/1.log: gzip_corrupt: gzip stream is corrupt\n"
                         "dagsieve: bad_json: line begins as a JSON record but does not parse: x\n");
    cr_expect_eq(heard.report.status, EXIT_rejected);
}

Test(complaint, rejects_beyond_the_limit_are_only_counted)
{
    struct heard heard;
    hear(&heard, 2);
    for (int i = 1; i <= 5; i++)
        complain(&heard.report, COMPLAINT_bad_time, &(struct where){ "p", i, 1 }, NULL);
    complain(&heard.report, COMPLAINT_not_readable, &(struct where){ .path = "q" }, NULL);
    expect_heard(&heard, "dagsieve: p:1:1: bad_time: time stamp is impossible\n"
                         "dagsieve: p:2:1: bad_time: time stamp is impossible\n"
                         "dagsieve: further rejects are only counted\n"
                         "dagsieve: error: q: input cannot be opened\n"
                         "hint: check the path and its permissions\n");
    cr_expect_eq(heard.report.count[COMPLAINT_bad_time], 5);
    cr_expect_eq(heard.report.count[COMPLAINT_not_readable], 1);
}

Test(complaint, limit_of_none_prints_no_reject_at_all)
{
    struct heard heard;
    hear(&heard, 0);
    for (int i = 1; i <= 3; i++)
        complain(&heard.report, COMPLAINT_bad_time, NULL, NULL);
    expect_heard(&heard, "");
    cr_expect_eq(heard.report.count[COMPLAINT_bad_time], 3);
    cr_expect_eq(heard.report.status, EXIT_rejected);
}

Test(complaint, environment_has_error_detail_and_hint)
{
    struct heard heard;
    hear(&heard, 0);
    complain(&heard.report, COMPLAINT_not_readable, &(struct where){ "x/2.log", 3, 4 }, "%s\nsecond", "No such file");
    complain(&heard.report, COMPLAINT_database_refused, NULL, "ERROR: no\n");
    expect_heard(&heard, "dagsieve: error: x/2.log:3:4: input cannot be opened\n"
                         "detail: No such file\n"
                         "detail: second\n"
                         "hint: check the path and its permissions\n"
                         "dagsieve: error: the database refused a command\n"
                         "detail: ERROR: no\n");
}

Test(complaint, note_only_counts)
{
    struct heard heard;
    hear(&heard, 10);
    complain(&heard.report, COMPLAINT_unknown_key, &(struct where){ "p", 1, 1 }, "%s", "k");
    expect_heard(&heard, "");
    cr_expect_eq(heard.report.count[COMPLAINT_unknown_key], 1);
    cr_expect_eq(heard.report.status, EXIT_kept);
}

Test(complaint, warning_is_said_and_leaves_the_status)
{
    struct heard heard;
    hear(&heard, 0);
    complain(&heard.report, COMPLAINT_no_logs, NULL, NULL);
    complain(&heard.report, COMPLAINT_no_logs, &(struct where){ .path = "p" }, "d");
    expect_heard(&heard, "dagsieve: warning: no log was found\n"
                         "hint: name files or folders of logs; a file named itself is always read\n"
                         "dagsieve: p: no_logs: no log was found: d\n");
    cr_expect_eq(heard.report.status, EXIT_kept);
}

Test(complaint, worst_status_wins_whatever_the_order)
{
    static const struct {
        enum complaint_class class;
        int status;
    } rows[] = {
        { CLASS_NOTE, 0 },  { CLASS_WARNING, 0 }, { CLASS_REJECT, 1 }, { CLASS_USAGE, 2 },
        { CLASS_INPUT, 3 }, { CLASS_DATABASE, 4 }, { CLASS_LOCKED, 5 },
    };
    enum { N = sizeof(rows) / sizeof(*rows) };
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            struct report report = { 0 };
            complain(&report, first_of(rows[i].class), NULL, NULL);
            complain(&report, first_of(rows[j].class), NULL, NULL);
            cr_expect_eq(report.status, rows[i].status > rows[j].status ? rows[i].status : rows[j].status);
        }
}

Test(complaint, what_a_terminal_would_obey_is_not_printed)
{
    struct heard heard;
    hear(&heard, 10);
    complain(&heard.report, COMPLAINT_bad_value, &(struct where){ "a\x1b[2J", 1, 1 }, "%s", "x\n\r\t\x7f\xc3\xa9");
    expect_heard(&heard, "dagsieve: a [2J:1:1: bad_value: value does not fit its field: x    \xc3\xa9\n");
    hear(&heard, 10);
    complain(&heard.report, COMPLAINT_not_readable, &(struct where){ .path = "a\xc2\x9b\xe2\x80\xae\x9b" }, "%s", "\xe2\x81\xa6\xef\xbb\xbf\xe6\x97\xa5");
    expect_heard(&heard, "dagsieve: error: a\\u009b\\u202e\\x9b: input cannot be opened\n"
                         "detail: \\u2066\\ufeff\xe6\x97\xa5\n"
                         "hint: check the path and its permissions\n");
}

Test(complaint, names_are_stable_and_every_row_has_a_text)
{
    for (int i = 0; i < COMPLAINT__N; i++) {
        cr_expect_neq(complaints[i].text[0], '\0');
        cr_expect_not_null(complaints[i].hint);
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(complaints[i].name, complaints[j].name);
    }
    cr_expect_str_eq(complaints[COMPLAINT_bad_value].name, "bad_value");
}
