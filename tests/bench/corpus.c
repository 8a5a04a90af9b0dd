/* corpus.c - writes a tree of Airflow task logs, 2's text or 3's records, for measuring; the same arguments give the same bytes.
 *   corpus typical DIR MEGABYTES   files of about 256 kB, 2 % of the lines are events, a block per 1,000 lines
 *   corpus dense DIR MEGABYTES     files of about 64 kB, a third of the lines are events, a block per 100 lines
 *   corpus records DIR MEGABYTES   as typical, by Airflow 3
 *   corpus tiny DIR FILES          the least that a finished attempt prints, with one event
 * Last line on stdout: files, bytes, lines. No measuring here. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct shape {
    const char *name;
    int64_t file_bytes;
    unsigned event_share;  /* of 1,000 lines outside of blocks */
    unsigned block_every;  /* lines; 0 = none */
    unsigned follow_share; /* of 1,000 lines, those that go on without a head */
    bool records;          /* a JSON record a line */
};

static const struct shape shapes[] = {
    { "typical", 256 << 10, 21, 1000, 40, false },
    { "dense", 64 << 10, 440, 100, 20, false },
    { "records", 256 << 10, 21, 1000, 40, true },
    { "tiny", 0, 0, 0, 0, false },
};

struct writer {
    const struct shape *shape;
    const char *folder;
    uint64_t random;
    int64_t clock; /* milliseconds since 1970 */
    char *text;
    size_t n;
    int64_t files, bytes, lines;
    char dag[64], run[64], task[64], started[32];
    const char *crypto;
    const char *file; /* of the record at hand */
    size_t said;      /* where its text begins */
};

enum { TEXT_MOST = 1 << 20, ROOM = 4096 };

static const char *const cryptos[] = { "BTCUSDC", "ETHUSDC", "SOLUSDC", "ADAUSDC", "BONKUSDC", "XRPUSDC", "DOGEUSDC" };
static const char *const dags[] = { "launch__discovery", "launch__backtesting", "launch__walkforward", "launch__retrain", "finetune__pte",
                                    "launch__meta_training", "etl__candles" };
static const char *const tasks[] = { "prepare_data", "train_folds", "run_factor.test_step", "evaluate", "report" };

/* What tasks say besides: source, level, text. #: an integer, %: a decimal below 1, $: the crypto, ~: a price. */
struct line {
    const char *file, *level, *text;
};

static const struct line fillers[] = {
    { "logging_mixin.py:188", "INFO", "Epoch #/300 loss=% val_loss=% lr=0.0005" },
    { "logging_mixin.py:188", "INFO", "[#] train-logloss:%\tvalid-logloss:%" },
    { "trainer.py:214", "INFO", "fold # of 5: % of the samples are buys, class weight %" },
    { "trainer.py:231", "INFO", "Best iteration # with validation logloss % after # rounds without improvement" },
    { "features.py:88", "INFO", "Computed # features for $ in %s (# rows, # dropped for missing values)" },
    { "features.py:97", "DEBUG", "rolling window # on column close_# took % s" },
    { "candles.py:141", "INFO", "Fetched # candles of $ 15m from exchange, last close ~, volume ~" },
    { "candles.py:156", "WARNING", "Gap of # minutes in candles of $, filled forward" },
    { "base.py:84", "INFO", "Retrieving connection 'postgres_cvn'" },
    { "sql.py:509", "INFO", "Running statement: SELECT * FROM candles WHERE symbol = %(symbol)s AND ts >= %(since)s, parameters: {'symbol': '$', 'since': #}" },
    { "sql.py:518", "INFO", "Rows affected: #" },
    { "backtest.py:310", "INFO", "$ trade # closed at ~ (tp) pnl=% held # bars" },
    { "backtest.py:310", "INFO", "$ trade # closed at ~ (sl) pnl=-% held # bars" },
    { "backtest.py:322", "DEBUG", "equity ~ drawdown % exposure %" },
    { "hpo.py:77", "INFO", "Trial # finished with value: % and parameters: {'max_depth': 6, 'eta': %, 'subsample': %, 'gamma': #}. Best is trial # with value: %." },
    { "warnings.py:109", "WARNING", "/home/airflow/.local/lib/python3.11/site-packages/sklearn/metrics/_classification.py:# UndefinedMetricWarning: Precision is ill-defined" },
    { "s3.py:1160", "INFO", "Uploaded model_$_#.ubj to s3://cvn-models/pte/ in % s" },
    { "noise.py:84", "INFO", "fold # \xe2\x86\x92 f1 = % \xc2\xb1 % \xe2\x9c\x93" },
};

