/* test_failures.c - how failures are named: each row of failures.def does what its sample says; titles, errors, names by themselves. Pairs of attempts:
 * test_failure_pairs.c. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/catalogue/failures.h"
#include "parser/failure/naming.h"
#include "parser/failure/title.h"
#include "parser/failure/varying.h"

static void expect_title(const char *line, const char *want)
{
    struct buf title = { 0 };
    title_add(slice_of(line), &title);
    cr_expect(slice_eq(buf_view(&title), slice_of(want)), "%s\n%.*s is not\n%s", line, SLICE_ARG(buf_view(&title)), want);
    buf_free(&title);
}

/* "TYPE: message" with a frame of the user's own, in a task of dag "d". */
static void name_of(const char *text, const char *frame, const char *task, const struct failure_child *child, struct failure_name *name)
{
    struct mask *mask = mask_open();
    struct error error = { 0 };
    struct slice type, message = slice_of(text);
    bool typed = slice_find(message, SLICE(": ")) < slice_index(message, ' ');
    if (typed)
        slice_cut(&message, ':', &type);
    struct failure_end end = { .dag_id = SLICE("d"), .task_id = slice_of(task), .terminal = typed ? SLICE("") : slice_of(text) };
    error_begin(&error, false);
    error_frame(&error, slice_of(frame));
    if (typed)
        error_set(&error, type, slice_trim(message), 3);
    failure_name(typed ? &error : NULL, child, &end, mask, name);
    error_free(&error);
    mask_close(&mask);
}

static const char there[] = "File \"/dags/a.py\", line 3, in f", elsewhere[] = "File \"/dags/b.py\", line 3, in f";

static void expect_name(const char *text, const struct failure_child *child, const char *want)
{
    struct failure_name name = { 0 };
    name_of(text, there, "t", child, &name);
    cr_expect(slice_eq(buf_view(&name.title), slice_of(want)), "%s\n%.*s is not\n%s", text, SLICE_ARG(buf_view(&name.title)), want);
    failure_name_free(&name);
}

/* Whether it is one failure at another place and in another task. */
static void expect_same(const char *text, bool place, bool task)
{
    struct failure_child none = { 0 };
    struct failure_name a = { 0 }, b = { 0 }, c = { 0 };
    name_of(text, there, "t", &none, &a);
    name_of(text, elsewhere, "t", &none, &b);
    name_of(text, there, "u", &none, &c);
    cr_expect_eq(strcmp(a.hash, b.hash) == 0, place, "%s: place", text);
    cr_expect_eq(strcmp(a.hash, c.hash) == 0, task, "%s: task", text);
    failure_name_free(&a);
    failure_name_free(&b);
    failure_name_free(&c);
}

Test(failures, each_childs_file_or_logger_is_told_by_its_sample)
{
    for (size_t i = 0; i < failure_children.n; i++) {
        struct slice sample = slice_of(failure_children.row[i].sample);
        bool file = sample.p[0] == '{';
        enum speaker who = file ? speaker_of_file(slice_part(sample, 1, slice_index(sample, ':')), false) : speaker_of_logger(sample);
        cr_expect_eq(who, SPEAKER_child, "%s", failure_children.row[i].sample);
    }
    cr_expect_eq(speaker_of_file(SLICE("taskinstance.py"), false), SPEAKER_airflow);
    cr_expect_eq(speaker_of_file(SLICE("train.py"), false), SPEAKER_task);
    cr_expect_eq(speaker_of_logger(SLICE("task")), SPEAKER_airflow);
    cr_expect_eq(speaker_of_logger(SLICE("task.stderr")), SPEAKER_child);
    cr_expect_eq(speaker_of_logger(SLICE("shop.SubprocessHook")), SPEAKER_task);
}

Test(failures, each_silent_line_is_found)
{
    for (size_t i = 0; i < failure_silent.n; i++)
        cr_expect_eq(failure_begins(&failure_silent, slice_of(failure_silent.row[i].sample)), &failure_silent.row[i]);
    for (size_t i = 0; i < failure_noise.n; i++)
        cr_expect_eq(failure_in(&failure_noise, slice_of(failure_noise.row[i].sample)), &failure_noise.row[i]);
    for (size_t i = 0; i < failure_unraised.n; i++)
        cr_expect_eq(failure_in(&failure_unraised, slice_of(failure_unraised.row[i].sample)), &failure_unraised.row[i]);
}

