/* What inputs.h promises: named paths and lists as they are, folders in order of name, links followed without end or
 * repetition, what is no log left out and counted, what cannot be read complained about. On real folders. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/inputs.h"
#include "parser/text/buf.h"

/* ---- a folder of its own for each test, which is the working folder meanwhile ---- */

static char home[] = "/tmp/test_inputs.XXXXXX";

static void go_home(void)
{
    cr_assert_not_null(mkdtemp(home));
    cr_assert_eq(chmod(home, 0755), 0);
    cr_assert_eq(chdir(home), 0);
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void leave_home(void)
{
    cr_assert_eq(chdir("/"), 0);
    nftw(home, drop, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(inputs, .init = go_home, .fini = leave_home);

static void make_folders(const char *path)
{
    char *part = strdup(path);
    for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0755);
        *slash = '/';
    }
    free(part);
}

/* A file and the folders above it; a path that ends in '/' is a folder only. */
static void make_file(const char *path, struct slice text)
{
    make_folders(path);
    if (path[strlen(path) - 1] == '/')
        return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    cr_assert_geq(fd, 0, "%s", path);
    cr_assert_eq(write(fd, text.p, text.n), (ssize_t)text.n);
    close(fd);
}

static void make_files(const char *const *paths)
{
    for (; *paths; paths++)
        make_file(*paths, SLICE("line\n"));
}

static void make_link(const char *to, const char *path)
{
    make_folders(path);
    cr_assert_eq(symlink(to, path), 0, "%s", path);
}

/* ---- all inputs as one text, a line each ---- */

struct found {
    struct buf paths;
    struct inputs_facts facts;
    struct report report;
};

static struct found find(char **operands, const char *files_from)
{
    struct found f = { 0 };
    struct inputs *inputs = inputs_open(operands, files_from, false, &f.report);
    if (!inputs)
        return f;
    struct input input;
    while (inputs_next(inputs, &input)) {
        cr_assert_eq(input.is_stdin, strcmp(input.path, "-") == 0);
        buf_text(&f.paths, input.path);
        buf_char(&f.paths, '\n');
    }
    cr_assert_not(inputs_next(inputs, &input), "the end stays the end");
    f.facts = *inputs_facts(inputs);
    inputs_close(&inputs);
    cr_assert_null(inputs);
    return f;
}

static void assert_found(struct found *f, const char *paths, int skipped, int unreadable)
{
    struct slice got = buf_view(&f->paths);
    cr_assert(slice_eq(got, slice_of(paths)), "found\n%.*swanted\n%s", SLICE_ARG(got), paths);
    cr_assert_eq(f->facts.skipped, skipped, "skipped %d", (int)f->facts.skipped);
    cr_assert_eq(f->facts.unreadable, unreadable);
    cr_assert_eq(f->report.count[COMPLAINT_not_readable], unreadable);
    cr_assert_eq(f->report.status, unreadable ? EXIT_input : EXIT_kept);
    buf_free(&f->paths);
}

#define FIND(...) find((char *[]){ __VA_ARGS__, NULL }, NULL)

static void swallow_stderr(void)
{
    cr_assert_not_null(freopen("/dev/null", "w", stderr));
}

/* ---- what is a log ---- */

static const struct {
    const char *folder, *name;
    bool is_log;
} names[] = {
    { "d/t/2021-07-03T00:00:00+00:00", "1.log", true },
    { "l", "attempt=1.log", true },
    { "l", "attempt=1.log.trigger.5.log", true },
    { "l", "attempt=1.log.SchedulerJob.log", true },
    { "l", "attempt=1.log.1", true },
    { "l", "0.log.20240227-135707", true },
    { "l", "0.log.20240227-135707.gz", true },
    { "l", "airflow.log-20240227.gz", true },
    { "l", "1.log.gz", true },
    { "l", "1.LOG.GZ", true },
    { "l", "my_dag.py.log", true },
    { "l", "pod.txt", true },
    { "l", "pod.txt.gz", true },
    { "l", "export.json", true },
    { "l", "export.jsonl.gz", true },
    { "l", "export.ndjson", true },
    { "l", "task.out", true },
    { "dag_id=d/run_id=r/task_id=t", "attempt=1", true },
    { "dag_id=d/run_id=r/task_id=t", "attempt=1.gz", true },
    { "bucket", "attempt=1", false },
    { "downloads", "logs_d_manual__2026-04-29T11_00_00+00_00_t_-1_1", true },
    { "l", "README", false },
    { "l", "README.md", false },
    { "l", "my_dag.py", false },
    { "l", "logic.log.py", false },
    { "l", "my_dag.cpython-311.pyc", false },
    { "l", "trades.csv", false },
    { "l", "trades.csv.gz", false },
    { "l", "loss.log.png", false },
    { "l", "airflow.pid", false },
    { "l", "airflow.db", false },
    { "l", "0.log.tmp", false },
    { "l", "logs.log.tar.gz", true },
    { "l", "2026-04.tar", true },
    { "l", "2026-04.TGZ", true },
    { "l", "2026-04.tar.zst", true },
    { "l", "logs.zip", true },
    { "l", "logs.7z", true },
    { "l", "attempt=1.log.xz", true },
    { "l", "1.log.Z", true },
    { "l", "airflow.log.1.bz2", true },
    { "l", "loss.png.zst", false },
    { "l", "core.lz4", false },
    { "l", ".zip", false },
    { "l", ".logs.tar", false },
    { "l", ".log", false },
    { "l", ".hidden.log", false },
    { "l", ".gz", false },
};

Test(inputs, files_of_a_folder_are_taken_by_their_names)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect_eq(input_is_log(names[i].folder, names[i].name), names[i].is_log, "%s/%s", names[i].folder, names[i].name);
}