static const struct line events[] = {
    { "logging_mixin.py:188", "INFO", "event=fold_done crypto=$ fold=# f1_buy=% precision=% recall=% n_buys=#" },
    { "events.py:109", "INFO", "event=hpo_heartbeat crypto=$ trial=# best_score=% elapsed_s=# running=True" },
    { "events.py:109", "INFO", "event=candles_loaded crypto=$ rows=# interval='15m' first=2024-01-01T00:00:00Z gap_minutes=# source=exchange" },
    { "trainer.py:231", "WARNING", "event=class_imbalance crypto=$ share=% action=reweight classes=[0, 1, 2] weights={'buy': %, 'hold': %}" },
    { "logging_mixin.py:188", "ERROR", "event=model_upload_failed crypto=$ attempt=# error=connection reset by peer (104) after % s retry_in=#" },
    { "gate.py:51", "INFO", "event=gate_checked crypto=$ gate=sortino value=% limit=0.5 passed=False reason=\"value below the limit\"" },
};

static const char *const follows[] = {
    "    symbol       close      volume   signal",
    "# $     ~     ~     #.0",
    "  File \"/opt/airflow/dags/cvn/trainer.py\", line #, in fit",
    "",
    "    return self.model.fit(x, y, sample_weight=weight)",
};

static const struct line block[] = {
    { "correlation.py:62", "INFO", "=== CORRELATION DATA ===" },
    { "correlation.py:64", "INFO", "crypto=$" },
    { "correlation.py:64", "INFO", "strategy=pte_#" },
    { "correlation.py:64", "INFO", "crypto_group=large_cap" },
    { "correlation.py:64", "INFO", "horizon=H4" },
    { "correlation.py:64", "INFO", "tp=3" },
    { "correlation.py:64", "INFO", "sl=1.5" },
    { "correlation.py:64", "INFO", "f1_buy=%" },
    { "correlation.py:64", "INFO", "baseline_f1_buy=%" },
    { "correlation.py:64", "INFO", "std_f1_buy=%" },
    { "correlation.py:64", "INFO", "screening_f1_buy=%" },
    { "correlation.py:64", "INFO", "last_fold_f1_buy=%" },
    { "correlation.py:64", "INFO", "sortino=%" },
    { "correlation.py:64", "INFO", "tp_pct=41.5" },
    { "correlation.py:64", "INFO", "sl_pct=38.25" },
    { "correlation.py:64", "INFO", "timeout_pct=20.25" },
    { "correlation.py:64", "INFO", "n_trades=#" },
    { "correlation.py:64", "INFO", "n_folds=5" },
    { "correlation.py:64", "INFO", "action_rate=%" },
    { "correlation.py:64", "INFO", "gates=FAIL(sortino)" },
    { "correlation.py:64", "INFO", "gate_reason=sortino below limit" },
    { "correlation.py:64", "INFO", "fold_seed=#" },
    { "correlation.py:66", "INFO", "==============================" },
};

#define ROWS(array) (sizeof(array) / sizeof(*(array)))

static uint32_t draw(struct writer *w, uint32_t below)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (uint32_t)((w->random >> 32) * below >> 32);
}

/* Year, month ... of the clock; separator as the run's name and the heads spell it. */
static size_t stamp_write(char *to, size_t room, int64_t clock, const char *format)
{
    time_t seconds = (time_t)(clock / 1000);
    struct tm tm;
    return strftime(to, room, format, gmtime_r(&seconds, &tm));
}

static void text_add(struct writer *w, const char *text)
{
    size_t n = strlen(text);
    memcpy(w->text + w->n, text, n);
    w->n += n;
}

static void filled_add(struct writer *w, const char *text)
{
    for (; *text; text++) {
        char *to = w->text + w->n;
        if (*text == '#')
            w->n += (size_t)sprintf(to, "%u", draw(w, draw(w, 3) ? 500 : 90000));
        else if (*text == '%' && text[1] != '(')
            w->n += (size_t)sprintf(to, "0.%04u", draw(w, 10000));
        else if (*text == '~')
            w->n += (size_t)sprintf(to, "%u.%02u", draw(w, 70000), draw(w, 100));
        else if (*text == '$')
            text_add(w, w->crypto);
        else
            w->text[w->n++] = *text;
    }
}

/* Most lines come in bursts; now and then a task thinks. */
static void clock_on(struct writer *w)
{
    unsigned kind = draw(w, 100);
    w->clock += kind < 60 ? draw(w, 3) : kind < 97 ? draw(w, 200) : draw(w, 4000);
}

/* What Airflow 3 adds to its own records. */
static void attempt_add(struct writer *w)
{
    w->n += (size_t)sprintf(w->text + w->n, ",\"task_id\":\"%s\",\"ti_id\":\"01a20a7c-38cd-79c1-9f45-fe04220c1f15\",\"try_number\":1,\"run_id\":\"%s\",\"map_index\":-1,\"dag_id\":\"%s\"",
                            w->task, w->run, w->dag);
}

