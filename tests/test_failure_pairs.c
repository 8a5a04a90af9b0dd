/* test_failure_pairs.c - pairs of failed attempts, made of a few words: one failure or two (domain §8.1). Half of them are shapes of real logs, written once more.
 * Whole logs: tests/failures. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "parser/text/json.h"
#include "records.h"

/* An attempt of shop.TASK. */
struct side {
    int version;       /* of Airflow: 1, 2 or 3; 0: no failure line */
    const char *error; /* "package.Type: message", as the traceback ends; more lines may follow */
    const char *frame; /* "path|line|function" of the innermost frame, more of them before it; NULL: a frame of the user's */
    const char *by;    /* file (logger in 3) that prints the child's lines */
    const char *child; /* its lines; NULL: none */
    const char *task;  /* NULL: fit */
    const char *more;  /* further lines of Airflow's own, at the end */
    const char *cause; /* a traceback before it, and what joins the two */
};

#define USERS "/opt/airflow/dags/shop/model.py|88|fit_model"
#define HEAD  "[2026-03-01T10:00:06.042+0000] "

static void add_begin(const struct side *side, struct buf *out)
{
    const char *task = side->task ? side->task : "fit";
    if (side->version == 3)
        buf_text(out, "{\"timestamp\":\"2026-03-01T10:00:01.000731Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: dags-folder\",\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n");
    else
        buf_printf(out, HEAD "{taskinstance.py:2612} INFO - Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: shop.%s manual__2026-03-01T10:00:00+00:00 [queued]>\n"
                        HEAD "{taskinstance.py:2865} INFO - Starting attempt 1 of 2\n", task);
}

static void add_record(const char *logger, const char *level, struct slice text, const char *members, struct buf *out)
{
    buf_printf(out, "{\"timestamp\":\"2026-03-01T10:00:05.000731Z\",\"level\":\"%s\",\"event\":", level);
    json_write_string(text, out);
    buf_printf(out, ",\"logger\":\"%s\"%s}\n", logger, members);
}

static void add_child(const struct side *side, struct buf *out)
{
    struct slice rest = slice_of(side->child ? side->child : ""), line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        if (side->version == 3)
            add_record(side->by, "info", line, "", out);
        else
            buf_printf(out, HEAD "{%s:106} INFO - %.*s\n", side->by, SLICE_ARG(line));
    }
}

/* Each frame as text or as a member of frames. */
static void add_frames(const struct side *side, struct buf *out)
{
    struct slice rest = slice_of(side->frame ? side->frame : USERS), frame;
    while (rest.n) {
        struct slice path, line;
        bool more = slice_cut(&rest, '\n', &frame);
        slice_cut(&frame, '|', &path);
        slice_cut(&frame, '|', &line);
        if (side->version == 3)
            buf_printf(out, "{\"filename\":\"%.*s\",\"lineno\":%.*s,\"name\":\"%.*s\"}%s", SLICE_ARG(path), SLICE_ARG(line), SLICE_ARG(frame), more ? "," : "");
        else
            buf_printf(out, "  File \"%.*s\", line %.*s%s%.*s\n    code()\n", SLICE_ARG(path), SLICE_ARG(line), frame.n ? ", in " : "", SLICE_ARG(frame));
    }
}

static void add_detail(const struct side *side, struct buf *out)
{
    struct buf detail = { 0 };
    struct slice message = slice_of(side->error), type;
    bool has_message = slice_cut(&message, ':', &type);
    buf_text(&detail, ",\"error_detail\":[{\"exc_type\":");
    json_write_string(type, &detail);
    buf_text(&detail, ",\"exc_value\":");
    json_write_string(has_message ? slice_from(message, 1) : SLICE(""), &detail);
    buf_text(&detail, ",\"exc_notes\":[],\"syntax_error\":null,\"is_cause\":false,\"frames\":[");
    add_frames(side, &detail);
    buf_text(&detail, "],\"is_group\":false,\"exceptions\":[]}]");
    buf_char(&detail, '\0');
    add_record("task", "error", SLICE("Task failed with exception"), detail.p, out);
    buf_free(&detail);
}

static void add_error(const struct side *side, struct buf *out)
{
    struct slice message = slice_of(side->error), type, first;
    if (side->version == 3) {
        add_detail(side, out);
        return;
    }
    slice_cut(&message, ':', &type);
    slice_cut(&message, '\n', &first);
    if (side->version == 1)
        buf_printf(out, HEAD "{taskinstance.py:1145} ERROR - %.*s\n", SLICE_ARG(slice_trim(first)));
    else
        buf_text(out, HEAD "{taskinstance.py:3310} ERROR - Task failed with exception\n");
    buf_text(out, side->cause ? side->cause : "");
    buf_text(out, "Traceback (most recent call last):\n");
    add_frames(side, out);
    buf_printf(out, "%s\n", side->error);
}