Test(failures, each_carrier_gives_the_word_to_its_child)
{
    struct error error = { 0 };
    error_set(&error, SLICE("a.KeyError"), SLICE("'close'"), 2);
    for (size_t i = 0; i < failure_carriers_n; i++) {
        const struct failure_carrier *row = &failure_carriers[i];
        struct buf want = { 0 };
        cr_expect_eq(failure_carrier_find(slice_of(row->sample), (struct failure_voice){ .airflows = true }), row, "%s", row->sample);
        buf_printf(&want, "%s: bye%c", row->named, '\0');
        if (row->from != CARRIER_RAISED)
            expect_name(row->sample, &(struct failure_child){ .line = SLICE("bye") }, want.p);
        expect_name(row->sample, &(struct failure_child){ .line = SLICE("bye"), .error = &error }, "KeyError: 'close'");
        buf_free(&want);
    }
    expect_name("AirflowException: Bash command failed", &(struct failure_child){ .has_exit_code = true, .exit_code = 4 }, "Bash command failed, exit code 4");
    expect_name("CalledProcessError: Command 'x' returned non-zero exit status 3.", &(struct failure_child){ .exit_code = 0 }, "CalledProcessError: Command 'x' returned non-zero exit status 3.");
    error_free(&error);
}

Test(failures, a_carrier_may_tell_itself_what_the_child_said)
{
    for (size_t i = 0; i < failure_says.n; i++)
        expect_name(failure_says.row[i].sample, &(struct failure_child){ .exit_code = 0 }, failure_says.row[i].named);
    expect_name("AirflowException: Process returned non-zero exit status -9.\nno model", &(struct failure_child){ .exit_code = 0 }, "command failed, exit code -9: no model");
    expect_name("AirflowException: Process returned non-zero exit status 137.\nno model", &(struct failure_child){ .exit_code = 0 }, "command failed, exit code 137: no model");
}

Test(failures, each_alias_is_one_name)
{
    for (size_t i = 0; i < failure_aliases_n; i++)
        expect_name(failure_aliases[i].sample, &(struct failure_child){ .exit_code = 0 }, failure_aliases[i].named);
}

static void expect_named_by(const char *sample, const char *type, const char *frame, bool own)
{
    struct slice message = slice_of(sample), cut;
    struct failure_child none = { 0 };
    struct failure_name name = { 0 };
    struct buf text = { 0 };
    if (slice_find(message, SLICE(": ")) < slice_index(message, ' '))
        slice_cut(&message, ':', &cut);
    buf_printf(&text, "%s: %.*s%c", type, SLICE_ARG(slice_trim(message)), '\0');
    name_of(text.p, frame, "t", &none, &name);
    cr_expect_eq(slice_starts(buf_view(&name.title), slice_of(type)), !own, "%s\n%.*s", text.p, SLICE_ARG(buf_view(&name.title)));
    failure_name_free(&name);
    buf_free(&text);
}

Test(failures, words_like_airflows_in_an_error_of_the_users_own_are_the_users)
{
    static const char airflows[] = "File \"/usr/lib/python3.11/site-packages/airflow/providers/a.py\", line 3, in f";
    for (size_t i = 0; i < failure_aliases_n; i++) {
        const struct failure_alias *row = &failure_aliases[i];
        expect_named_by(row->sample, "OrderError", there, row->type[0] == '*');
        expect_named_by(row->sample, "OrderError", airflows, true);
        expect_named_by(row->sample, "AirflowException", there, true);
    }
    for (size_t i = 0; i < failure_carriers_n; i++) {
        const struct failure_carrier *row = &failure_carriers[i];
        struct failure_voice users = { .type = SLICE("OrderError") }, airflow = { .type = SLICE("OrderError"), .airflows = true }, typed = { .type = slice_of(row->type) };
        cr_expect_eq(failure_carrier_find(slice_of(row->sample), users) == row, row->type[0] == '*', "%s", row->sample);
        cr_expect_eq(failure_carrier_find(slice_of(row->sample), airflow), row, "%s", row->sample);
        cr_expect_eq(failure_carrier_find(slice_of(row->sample), typed) == row, row->type[0] != '\0', "%s", row->sample);
    }
    for (size_t i = 0; i < failure_own_types.n; i++)
        cr_expect_eq(failure_begins(&failure_own_types, slice_of(failure_own_types.row[i].sample)), &failure_own_types.row[i]);
    for (size_t i = 0; i < failure_own_code.n; i++)
        cr_expect_eq(failure_in(&failure_own_code, slice_of(failure_own_code.row[i].sample)), &failure_own_code.row[i]);
}