/* The text so far is a record's event: it is escaped, and what stands behind it is added. What tasks print has no source. */
static void record_end(struct writer *w)
{
    char said[ROOM];
    size_t n = w->n - w->said;
    memcpy(said, w->text + w->said, n);
    w->n = w->said;
    for (size_t i = 0; i < n; i++) {
        if (said[i] == '"' || said[i] == '\\' || said[i] == '\t')
            w->text[w->n++] = '\\';
        w->text[w->n++] = said[i] == '\t' ? 't' : said[i];
    }
    w->text[w->n++] = '"';
    const char *colon = strchr(w->file, ':');
    bool printed = strncmp(w->file, "logging_mixin", 13) == 0, own = strncmp(w->file, "task_runner", 11) == 0;
    if (own)
        attempt_add(w);
    if (printed)
        text_add(w, ",\"logger\":\"task.stdout\"}");
    else
        w->n += (size_t)sprintf(w->text + w->n, ",\"logger\":\"%s\",\"filename\":\"%.*s\",\"lineno\":%s}", own ? "task" : "cvn.training", (int)(colon - w->file), w->file, colon + 1);
}

static void line_end(struct writer *w)
{
    if (w->shape->records)
        record_end(w);
    w->text[w->n++] = '\n';
    w->lines++;
}

static void head_add(struct writer *w, const char *file, const char *level)
{
    char stamp[32];
    clock_on(w);
    stamp_write(stamp, sizeof(stamp), w->clock, "%Y-%m-%dT%H:%M:%S");
    w->file = file;
    if (w->shape->records) {
        static const char *const levels[][2] = { { "INFO", "info" }, { "DEBUG", "debug" }, { "WARNING", "warning" }, { "ERROR", "error" } };
        const char *lower = "";
        for (size_t i = 0; i < ROWS(levels); i++)
            lower = strcmp(level, levels[i][0]) ? lower : levels[i][1];
        w->n += (size_t)sprintf(w->text + w->n, "{\"timestamp\":\"%s.%03d%03dZ\",\"level\":\"%s\",\"event\":\"", stamp, (int)(w->clock % 1000), (int)draw(w, 1000), lower);
        w->said = w->n;
        return;
    }
    w->n += (size_t)sprintf(w->text + w->n, "[%s.%03d+0000] {%s} %s - ", stamp, (int)(w->clock % 1000), file, level);
}

static void line_add(struct writer *w, const struct line *line)
{
    head_add(w, line->file, line->level);
    filled_add(w, line->text);
    line_end(w);
}

#define SAY(w, file, level, ...)                                                    \
    do {                                                                            \
        head_add(w, file, level);                                                   \
        (w)->n += (size_t)sprintf((w)->text + (w)->n, __VA_ARGS__);                 \
        line_end(w);                                                                \
    } while (0)

static void attempt_begin(struct writer *w)
{
    if (w->shape->records) {
        SAY(w, "task_runner.py:2412", "INFO", "::group::Pre Execute");
        SAY(w, "task_runner.py:1073", "INFO", "Worker startup parse complete");
        SAY(w, "task_runner.py:2379", "INFO", "::endgroup::");
        return;
    }
    SAY(w, "local_task_job_runner.py:123", "INFO", "::group::Pre task execution logs");
    SAY(w, "taskinstance.py:2614", "INFO", "Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: %s.%s %s [queued]>", w->dag, w->task, w->run);
    SAY(w, "taskinstance.py:2867", "INFO", "Starting attempt 1 of 2");
    SAY(w, "taskinstance.py:2890", "INFO", "Executing <Task(PythonOperator): %s> on 2026-01-01 00:00:00+00:00", w->task);
    SAY(w, "standard_task_runner.py:72", "INFO", "Started process %u to run task", 100 + draw(w, 30000));
    SAY(w, "standard_task_runner.py:104", "INFO", "Running: ['airflow', 'tasks', 'run', '%s', '%s', '%s', '--job-id', '%u', '--raw', '--subdir', 'DAGS_FOLDER/cvn.py']",
        w->dag, w->task, w->run, draw(w, 90000));
    SAY(w, "task_command.py:467", "INFO", "Running <TaskInstance: %s.%s %s [running]> on host airflow-worker-%u", w->dag, w->task, w->run, draw(w, 8));
    stamp_write(w->started, sizeof(w->started), w->clock, "%Y%m%dT%H%M%S");
}