/* ---- folders ---- */

Test(inputs, a_folder_is_walked_in_order_of_name)
{
    make_files((const char *const[]){ "l/b/2.log", "l/b/10.log", "l/a.log", "l/c/d/e/1.log", "l/empty/", "l/a/x.txt", NULL });
    struct found f = FIND("l");
    cr_expect_eq(f.facts.files, 5);
    cr_expect_eq(f.facts.bytes, 25);
    assert_found(&f, "l/a/x.txt\nl/a.log\nl/b/10.log\nl/b/2.log\nl/c/d/e/1.log\n", 0, 0);
}

Test(inputs, a_slash_behind_the_folder_is_not_doubled)
{
    make_files((const char *const[]){ "l/1.log", NULL });
    struct found f = FIND("l/");
    assert_found(&f, "l/1.log\n", 0, 0);
}

Test(inputs, what_is_no_log_is_left_out_and_counted)
{
    make_files((const char *const[]){ "l/1.log", "l/a.py", "l/.hidden.log", "l/.git/1.log", "l/__pycache__/a.pyc", NULL });
    cr_assert_eq(mkfifo("l/pipe.log", 0600), 0);
    make_link("nowhere", "l/gone.log");
    struct found f = FIND("l");
    assert_found(&f, "l/1.log\n", 6, 0);
}

Test(inputs, a_named_file_is_taken_whatever_its_name)
{
    make_files((const char *const[]){ "a.py", ".hidden", NULL });
    cr_assert_eq(mkfifo("pipe", 0600), 0);
    struct found f = FIND("a.py", ".hidden", "-", "pipe");
    cr_expect_eq(f.facts.files, 4);
    cr_expect_eq(f.facts.bytes, 10);
    assert_found(&f, "a.py\n.hidden\n-\npipe\n", 0, 0);
}

Test(inputs, size_and_time_are_told)
{
    make_file("l/1.log", SLICE("four"));
    cr_assert_eq(utimensat(AT_FDCWD, "l/1.log", (struct timespec[]){ { 5, 6 }, { 1700000000, 7 } }, 0), 0);
    char *named[] = { "l", "l/1.log" };
    for (size_t i = 0; i < 2; i++) {
        struct report report = { 0 };
        struct inputs *inputs = inputs_open((char *[]){ named[i], "-", NULL }, NULL, false, &report);
        struct input input;
        cr_assert(inputs_next(inputs, &input));
        cr_expect_eq(input.size, 4);
        cr_expect_eq(input.mtime.tv_sec, 1700000000);
        cr_expect_eq(input.mtime.tv_nsec, 7);
        cr_assert(inputs_next(inputs, &input));
        cr_expect_eq(input.size, -1);
        inputs_close(&inputs);
    }
}

/* The real paths of the logs below a folder or of a file, a line each. */
static char *real_paths(char *path)
{
    static struct buf out;
    struct report report = { 0 };
    struct inputs *inputs = inputs_open((char *[]){ path, NULL }, NULL, false, &report);
    struct input input;
    buf_reset(&out);
    while (inputs_next(inputs, &input))
        buf_printf(&out, "%s\n", input.real);
    buf_char(&out, '\0');
    inputs_close(&inputs);
    return out.p;
}