Test(failures, a_line_that_names_its_cause_is_one_failure_wherever_it_is_raised)
{
    for (size_t i = 0; i < failure_causes.n; i++)
        expect_same(failure_causes.row[i].sample, true, true);
    for (size_t i = 0; i < failure_chances.n; i++)
        expect_same(failure_chances.row[i].sample, true, false);
    expect_same("KeyError: 'close'", false, true);
}

Test(failures, each_row_of_joins_and_data_makes_its_title)
{
    for (size_t i = 0; i < failure_joins.n; i++)
        expect_name(failure_joins.row[i].sample, &(struct failure_child){ .exit_code = 0 }, failure_joins.row[i].named);
    for (size_t i = 0; i < failure_data_n; i++)
        expect_title(failure_data[i].sample, failure_data[i].named);
}

Test(failures, codes_stay_and_what_varies_goes)
{
    for (size_t i = 0; i < failure_codes_behind.n; i++)
        expect_title(failure_codes_behind.row[i].sample, failure_codes_behind.row[i].sample);
    for (size_t i = 0; i < failure_code_links.n; i++)
        expect_title(failure_code_links.row[i].sample, failure_code_links.row[i].sample);
    for (size_t i = 0; i < failure_codes_http.n; i++)
        expect_title(failure_codes_http.row[i].sample, failure_codes_http.row[i].sample);
    for (size_t i = 0; i < failure_codes_before.n; i++)
        cr_expect(byte_is_digit(failure_codes_before.row[i].sample[0]) && failure_begins(&failure_codes_before, slice_of(failure_codes_before.row[i].sample + 3)));
    for (size_t i = 0; i < failure_temporary.n; i++) {
        char title[64];
        snprintf(title, sizeof(title), "%.*s<id>", SLICE_ARG(failure_temporary.row[i].words));
        expect_title(failure_temporary.row[i].sample, title);
    }
    for (size_t i = 0; i < varying_n; i++)
        expect_title(varying[i].sample, varying[i].kept ? "/tmp/<id>" : varying[i].length(slice_of(varying[i].sample), 0) ? varying[i].mark : "-<id>"); /* behind a '-' */
    for (size_t i = 0; i < failure_units.n; i++) {
        char text[16];
        snprintf(text, sizeof(text), "5%s", failure_units.row[i].sample);
        expect_title(text, "<n>");
    }
}

Test(failures, the_unit_of_a_size_is_no_part_of_the_key)
{
    struct buf key = { 0 }, title = { 0 };
    for (size_t i = 0; i < failure_sizes.n; i++) {
        buf_printf(&title, "<n> %s of <n> rows%c", failure_sizes.row[i].sample, '\0');
        title_key(slice_of(title.p), &key);
        cr_expect(slice_eq(buf_view(&key), SLICE("<n> of <n> rows")), "%s: %.*s", title.p, SLICE_ARG(buf_view(&key)));
        buf_reset(&key);
        buf_reset(&title);
    }
    buf_free(&key);
    buf_free(&title);
}