static void attempt_end(struct writer *w)
{
    char ended[32];
    if (w->shape->records) {
        SAY(w, "task_runner.py:233", "INFO", "Done. Returned value was: None");
        SAY(w, "task_runner.py:1580", "INFO", "::group::Post Execute");
        SAY(w, "task_runner.py:2379", "INFO", "::endgroup::");
        return;
    }
    stamp_write(ended, sizeof(ended), w->clock, "%Y%m%dT%H%M%S");
    SAY(w, "python.py:240", "INFO", "Done. Returned value was: None");
    SAY(w, "taskinstance.py:341", "INFO", "::group::Post task execution logs");
    SAY(w, "taskinstance.py:353", "INFO", "Marking task as SUCCESS. dag_id=%s, task_id=%s, run_id=%s, execution_date=20260101T000000, start_date=%s, end_date=%s", w->dag,
        w->task, w->run, w->started, ended);
    SAY(w, "local_task_job_runner.py:266", "INFO", "Task exited with return code 0");
    SAY(w, "taskinstance.py:3901", "INFO", "0 downstream tasks scheduled from follow-on schedule check");
}

static void body(struct writer *w)
{
    const struct shape *shape = w->shape;
    int64_t until = shape->block_every ? draw(w, shape->block_every) : INT64_MAX;
    while ((int64_t)w->n < shape->file_bytes - 1024) {
        unsigned kind = draw(w, 1000);
        if (until-- <= 0) {
            for (size_t i = 0; i < ROWS(block); i++)
                line_add(w, &block[i]);
            until = shape->block_every - ROWS(block);
        } else if (kind < shape->event_share) {
            line_add(w, &events[draw(w, ROWS(events))]);
        } else if (kind >= 1000 - shape->follow_share) {
            if (w->shape->records)
                head_add(w, "logging_mixin.py:188", "INFO");
            filled_add(w, follows[draw(w, ROWS(follows))]);
            line_end(w);
        } else {
            line_add(w, &fillers[draw(w, ROWS(fillers))]);
        }
    }
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void folders_make(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        mkdir(path, 0777);
        *at = '/';
    }
}

static void file_write(struct writer *w)
{
    char path[ROOM];
    snprintf(path, sizeof(path), "%s/dag_id=%s/run_id=%s/task_id=%s/attempt=1.log", w->folder, w->dag, w->run, w->task);
    FILE *to = fopen(path, "w");
    if (!to) {
        folders_make(path);
        to = fopen(path, "w");
    }
    if (!to || fwrite(w->text, 1, w->n, to) != w->n || fclose(to))
        die(path);
    w->bytes += (int64_t)w->n;
    w->files++;
}

static void log_make(struct writer *w)
{
    int64_t run = w->files / (int64_t)ROWS(tasks);
    int64_t begun = INT64_C(1767225600000) + run * 600000; /* a run every ten minutes from 2026-01-01 on */
    if (run % 30000 < run)
        begun -= (run / 30000) * INT64_C(30000) * 600000; /* no run is younger than the year */
    snprintf(w->dag, sizeof(w->dag), "%s", dags[run % (int64_t)ROWS(dags)]);
    snprintf(w->task, sizeof(w->task), "%s", tasks[w->files % (int64_t)ROWS(tasks)]);
    size_t n = (size_t)sprintf(w->run, "scheduled__");
    n += stamp_write(w->run + n, sizeof(w->run) - n, begun, "%Y-%m-%dT%H:%M:%S");
    sprintf(w->run + n, ".%06" PRId64 "+00:00", run / 30000);
    w->crypto = cryptos[draw(w, ROWS(cryptos))];
    w->clock = begun + w->files % (int64_t)ROWS(tasks) * 60000;
    w->n = 0;
    attempt_begin(w);
    if (w->shape->file_bytes)
        body(w);
    else
        line_add(w, &events[0]);
    attempt_end(w);
    file_write(w);
}

int main(int argc, char **argv)
{
    struct writer w = { .random = UINT64_C(0x9e3779b97f4a7c15), .folder = argc > 2 ? argv[2] : "" };
    for (size_t i = 0; argc == 4 && i < ROWS(shapes); i++)
        if (strcmp(argv[1], shapes[i].name) == 0)
            w.shape = &shapes[i];
    if (!w.shape) {
        fputs("usage: corpus typical|dense|records DIR MEGABYTES; corpus tiny DIR FILES\n", stderr);
        return 2;
    }
    int64_t most = atoll(argv[3]);
    w.text = malloc(TEXT_MOST);
    if (!w.text)
        die("corpus");
    while (w.shape->file_bytes ? w.bytes < most * 1000000 : w.files < most)
        log_make(&w);
    free(w.text);
    printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", w.files, w.bytes, w.lines);
    return 0;
}
