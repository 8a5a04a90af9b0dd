/* test_doors.c - what a store or tool does to a log on its way, and that the records are those of the log itself. tests/doors tries every door by the program. */
#include <criterion/criterion.h>

#include "records.h"

#define LOG_START "2026-04-29T11:35:02.123+0000] {x.py:1} "
/* What two runs of one source hold, by the last digit of their stamps. */
#define OPENS  "[" LOG_START "INFO - === CORRELATION DATA ==="
#define MERGED { "\"crypto\":\"SOLUSDC\",\"f1_buy\":0.61,\"closed\":true,", "\"record\":\"log\"", "\"lines\":4,", "\"n_info\":1," }
#define LOKI(level, values) "{\"stream\":{\"pod\":\"p\",\"detected_level\":\"" level "\"},\"values\":[" values "]}"
#define VALUE(digit, text) "[\"177746250212300000" digit "\",\"" text "\"]"
#define BEAT(digit, text) "{\"@timestamp\":\"2026-04-29T11:35:02.123Z\",\"message\":\"[2026-04-29T11:35:0" digit ".123+0000] {x.py:1} INFO - " text "\",\"log\":{\"offset\":" digit \
                         "00,\"file\":{\"path\":\"/l/dag_id=d/run_id=r/task_id=t/attempt=1.log\"}}}\n"
#define OTEL(digit, text) "{\"timeUnixNano\":\"177746250212300000" digit "\",\"body\":{\"stringValue\":\"" text "\"}}"
#define ENTRY(stream, digit, text) "{\"resource\":{\"labels\":{\"pod_name\":\"p\"}},\"logName\":\"" stream "\",\"textPayload\":\"" text "\",\"timestamp\":\"2026-04-29T11:35:02.12300000" digit "Z\"}"

/* Expects that text gives all of these words. */
static void expect(const char *text, const char *const *words)
{
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    for (; *words; words++)
        EXPECT_HAS(out, *words);
    buf_free(&out);
}