Test(inputs, the_real_path_is_the_same_by_whichever_way)
{
    make_files((const char *const[]){ "t/a/1.log", "u/b/2.log", NULL });
    make_link("t", "link");
    make_link("../../u", "t/a/far");
    struct buf want = { 0 };
    buf_printf(&want, "%s/t/a/1.log\n%s/u/b/2.log\n%c", home, home, 0);
    char *const ways[] = { "t", "./t", "t/", "t//", "link", "link/" };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
        cr_expect_str_eq(real_paths(ways[i]), want.p, "%s: %s", ways[i], real_paths(ways[i]));
    want.n = 0;
    buf_printf(&want, "%s/t/a/1.log\n%c", home, 0);
    char *const files[] = { "t/a/1.log", "link/a/1.log", "u/../t/./a/1.log" };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        cr_expect_str_eq(real_paths(files[i]), want.p, "%s: %s", files[i], real_paths(files[i]));
    want.n = 0;
    buf_printf(&want, "%s/t/a.tar!x/1.log\n%c", home, 0);
    make_file("t/a.tar", SLICE("x"));
    cr_expect_str_eq(real_paths((char[]){ "link/a.tar!x/1.log" }), want.p);
    buf_free(&want);
}

/* ---- links ---- */

Test(inputs, links_to_files_and_folders_are_followed)
{
    make_files((const char *const[]){ "far/deep/2.log", "other.log", "l/1.log", NULL });
    make_link("../far", "l/link");
    make_link("../other.log", "l/o.log");
    struct found f = FIND("l");
    assert_found(&f, "l/1.log\nl/link/deep/2.log\nl/o.log\n", 0, 0);
}

Test(inputs, a_named_link_is_followed)
{
    make_files((const char *const[]){ "far/1.log", NULL });
    make_link("far", "l");
    struct found f = FIND("l");
    assert_found(&f, "l/1.log\n", 0, 0);
}

Test(inputs, loops_of_links_end, .timeout = 10)
{
    make_files((const char *const[]){ "l/a/1.log", "far/2.log", NULL });
    make_link("..", "l/a/up");
    make_link(".", "l/a/self");
    make_link("../../l", "l/a/again");
    make_link("b", "l/a/b");
    make_link("../../far", "l/a/far");
    make_link("../l", "far/back");
    make_link("../far", "far/round");
    struct found f = FIND("l");
    assert_found(&f, "l/a/1.log\nl/a/far/2.log\n", 1, 0);
}

Test(inputs, a_folder_that_links_reach_twice_is_walked_once)
{
    make_files((const char *const[]){ "far/sub/1.log", "l/dag/2024-01-01/2.log", NULL });
    make_link("../far/sub", "l/a");      /* first the inner folder, */
    make_link("../far", "l/b");          /* then the one around it, */
    make_link("../far/sub", "l/c");      /* then what is below that */
    make_link("../far", "l/d");
    make_link("2024-01-01", "l/dag/latest"); /* as Airflow's scheduler makes it */
    make_link("dag", "l/aaa");           /* before the folder itself */
    struct found f = FIND("l");
    assert_found(&f, "l/a/1.log\nl/dag/2024-01-01/2.log\n", 0, 0);
}

Test(inputs, a_link_into_a_hidden_folder_is_followed)
{
    make_files((const char *const[]){ "l/..2024_01/1.log", NULL });
    make_link("..2024_01", "l/data"); /* as Kubernetes mounts a volume */
    struct found f = FIND("l");
    assert_found(&f, "l/data/1.log\n", 1, 0);
}

/* ---- what cannot be read ---- */

Test(inputs, what_is_not_there_is_complained_about_and_the_rest_goes_on, .init = swallow_stderr)
{
    make_files((const char *const[]){ "1.log", NULL });
    struct found f = FIND("missing", "1.log", "1.log/below");
    assert_found(&f, "1.log\n", 0, 2);
}

Test(inputs, an_unreadable_folder_is_complained_about_and_the_rest_goes_on, .init = swallow_stderr)
{
    make_files((const char *const[]){ "l/a/1.log", "l/b/2.log", NULL });
    cr_assert_eq(chmod("l/a", 0), 0);
    uid_t who = geteuid();
    if (who == 0) /* root reads everything: be nobody meanwhile */
        cr_assert_eq(seteuid(65534), 0);
    struct found f = FIND("l");
    cr_assert_eq(seteuid(who), 0);
    assert_found(&f, "l/b/2.log\n", 0, 1);
}