static void failure_of(const struct side *side, char name[static 17], struct buf *out)
{
    struct buf text = { 0 };
    char path[128];
    snprintf(path, sizeof(path), "dag_id=shop/run_id=manual__2026-03-01T10:00:00+00:00/task_id=%s/attempt=1.log", side->task ? side->task : "fit");
    add_begin(side, &text);
    add_child(side, &text);
    if (side->error)
        add_error(side, &text);
    if (side->more)
        buf_printf(&text, "%s\n", side->more);
    else if (side->version != 3)
        buf_text(&text, HEAD "{taskinstance.py:1226} INFO - Marking task as FAILED.\n");
    records_of(buf_view(&text), 0, path, out);
    static const struct slice key = SLICE_ROW("\"failure\":\"");
    size_t at = slice_find(buf_view(out), key);
    snprintf(name, 17, "%.*s", 16, at == (size_t)-1 ? "" : out->p + at + key.n);
    buf_free(&text);
}

#define BASH     "subprocess.py", .error = "airflow.exceptions.AirflowException: Bash command failed. The command returned a non-zero exit code 1.", .frame = "/x/site-packages/bash.py|9|execute"
#define BASH_137 "subprocess.py", .error = "airflow.exceptions.AirflowException: Bash command failed. The command returned a non-zero exit code 137.", .frame = "/x/site-packages/bash.py|9|execute"
#define BASH_3   "airflow.task.hooks.airflow.providers.standard.hooks.subprocess.SubprocessHook", .error = "airflow.exceptions.AirflowException: Bash command failed. The command returned a non-zero exit code 1.", .frame = "/x/site-packages/bash.py|9|execute"
#define POD      "pod_manager.py", .error = "airflow.exceptions.AirflowException: Pod fit-x2kzq7ab returned a failure.\nremote_pod: {'api_version': 'v1'}", .frame = "/x/site-packages/pod.py|9|cleanup"
#define DOCKER   "docker.py", .error = "airflow.providers.docker.exceptions.DockerContainerFailedException: Docker container failed: {'StatusCode': 1}", .frame = "/x/site-packages/docker.py|9|run"
#define SSH      "ssh.py", .error = "airflow.exceptions.AirflowException: SSH operator error: exit status = 1", .frame = "/x/site-packages/ssh.py|9|execute"
#define SPARK    "spark_submit.py", .error = "airflow.exceptions.AirflowException: Cannot execute: spark-submit --name x job.py. Error code is: 1.", .frame = "/x/site-packages/spark_submit.py|9|submit"
#define VENV     "process_utils.py", .error = "subprocess.CalledProcessError: Command '['/tmp/venv-callz0x/bin/python', '/tmp/venv-callz0x/script.py']' returned non-zero exit status 1.", .frame = "/x/site-packages/airflow/utils/process_utils.py|200|execute_in_subprocess_with_kwargs"
#define VENV_3   "airflow.utils.process_utils", .error = "subprocess.CalledProcessError: Command '['/tmp/venv7/bin/python', '/tmp/venv7/script.py']' returned non-zero exit status 1.", .frame = "/x/site-packages/airflow/utils/process_utils.py|200|execute_in_subprocess_with_kwargs"
#define GROUP(member) "  + Exception Group Traceback (most recent call last):\n  |   File \"/opt/shop/train.py\", line 9, in main\n  | ExceptionGroup: many (1 sub-exception)\n" \
                      "  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"/opt/shop/a.py\", line 3, in a\n    | " member "\n" \
                      "    +------------------------------------"
#define TRACE    "Traceback (most recent call last):\n  File \"/opt/shop/train.py\", line 9, in main\n    code()\n"
#define BEHIND(prefix, words) prefix "Traceback (most recent call last):\n" prefix "  File \"/opt/shop/train.py\", line 9, in main\n" prefix "    code()\n" prefix words
#define RULE     "============================================================\n"
#define TORCHRUN "E0301 10:00:05.231000 17 torch/distributed/elastic/multiprocessing/api.py:869] failed (exitcode: 1) local_rank: 0 (pid: 24)\n" \
                 "Traceback (most recent call last):\n  File \"/usr/local/bin/torchrun\", line 8, in <module>\n    sys.exit(main())\n" \
                 "torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n" RULE "train.py FAILED\n" \
                 "------------------------------------------------------------\nFailures:\n  <NO_OTHER_FAILURES>\n" \
                 "------------------------------------------------------------\nRoot Cause (first observed failure):\n[0]:\n" \
                 "  time      : 2026-03-01_10:00:05\n  host      : gpu-1\n  rank      : 0 (local_rank: 0)\n  exitcode  : 1 (pid: 24)\n  error_file: <N/A>\n"