Test(failures, titles)
{
    static const char *const rows[][2] = {
        { "", "" },
        { "order 5f0c6e1a-8d1b-4a0e-9c55-3f1d2b7a9e01 refused", "order <uuid> refused" },
        { "at https://user.example.com:8443/a/b?c=1, twice", "at https://user.example.com:<n>/<url>, twice" },
        { "s3://bucket", "s3://bucket" },
        { "GET http://10.0.0.7/ failed", "GET http://<ip>/ failed" },
        { "from a.b+c@x.example.org.", "from <email>." },
        { "from 2026-03-01 00:13:27,123 to 2026-03-01", "from <time> to <time>" },
        { "scheduled__2026-03-01T00_00_00+00_00", "scheduled__<time>" },
        { "20260301T101112Z", "<time>" },
        { "no route to 10.1.2.3:5432", "no route to <ip>:<n>" },
        { "version 1.2.3.4.5", "version <n>" },
        { "host fe80::1ff:fe23:4567:890a%eth0 down", "host <ip>%eth0 down" },
        { "no route to [2001:db8::1]:5432, ::1, ::ffff:10.0.0.1 or 2001:db8:0:0:0:0:2:1.", "no route to [<ip>]:<n>, <ip>, <ip> or <ip>." },
        { "no route to fe80::a:b, fd0c::a or 2001:db8::a; no ec2::add, no dead::beef", "no route to <ip>, <ip> or <ip>; no ec2::add, no dead::beef" },
        { "std::bad_alloc, a::b, x[::2], 10:12:30", "std::bad_alloc, a::b, x[<ip>], <n>:<n>:<n>" },
        { "port 02:42:ac:11:00:02 is down", "port <hex> is down" },
        { "pods worker-7d9f8b6c5-x2kzq and etl-6c8kzbvdt9-bcdfg", "pods worker-<hex>-<id> and etl-<id>-<id>" },
        { "pods fit-model-sized", "pods fit-model-sized" },
        { "since Sun Mar  1 10:00:07 2026, till 01-Mar-2026 10:00:07 or Mar 01, 2026", "since <time>, till <time> or <time>" },
        { "until Sun, 01 Mar 2026 10:00:07 +0100.", "until <time>." },
        { "job airflow_fit_2026_03_01T00_00_00_123456_00_00", "job airflow_fit_<time>_<n>" },
        { "from 2026-03-01T05 on, 2026-03-01 12 rows", "from <time> on, <time> <n> rows" },
        { "'/tmp/x1/a.csv' and '/data/tmp/a.csv'", "'/tmp/<id>' and '/data/tmp/a.csv'" },
        { "the 4th of 10 folds", "the <n> of <n> folds" },
        { "object at 0x7f3a55", "object at <hex>" },
        { "image d887538f94cd2aee", "image <hex>" },
        { "word deadbeef stays", "word deadbeef stays" },
        { "pod fit-x2kzq7ab gone", "pod fit-<id> gone" },
        { "column rsi_14 of H2", "column rsi_<n> of H2" },
        { "s3 and x86 stay, 3abc too", "s3 and x86 stay, 3abc too" },
        { "took 1,523 rows, 30s, 12GB, -0.7 and 1e-05", "took <n> rows, <n>, <n>, <n> and <n>" },
        { "a-1 and b - 2", "a-<n> and b - <n>" },
        { "index [1, 2, 3] of [4]", "index [<n>..] of [<n>..]" },
        { "x[3] is no list, [a, 3] neither", "x[<n>] is no list, [a, <n>] neither" },
        { "lists [1, nan], [-inf 2.], [None, 3], [[1, 2], [3]] and [(1, 2), (3, 4)]", "lists [<n>..], [<n>..], [<n>..], [<n>..] and [<n>..]" },
        { "a[1[2]] is none, nor [None], [info] and [[1], a]", "a[<n>[<n>]] is none, nor [None], [info] and [[<n>..], a]" },
        { "[[[[[[1]]]]]] and [2]", "[<n>..] and [<n>..]" },
        { "python3.9 is not python3.10, py3.11-slim, f1.5, v1.2.3", "python3.9 is not python3.10, py3.11-slim, f1.5, v1.2.3" },
        { "step 3.9, of 404. And v2. 5", "step <n>, of <n>. And v2. <n>" },
        { "prix 12 \xe2\x82\xac \xe6\x97\xa5\xe6\x9c\xac 3", "prix <n> \xe2\x82\xac \xe6\x97\xa5\xe6\x9c\xac <n>" },
        { "404 Client Error: 12", "404 Client Error: <n>" },
        { "404 apples", "<n> apples" },
        { "Error 404 (x), returned 404 for 12, code=404", "Error 404 (x), returned 404 for <n>, code=404" },
        { "returned 404 rows, src=3, barcode 404, KeyError: 404, error 1.5", "returned <n> rows, src=<n>, barcode <n>, KeyError: <n>, error <n>" },
        { "exit code -9 at 3", "exit code -9 at <n>" },
        { "No module named 'x2'", "No module named 'x2'" },
        { "/tmp/", "/tmp/" },
        { "could not convert string to float: 'open", "could not convert string to float: '<data>" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        expect_title(rows[i][0], rows[i][1]);
}

Test(failures, the_first_line_that_says_something_is_the_line)
{
    static const char *const rows[][3] = {
        { "E", "a\nb", "E: a" }, { "E", "", "E" }, { "E", "\n \n b\nc", "E: b" }, { "E", "bad folds:\n\n  fold 0", "E: bad folds: fold 0" }, { "", "a", "a" },
        { "E", "An error occurred while calling o1.x.", "E: An error occurred while calling o1.x." },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf line = { 0 };
        title_line(slice_of(rows[i][0]), slice_of(rows[i][1]), &line);
        cr_expect(slice_eq(buf_view(&line), slice_of(rows[i][2])), "%.*s is not %s", SLICE_ARG(buf_view(&line)), rows[i][2]);
        buf_free(&line);
    }
}

Test(failures, whose_code_a_frame_is)
{
    static const struct { const char *frame; bool users; } rows[] = {
        { "File \"/home/x/airflow/d.py\", line 1, in f", true },
        { "File \"/usr/lib/python3.11/json/decoder.py\", line 1, in f", false },
        { "File \"/x/site-packages/a.py\", line 1, in f", false },
        { "File \"/usr/lib64/python3.11/json/decoder.py\", line 1, in f", false },
        { "File \"/usr/lib/python3/dist-packages/a.py\", line 1, in f", false },
        { "File \"pandas/_libs/hash.pyx\", line 1, in f", false },
        { "File \"<frozen importlib>\", line 1, in f", false },
        { "File \"<string>\", line 1, in <module>", true },
        { "File \"<string>\", line 1, in f", false },
        { "File /dags/a b.py, line 13 in f", true },
        { "File \"/dags/a.py\", line 3", true },
        { "File \"<string>\", line 1", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct error error = { 0 };
        cr_expect(error_frame(&error, slice_of(rows[i].frame)), "%s", rows[i].frame);
        cr_expect_eq(error.user.n > 0, rows[i].users, "%s", rows[i].frame);
        cr_expect(error_at(&error).n > 0);
        error_free(&error);
    }
    cr_expect_not(error_frame(&(struct error){ .type.n = 0 }, SLICE("File x.py, line 1")));
    cr_expect_not(error_frame(&(struct error){ .type.n = 0 }, SLICE("raise x")));
}

Test(failures, ends_in_their_order)
{
    static const struct { struct failure_end end; const char *want; } rows[] = {
        { { .out_of_memory = true, .outside = true }, "OOM_KILLED" },
        { { .outside = true, .timed_out = true }, "externally set to failed" },
        { { .outside = true, .state = SLICE_ROW("up_for_retry") }, "externally set to up_for_retry" },
        { { .timed_out = true, .notice = SLICE_ROW("ZOMBIE") }, "timeout" },
        { { .notice = SLICE_ROW("ZOMBIE"), .signal = SLICE_ROW("SIGABRT") }, "ZOMBIE" },
        { { .signal = SLICE_ROW("SIGABRT"), .has_exit_code = true, .exit_code = -6 }, "signal SIGABRT" },
        { { .has_exit_code = true, .exit_code = 3, .terminal = SLICE_ROW("Task exited") }, "exit code 3" },
        { { .exit_text = SLICE_ROW("no model in /tmp/x1"), .terminal = SLICE_ROW("Task exited") }, "exit: no model in /tmp/<id>" },
        { { .terminal = SLICE_ROW("Ctrl-c hit") }, "Ctrl-c hit" },
        { { .state = SLICE_ROW("") }, "no outcome" },
    };
    struct mask *mask = mask_open();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct failure_name name = { 0 };
        failure_name(NULL, &(struct failure_child){ .exit_code = 0 }, &rows[i].end, mask, &name);
        cr_expect(slice_eq(buf_view(&name.title), slice_of(rows[i].want)), "%.*s is not %s", SLICE_ARG(buf_view(&name.title)), rows[i].want);
        failure_name_free(&name);
    }
    mask_close(&mask);
}