static const struct {
    const char *text, *words[8];
} doors[] = {
    /* logcli takes the blanks off both ends of a line */
    { "2026-04-29T11:35:02Z {pod=\"p\"} [2026-04-29T11:35:02.123+0000] {taskinstance.py:1} WARNING -\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} [2026-04-29T11:35:02.124+0000] {taskinstance.py:1} ERROR - Task failed with exception\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} Traceback (most recent call last):\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} File \"/a/b.py\", line 4, in f\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} pass\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} ^^^^\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} File \"<string>\", line 4, in g\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} x.KeyError: 'a'\n"
      "2026-04-29T11:35:02Z {pod=\"p\"} [2026-04-29T11:35:02.125+0000] {taskinstance.py:1} INFO - Marking task as FAILED. dag_id=d, task_id=t\n",
      { "\"n_warning\":1,", "\"n_error\":1,", "\"error_type\":\"KeyError\"" } },
    /* labels of Airflow's own handler; what it writes has no head */
    { "[{\"labels\":{\"workflow\":\"d\",\"task-id\":\"t\",\"execution-date\":\"2026-04-29T00:00:00+00:00\",\"try-number\":\"2\",\"map-index\":\"3\"},"
      "\"textPayload\":\"event=x n=1\",\"timestamp\":\"2026-04-29T11:35:02.5Z\"}]",
      { "\"dag_id\":\"d\"", "\"task_id\":\"t\"", "\"map_index\":3", "\"try_number\":2", "\"logical_date\":\"2026-04-29T00:00:00.000000Z\"", "\"identity_strength\":2" } },
    /* Airflow's API v1 prints a list of tuples */
    { "{\"content\": \"[('worker-0', '*** Found local files:\\\\n***   * /l/dag_id=d/run_id=r/task_id=t/attempt=2.log\\\\n[" LOG_START "INFO - event=x s=\\\"it\\\\\\\\\\\\'s\\\"\\\\n'), "
      "('worker-1', \\\"[" LOG_START "INFO - event=y\\\")]\", \"continuation_token\": \"a\"}",
      { "\"lines\":4,", "\"n_info\":2,", "\"name\":\"x\"", "\"name\":\"y\"" } },
    /* a shipper that names the file delivers its last lines once more */
    { BEAT("2", "a") BEAT("3", "event=x n=1") BEAT("4", "b") BEAT("3", "event=x n=1") BEAT("4", "b") BEAT("5", "c"), { "\"n_info\":4,", "\"seq\":1,\"line\":2,", "\"source\":\"-[/l/dag_id=d/run_id=r/task_id=t/attempt=1.log]\"" } },
    /* a name in brackets before a record: no list of JSON */
    { "[red] {\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"event=x\"}\n[green] {\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"event=y\"}\n",
      { "\"source\":\"-[red]\"", "\"source\":\"-[green]\"", "\"name\":\"y\"" } },
    /* a list of texts, as aws logs .. --query 'events[].message' prints it */
    { "[\n    \"[" LOG_START "INFO - event=x n=1\",\n    \"[" LOG_START "WARNING - a\\nb\"\n]\n", { "\"n_info\":1,", "\"n_warning\":1,", "\"name\":\"x\"", "\"lines\":3," } },
    /* the same as text, tabs between the messages: nothing tells where one ends, so it is refused */
    { "Filling up the DagBag from /d.py\tDependencies all met for <TaskInstance: d.t r [queued]>\tStarting attempt 1 of 2\t=== CORRELATION DATA ===\na=1\n",
      { "\"code\":\"envelope_unknown\",\"line\":1,", "\"lines\":0,", "\"n_info\":0," } },
    /* lines that something joined */
    { "[" LOG_START "INFO - a\\n[" LOG_START "INFO - b\\n[" LOG_START "INFO - c\\n[" LOG_START "INFO - event=x\n", { "\"code\":\"envelope_unknown\",\"line\":1,", "\"lines\":0," } },
    { "[" LOG_START "INFO - a [" LOG_START "INFO - b [" LOG_START "INFO - c [" LOG_START "INFO - event=x\n", { "\"code\":\"envelope_unknown\",\"line\":1,", "\"lines\":0," } },
    /* a table that is drawn, as aws logs .. --output table */
    { "----\n|  GetLogEvents  |\n+----+\n||  events  ||\n|+----+|\n||  message  ||\n|+----+|\n||  event=x n=1  |  1777462502123  ||\n----\n", { "\"code\":\"envelope_unknown\",\"line\":1,", "\"lines\":0," } },
    /* Docker's records whose writer took the ends of lines off */
    { "{\"log\":\"[" LOG_START "INFO - event=x n=1\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}\n{\"log\":\"[" LOG_START "INFO - event=y n=2\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}\n",
      { "\"lines\":2,", "\"name\":\"x\",\"attrs\":{\"n\":1}", "\"name\":\"y\",\"attrs\":{\"n\":2}" } },
    { "[" LOG_START "INFO - [" LOG_START "INFO - [" LOG_START "INFO - event=x\n", { "\"name\":\"x\"", "\"lines\":1," } },
    /* Datadog's CSV: a column for each tag that the view shows */
    { "Date,Host,Service,pod_name,Message\n2026-04-29T11:35:02.123Z,h,airflow,p1,[" LOG_START "INFO - a\n2026-04-29T11:35:02.123Z,h,airflow,p2,[" LOG_START "INFO - b\n",
      { "\"source\":\"-[p1/h/airflow]\"", "\"source\":\"-[p2/h/airflow]\"" } },
    /* Kibana's CSV: its own stamps, newest first */
    { "\"@timestamp\",message,\"kubernetes.pod.name\"\n\"Apr 29, 2026 @ 11:35:05.000\",event=z,p\n\"Apr 29, 2026 @ 11:35:03.000\",\"event=y s=\"\"a,b\"\"\",p\n"
      "\"Apr 29, 2026 @ 11:35:02.000\",[" LOG_START "INFO - event=x,p\n",
      { "\"name\":\"x\"", "\"seq\":2,\"line\":2,", "\"source\":\"-[p]\"" } },
    /* Grafana's table: labels in one column, of which a level is no source's name */
    { "Time,Line,labels\n1777462502123,[" LOG_START "INFO - a,\"{\"\"detected_level\"\":\"\"info\"\",\"\"pod\"\":\"\"p1\"\"}\"\n1777462502124,event=x,\"{\"\"detected_level\"\":\"\"error\"\",\"\"pod\"\":\"\"p1\"\"}\"\n",
      { "\"source\":\"-[p1]\"", "\"name\":\"x\"", "\"lines\":2," } },
    /* Loki's streams of one pod, a label apart, one after the other: oldest first, newest first, a record each, some given twice, pushed */
    { "{\"data\":{\"result\":[" LOKI("a", VALUE("2", "crypto=SOLUSDC") "," VALUE("4", "===")) "," LOKI("b", VALUE("1", OPENS) "," VALUE("3", "f1_buy=0.61")) "]}}", MERGED },
    { "{\"data\":{\"result\":[" LOKI("a", VALUE("4", "===") "," VALUE("2", "crypto=SOLUSDC")) "," LOKI("b", VALUE("3", "f1_buy=0.61") "," VALUE("1", OPENS)) "]}}", MERGED },
    { "{\"data\":{\"result\":[" LOKI("a", VALUE("4", "===")) "," LOKI("b", VALUE("3", "f1_buy=0.61")) "," LOKI("c", VALUE("2", "crypto=SOLUSDC")) "," LOKI("d", VALUE("1", OPENS)) "]}}", MERGED },
    { "{\"data\":{\"result\":[" LOKI("a", VALUE("1", OPENS) "," VALUE("2", "crypto=SOLUSDC") "," VALUE("3", "f1_buy=0.61")) "," LOKI("a", VALUE("2", "crypto=SOLUSDC") "," VALUE("3", "f1_buy=0.61") "," VALUE("4", "===")) "]}}", MERGED },
    { "{\"streams\":[" LOKI("a", VALUE("2", "crypto=SOLUSDC") "," VALUE("4", "===")) "," LOKI("b", VALUE("1", OPENS) "," VALUE("3", "f1_buy=0.61")) "]}", MERGED },
    /* tables of the text alone */
    { "_raw\r\n[" LOG_START "INFO - event=x\r\n\"[" LOG_START "INFO - event=y a=\"\"b, c\"\"\"\r\n\"[" LOG_START "INFO - a\nb\"\r\n", { "\"name\":\"x\"", "\"a\":\"b, c\"", "\"lines\":3,", "\"n_info\":3," } },
    { "\"LogMessage\"\n\"[" LOG_START "INFO - event=x\"\n\"[" LOG_START "INFO - event=y a=\"\"b, c\"\"\"\n", { "\"name\":\"x\"", "\"a\":\"b, c\"", "\"lines\":2," } },
    { "@message\n\"[" LOG_START "INFO - event=y a=\"\"b;\tc\"\"\"\n", { "\"a\":\"b;\\tc\"", "\"lines\":1," } },
    /* a log that a word begins */
    { "message\n[" LOG_START "INFO - event=x a=\"b, c\" d=e,f\n[" LOG_START "INFO - event=y\n", { "\"name\":\"x\"", "\"a\":\"b, c\"", "\"d\":\"e,f\"", "\"name\":\"y\"" } },
    { "word\n\"[" LOG_START "INFO - a\"\n[" LOG_START "INFO - event=x\n", { "\"name\":\"x\"", "\"lines\":3," } },
    /* Elasticsearch's answer, of which filter_path left the sources or the fields alone */
    { "{\"hits\":{\"hits\":[{\"_source\":{\"message\":\"[" LOG_START "INFO - event=x\"}},{\"_source\":{\"message\":\"[" LOG_START "INFO - event=y\"}}]}}",
      { "\"name\":\"x\"", "\"name\":\"y\"", "\"lines\":2," } },
    { "{\"hits\":{\"hits\":[{\"_id\":\"1\",\"fields\":{\"message\":[\"[" LOG_START "INFO - event=x\"]}},{\"fields\":{\"message\":[\"[" LOG_START "INFO - event=y\"]}}]}}",
      { "\"name\":\"x\"", "\"name\":\"y\"", "\"lines\":2," } },
    /* OpenTelemetry's scopes, Google's streams */
    { "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":[" OTEL("2", "crypto=SOLUSDC") "," OTEL("4", "===") "]},{\"logRecords\":[" OTEL("1", OPENS) "," OTEL("3", "f1_buy=0.61") "]}]}]}", MERGED },
    { "[" ENTRY("stdout", "2", "crypto=SOLUSDC") "," ENTRY("stdout", "4", "===") "," ENTRY("stderr", "1", OPENS) "," ENTRY("stderr", "3", "f1_buy=0.61") "]", MERGED },
};

Test(doors, what_a_door_does_to_a_log_is_undone)
{
    for (size_t i = 0; i < sizeof(doors) / sizeof(*doors); i++)
        expect(doors[i].text, doors[i].words);
}

Test(doors, a_document_in_which_something_else_stands_is_no_list_of_texts)
{
    static const char *const words[] = { "\"n_info\":1,", "\"lines\":2,", NULL };
    expect("{\"content\": \"words\", \"a\": 1}\n[" LOG_START "INFO - a\n", words);
    expect("[\"a\" and words]\n[" LOG_START "INFO - a\n", words);
}