/* ---- lists ---- */

Test(inputs, a_list_is_ended_by_newlines_or_by_nuls)
{
    static const struct {
        struct slice list;
        const char *paths;
    } rows[] = {
        { { "1.log\nl\n", 8 }, "1.log\nl/2.log\n" },
        { { "1.log\nl", 7 }, "1.log\nl/2.log\n" },
        { { "\n1.log\n\n\nl\n", 11 }, "1.log\nl/2.log\n" },
        { { "1.log\0l\0", 8 }, "1.log\nl/2.log\n" },
        { { "1.log\0l", 7 }, "1.log\nl/2.log\n" },
        { { "two\nlines.log\0", 14 }, "two\nlines.log\n" },
        { { "", 0 }, "" },
        { { "\n", 1 }, "" },
    };
    make_files((const char *const[]){ "1.log", "l/2.log", "two\nlines.log", NULL });
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make_file("list", rows[i].list);
        struct found f = find((char *[]){ NULL }, "list");
        assert_found(&f, rows[i].paths, 0, 0);
    }
}

Test(inputs, a_list_comes_out_of_stdin_behind_the_named_ones)
{
    struct buf list = { 0 }, paths = { 0 };
    make_files((const char *const[]){ "1.log", "named.log", NULL });
    buf_text(&paths, "named.log\n");
    for (int i = 0; i < 3000; i++) { /* more than is looked at for a NUL */
        buf_text(&list, "1.log\n");
        buf_text(&paths, "1.log\n");
    }
    make_file("list", buf_view(&list));
    cr_assert_not_null(freopen("list", "r", stdin));
    buf_char(&paths, '\0');
    struct found f = find((char *[]){ "named.log", NULL }, "-");
    assert_found(&f, paths.p, 0, 0);
    buf_free(&list);
    buf_free(&paths);
}

/* ---- what kubelet rotated ---- */

#define POD "pods/air_t-1_0a1b/base/"

Test(inputs, a_rotated_part_comes_with_its_file)
{
    make_files((const char *const[]){ POD "0.log", POD "0.log.20261124-000001.gz", POD "0.log.20261124-000102", POD "1.log.20261124-000103", "l/0.log", "l/0.log.20261124-000001", NULL });
    struct found f = FIND("pods");
    assert_found(&f, POD "0.log\n" POD "1.log.20261124-000103\n", 2, 0);
    f = FIND("l");
    assert_found(&f, "l/0.log\nl/0.log.20261124-000001\n", 0, 0);
    f = FIND(POD "0.log", POD "0.log.20261124-000001.gz", POD "0.log.20261124-000102");
    assert_found(&f, POD "0.log\n", 0, 0);
    f = FIND(POD "0.log.20261124-000102");
    assert_found(&f, POD "0.log.20261124-000102\n", 0, 0);
    make_files((const char *const[]){ "d/0a1b/0a1b-json.log", "d/0a1b/0a1b-json.log.1", "d/0a1b/0a1b-json.log.12.gz", "d/0a1b/0a1b-json.log.x", "d/0a1b/2c-json.log.1", "d/0a1b/2c-json.log", NULL });
    f = FIND("d");
    assert_found(&f, "d/0a1b/0a1b-json.log\nd/0a1b/0a1b-json.log.x\nd/0a1b/2c-json.log\nd/0a1b/2c-json.log.1\n", 2, 0);
    make_file("list", SLICE(POD "0.log.20261124-000102\n" POD "0.log\n"));
    f = find((char *[]){ NULL }, "list");
    assert_found(&f, POD "0.log\n", 0, 0);
}

Test(inputs, stdin_cannot_be_list_and_log_at_once, .init = swallow_stderr)
{
    make_file("list", SLICE("-\n"));
    cr_assert_not_null(freopen("list", "r", stdin));
    struct found f = find((char *[]){ NULL }, "-");
    assert_found(&f, "", 0, 1);
}

Test(inputs, a_list_that_cannot_be_read_is_complained_about, .init = swallow_stderr)
{
    struct report report = { 0 };
    cr_expect_null(inputs_open((char *[]){ NULL }, "missing", false, &report));
    cr_expect_eq(report.status, EXIT_input);
    make_files((const char *const[]){ "folder/", NULL });
    struct found f = find((char *[]){ NULL }, "folder");
    assert_found(&f, "", 0, 1);
}