#define TORCHRUN_UNTOLD "  traceback : To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html\n" RULE
#define TORCHRUN_TOLD   "  traceback : Traceback (most recent call last):\n    File \"/opt/shop/train.py\", line 9, in main\n      code()\n  KeyError: 'close'\n  \n" RULE
#define RAY(error) "  File \"/opt/shop/run.py\", line 9, in <module>\n    ray.get(x)\nray.exceptions.RayTaskError(KeyError): ray::fit() (pid=17, ip=10.0.0.5)\n" \
                   "  File \"/opt/shop/train.py\", line 9, in main\n    code()\n" error
#define NOBODYS  .frame = "/x/site-packages/airflow/sensors/base.py|9|execute"
#define OWN(file, text) HEAD "{" file ":1} INFO - " text
#define CAUSE_1(text) "Traceback (most recent call last):\n  File \"/opt/a.py\", line 9, in f\n    code()\n" text "\n\n"
#define WORKER(error) "multiprocessing.pool.RemoteTraceback: \n\"\"\"\n" TRACE error "\n\"\"\"\n\n"
#define CAUSED   "The above exception was the direct cause of the following exception:\n\n"
#define HANDLED  "During handling of the above exception, another exception occurred:\n\n"

enum { SAME = true, NOT = false };
static const struct {
    bool same;
    const char *topic;
    struct side a, b;
} pairs[] = {
#include "failure_pairs.def"
};

Test(failure_pairs, are_one_failure_or_two)
{
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        char a[17], b[17];
        struct buf out = { 0 };
        failure_of(&pairs[i].a, a, &out);
        size_t n = out.n;
        struct buf other = { 0 };
        failure_of(&pairs[i].b, b, &other);
        cr_expect(a[0] && b[0], "%s: no failure\n%.*s%.*s", pairs[i].topic, (int)n, out.p, SLICE_ARG(buf_view(&other)));
        cr_expect_eq(strcmp(a, b) == 0, pairs[i].same, "%s: want %s\n%.*s%.*s", pairs[i].topic, pairs[i].same ? "one" : "two", (int)n, out.p, SLICE_ARG(buf_view(&other)));
        buf_free(&out);
        buf_free(&other);
    }
    cr_expect_geq(sizeof(pairs) / sizeof(*pairs), 240);
}

/* Three faults in every dress: behind a logger's prefix, under a launcher, through every operator, in the versions of Airflow. */
static const struct {
    const char *before, *after; /* each line; what follows */
} dresses[] = {
    { "", "" }, { "[rank0]: ", "" }, { "(fit pid=17) ", "" }, { "2026-03-01 10:00:05,123 ERROR train: ", "" }, { "[default0]:", TORCHRUN TORCHRUN_UNTOLD },
    { "", TORCHRUN TORCHRUN_UNTOLD }, { "", "Task exception was never retrieved\nfuture: <Task finished name='Task-3'>\n" TRACE "OSError: aside" },
    { "", "1\n2\nbye" }, { "", "wandb: \nwandb: Run history:\nwandb: loss 1\nwandb: Run summary:\nwandb: loss 0.3\nwandb: View run at https://wandb.ai/a/b\nbye" },
};
static const struct side wrappers[] = { { 2, .by = BASH }, { 3, .by = BASH_3 }, { 2, .by = POD }, { 2, .by = DOCKER }, { 1, .by = DOCKER }, { 2, .by = SSH, .task = "score" }, { 2, .by = SPARK },
                                        { 2, .by = VENV }, { 3, .by = VENV_3 }, { 2, .by = BASH_137 } };
static const char *const faults[] = { "KeyError: 'close'", "ValueError: no bars", "torch.cuda.OutOfMemoryError: CUDA out of memory" };

static void dressed(size_t dress, const char *fault, struct buf *out)
{
    const char *before = dresses[dress].before;
    buf_printf(out, "%sTraceback (most recent call last):\n%s  File \"/opt/shop/train.py\", line %zu, in main\n%s    code()\n%s%s\n%s", before, before, dress + 9,
               before, before, fault, dresses[dress].after);
    buf_char(out, '\0');
}

Test(failure_pairs, a_fault_has_one_name_in_every_dress)
{
    enum { FAULTS = sizeof(faults) / sizeof(*faults), WRAPPERS = sizeof(wrappers) / sizeof(*wrappers) };
    char first[FAULTS][17];
    for (size_t n = 0; n < FAULTS * WRAPPERS * sizeof(dresses) / sizeof(*dresses); n++) {
        size_t fault = n % FAULTS, dress = n / FAULTS / WRAPPERS;
        struct side side = wrappers[n / FAULTS % WRAPPERS];
        struct buf child = { 0 }, out = { 0 };
        char name[17];
        dressed(dress, faults[fault], &child);
        side.child = child.p;
        failure_of(&side, name, &out);
        if (n < FAULTS)
            memcpy(first[fault], name, sizeof(name));
        cr_expect_str_eq(name, first[fault], "dress %zu\n%.*s", dress, SLICE_ARG(buf_view(&out)));
        buf_free(&child);
        buf_free(&out);
    }
    cr_expect_str_neq(first[0], first[1]);
    cr_expect_str_neq(first[1], first[2]);
}
