/* test_envelope.c - every row of envelopes.def by its sample, and chains of them. */
#include <criterion/criterion.h>

#include "parser/envelope/chain.h"
#include "parser/text/timestamp.h"

static void key_join(const struct payload *payload, struct buf *out)
{
    for (int i = 0; i < KEY__N; i++)
        if (payload->key[i].n) {
            if (out->n)
                buf_char(out, '/');
            buf_slice(out, payload->key[i]);
        }
}

Test(envelope, each_row_gives_what_its_sample_says)
{
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (int i = 0; i < ENVELOPE__N; i++) {
        const struct envelope_row *row = &envelope_rows[i];
        struct payload payload = { 0 };
        struct buf time = { 0 }, key = { 0 };
        bool taken = envelope_take(envelopes, i, slice_of(row->sample), &space, &payload);
        cr_expect(taken, "%s: %s", row->name, row->sample);
        if (payload.has_time)
            timestamp_format(payload.time, &time);
        key_join(&payload, &key);
        cr_expect(slice_eq(payload.text, slice_of(row->text)), "%s: text %.*s", row->name, SLICE_ARG(payload.text));
        cr_expect(slice_eq(buf_view(&time), slice_of(row->time)), "%s: time %.*s", row->name, SLICE_ARG(buf_view(&time)));
        cr_expect(slice_eq(buf_view(&key), slice_of(row->key)), "%s: key %.*s", row->name, SLICE_ARG(buf_view(&key)));
        buf_free(&time);
        buf_free(&key);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

/* A pattern that tries each place of the text again would give up: a match is bounded. */
Test(envelope, a_long_text_full_of_signs_is_taken_whole)
{
    static const char plain[] = "\"b\", c: [d] {e} |f=g\t", escaped[] = "\\\"b\\\", c: [d] {e} |f=g\\t";
    enum { SIGNS = 40000 };
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (int i = 0; i < ENVELOPE__N; i++) {
        const struct envelope_row *row = &envelope_rows[i];
        const char *text = row->text[0] == '{' ? NULL : strstr(row->sample, row->text), *signs = row->carrier == CARRIER_json || (row->flags & QUOTED) ? escaped : plain;
        struct payload payload = { 0 };
        struct buf line = { 0 };
        if (!text)
            continue;
        buf_add(&line, row->sample, (size_t)(text - row->sample) + 1);
        for (int k = 0; k < SIGNS; k++)
            buf_text(&line, signs);
        buf_text(&line, text + 1);
        bool taken = envelope_take(envelopes, i, buf_view(&line), &space, &payload);
        cr_expect(taken && payload.text.n == SIGNS * strlen(plain) + strlen(row->text), "%s: %zu bytes of text", row->name, payload.text.n);
        buf_free(&line);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

Test(envelope, long_members_beside_the_text_are_passed_over)
{
    static const struct {
        int row;
        const char *before, *member, *behind;
    } rows[] = {
        { ENVELOPE_logcli, "2026-04-29T11:35:02Z {pod=\"p\"", ", a=\"b\\\"c\"", "} hello" },
        { ENVELOPE_logcli, "2026-04-29T11:35:02Z {a=\"", "b\\\"", "\", pod=\"p\"} hello" },
        { ENVELOPE_syslog_5424, "<14>1 2026-04-29T11:35:02Z h a - - ", "[x@1 k=\"v\\]\"]", " hello" },
        { ENVELOPE_syslog_5424, "<14>1 2026-04-29T11:35:02Z h a - - [x@1 k=\"", "\\]v", "\"] hello" },
        { ENVELOPE_alloy, "receiver=r entry=hello labels=\"{a=\\\"", "\\\\b", "\\\", pod=\\\"p\\\"}\"" },
        { ENVELOPE_fluentbit_stdout, "[0] k: [[1777462502.123, {}], {\"message\"=>\"hello\", \"kubernetes\"=>{\"pod_name\"=>\"p\"", ", \"a\"=>{\"b\"=>\"c\"}", "}}]" },
    };
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct payload payload = { 0 };
        struct buf line = { 0 };
        buf_text(&line, rows[i].before);
        for (int k = 0; k < 20000; k++)
            buf_text(&line, rows[i].member);
        buf_text(&line, rows[i].behind);
        cr_expect(envelope_take(envelopes, rows[i].row, buf_view(&line), &space, &payload) && slice_eq(payload.text, SLICE("hello")), "%s%s", rows[i].before, rows[i].member);
        buf_free(&line);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

Test(envelope, a_stamp_names_its_month_in_whatever_language)
{
    static const char *const months[] = { "Nov", "nov.", "f\xc3\xa9vr.", "M\xc3\xa4r", "\xd0\xbd\xd0\xbe\xd1\x8f", "11\xe6\x9c\x88", " 4\xe6\x9c\x88", "11\xec\x9b\x94", "marras", "Thg 11", "de nov.", "1-\xd1\x80 \xd1\x81\xd0\xb0\xd1\x80",
                                          "Du  ", "l\xc3\xae wainhka kati" };
    static const char *const none[] = { "11", "", "a b c d", "a:b", "{a}", "pod-1 base Nov", "pod-1 Nov" };
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (size_t i = 0; i < sizeof(months) / sizeof(*months) + sizeof(none) / sizeof(*none); i++) {
        bool is_month = i < sizeof(months) / sizeof(*months);
        struct payload payload = { 0 };
        struct buf line = { 0 };
        buf_printf(&line, "%s %s 11:35:02 host1 airflow[4242]: hello", is_month ? months[i] : none[i - sizeof(months) / sizeof(*months)], i % 2 ? "23" : " 3");
        cr_expect_eq(envelope_take(envelopes, ENVELOPE_syslog, buf_view(&line), &space, &payload) && slice_eq(payload.text, SLICE("hello")), is_month, "%.*s", SLICE_ARG(buf_view(&line)));
        buf_free(&line);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

/* Lines that look like a row's, and are none of it; and what some rows give besides. */
static const struct {
    int row;
    const char *line, *text; /* text NULL: not taken */
    bool partial;
    enum output_channel channel;
} shapes[] = {
    { ENVELOPE_kubectl, "[pod/p-1/base] ", "", false, OUTPUT_unknown },
    { ENVELOPE_kubectl, "[pod/p-1/base]", "", false, OUTPUT_unknown },
    { ENVELOPE_kubectl, " [pod/p-1/base] a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_kubectl, "[pod/p-1] a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_cri, "2024-08-01T08:21:01.528695415-05:00 stdout F hello", "hello", false, OUTPUT_stdout },
    { ENVELOPE_cri, "2024-08-01T08:21:01.5Z stderr P hel", "hel", true, OUTPUT_stderr },
    { ENVELOPE_cri, "2024-08-01T08:21:01.5Z stdout F ", "", false, OUTPUT_stdout },
    { ENVELOPE_cri, "2024-08-01T08:21:01.5Z stdout F", "", false, OUTPUT_stdout },
    { ENVELOPE_cri, "2024-08-01T08:21:01.5Z stdout P:x hel", "hel", true, OUTPUT_stdout },
    { ENVELOPE_cri, "2024-13-01T08:21:01.5Z stdout F x", NULL, false, OUTPUT_unknown },
    { ENVELOPE_docker, "{\"log\":\"hel\",\"stream\":\"stderr\",\"time\":\"2021-07-03T11:49:16.7Z\"}", "hel", true, OUTPUT_stderr },
    { ENVELOPE_docker, "{\"log\":\"a\\n\",\"stream\":\"stdout\",\"time\":\"2021-07-03T11:49:16.7Z\"} x", NULL, false, OUTPUT_unknown },
    { ENVELOPE_docker, "{\"log\":\"a\\n\",\"stream\":\"stdout\"}", NULL, false, OUTPUT_unknown },
    { ENVELOPE_kubernetes, "{\"log\":\"hel\",\"logtag\":\"P\",\"stream\":\"stdout\",\"kubernetes\":{\"pod_name\":\"p\"}}", "hel", true, OUTPUT_stdout },
    { ENVELOPE_kubernetes, "{\"message\":\"a\",\"kubernetes.pod_name\":\"p\"}", "a", false, OUTPUT_unknown },
    { ENVELOPE_kubernetes, "{\"message\":\"a\",\"kubernetes\":\"p\"}", NULL, false, OUTPUT_unknown },
    { ENVELOPE_kubernetes, "{\"event\":\"a\",\"b\":[1],\"stream\":\"stdout\",\"kubernetes\":{\"pod_name\":\"p\"}}", "{\"event\":\"a\",\"b\":[1]}", false, OUTPUT_stdout },
    { ENVELOPE_kubernetes, "{\"event\":{\"a\":1},\"message\":\"b\",\"kubernetes\":{\"pod_name\":[\"p\"]}}", "b", false, OUTPUT_unknown },
    { ENVELOPE_kubernetes, "{\"message\":[\"a\",\"b\"],\"kubernetes\":{\"pod_name\":\"p\"}}", "[\"a\",\"b\"]", false, OUTPUT_unknown },
    { ENVELOPE_otel, "{\"resource\":{\"attributes\":[1,{\"key\":\"k8s.pod.name\"},{\"value\":{}}]},\"value\":{\"body\":{\"stringValue\":\"a\"},\"attributes\":[\"log.file.path\"]}}", "a", false, OUTPUT_unknown },
    { ENVELOPE_fluentbit_stdout, "[0] a: [[1777462502.123, {}], {\"log\"=>\"x\", \"y\", z\"}]", "x\", \"y\", z", false, OUTPUT_unknown },
    { ENVELOPE_path_name, "a/1.log:2026-04-29T11:35:02.123Z hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_path_name, "dag_id=d/run_id=manual__2026-04-29T11_35_02/attempt=1.log hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_grep, "a/attempt=1.log-[2026-04-29 a", "[2026-04-29 a", false, OUTPUT_unknown },
    { ENVELOPE_grep, "a/attempt=1.log-2026-04-29 a", "2026-04-29 a", false, OUTPUT_unknown },
    { ENVELOPE_grep, "a/airflow.log-20260429:[2026-04-29 a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_grep, "a/1.log-17-[2026-04-29 a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_grep_numbered, "a/1.log-17-[2026-04-29 a", "[2026-04-29 a", false, OUTPUT_unknown },
    { ENVELOPE_numbered, "17-[2026-04-29 a", "[2026-04-29 a", false, OUTPUT_unknown },
    { ENVELOPE_gitlab, "2026-04-29T11:35:02.123000Z 00O+hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_gitlab, "2026-04-29T11:35:02.123000Z base hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_azure_tsv, "a\tb\tPrimaryResult", "a", false, OUTPUT_unknown },
    { ENVELOPE_azure_tsv, "INFO - a\tb\tc\tPrimaryResult\t2026-04-29T11:35:02Z", "INFO - a", false, OUTPUT_unknown },
    { ENVELOPE_azure_tsv, "INFO - a\tPrimaryResults", NULL, false, OUTPUT_unknown },
    { ENVELOPE_nerdctl, "INFO |hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_rsyslog, "{\"msg\":\"  hello\",\"programname\":\"a\"}", " hello", false, OUTPUT_unknown },
    { ENVELOPE_rsyslog, "{\"msg\":\"hello\",\"programname\":\"a\"}", "hello", false, OUTPUT_unknown },
    { ENVELOPE_alloy, "level=info receiver=loki.echo.a entry=word labels={}", "word", false, OUTPUT_unknown },
    { ENVELOPE_compose, "\x1b[34m scheduler\x1b[0m | hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_stern, "1777462502.123000 0a1b2c3d4e5f hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_fluentd_file, "2026-04-29T11:35:02Z 2026-04-29T11:35:02+0000 {\"a\":1}", NULL, false, OUTPUT_unknown },
    { ENVELOPE_path_name, "pods/p-1.log:2026-04-29T11:35:02Z hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_foreman, "0|airflow  | hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_numbered, "     17 hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_numbered, "17 hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_name_colon, "11:35 hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_path_name, "2026/04/29 hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_group_stream, "2026-04-29 11:35:02 hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_bracketed_name, "[12] hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_name, "1777462502.123 hello", NULL, false, OUTPUT_unknown },
    { ENVELOPE_cloudwatch_text, "EVENTS\t369123456789012345678901234567890123\t1777462502132\ta/b\thello\t1777462502123", "hello", false, OUTPUT_unknown },
    { ENVELOPE_loki_record, "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"info\",\"event\":\"x\",\"line\":\"a\",\"labels\":{}}", NULL, false, OUTPUT_unknown },
    { ENVELOPE_google, "{\"logName\":\"l\",\"timestamp\":\"2026-04-29T09:46:13Z\",\"jsonPayload\":{\"event\":\"x\"}}", "{\"event\":\"x\"}", false, OUTPUT_unknown },
    { ENVELOPE_explore, "1709042227123\t2024-02-27T13:57:07Z\t", "", false, OUTPUT_unknown },
    { ENVELOPE_logcli, "2024-02-27T13:57:07Z {} hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_logcli, "2024-02-27T13:57:07Z {a=\"b\"}hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_logcli, "2024-02-27T13:57:07+01:00 {a=\"}\\\"\", pod=\"y\"}   hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_stern, "\x1b[36mp-1\x1b[0m \x1b[36mbase\x1b[0m hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_compose, "\x1b[36mairflow-worker_1     | \x1b[0mhello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_journal_iso, "2026-04-29T11:35:02.123456+0000 host1 airflow: a: b", "a: b", false, OUTPUT_unknown },
    { ENVELOPE_syslog_5424, "<14>1 2026-04-29T11:35:02Z h a - - [x@1 k=\"v\"] hello", "hello", false, OUTPUT_unknown },
    { ENVELOPE_journal_json, "{\"__REALTIME_TIMESTAMP\":\"1777462502123000\",\"MESSAGE\":[27,91,51,54,109,97],\"_LINE_BREAK\":\"line-max\"}", "\x1b[36ma", true, OUTPUT_unknown },
    { ENVELOPE_journal_json, "{\"__REALTIME_TIMESTAMP\":\"1777462502123000\",\"MESSAGE\":[27,256]}", "[27,256]", false, OUTPUT_unknown },
    { ENVELOPE_composer_label, "a\\\\b\\nc\\\\n@-@{\"function\": \"f\", \"workflow\": \"d\", \"task-id\": \"t\", \"run-id\": \"r\", \"try-number\": \"1\"}", "a\\b\nc\\n", false, OUTPUT_unknown },
    { ENVELOPE_composer_label, "a\\b\\n@-@{\"workflow\": \"d\", \"task-id\": \"t\", \"execution-date\": \"r\"}", "a\\b\\n", false, OUTPUT_unknown },
    { ENVELOPE_composer_label, "a@-@{\"workflow\": \"d\", \"task-id\": \"t\"}", NULL, false, OUTPUT_unknown },
    { ENVELOPE_google, "{\"logName\":\"l\",\"timestamp\":\"2026-04-29T09:46:13Z\",\"textPayload\":\"a\",\"split\":{\"uid\":\"u\",\"totalSplits\":2}}", "a", true, OUTPUT_unknown },
    { ENVELOPE_google, "{\"logName\":\"l\",\"timestamp\":\"2026-04-29T09:46:13Z\",\"textPayload\":\"a\",\"split\":{\"uid\":\"u\",\"index\":1,\"totalSplits\":3}}", "a", true, OUTPUT_unknown },
    { ENVELOPE_google, "{\"logName\":\"l\",\"timestamp\":\"2026-04-29T09:46:13Z\",\"textPayload\":\"a\",\"split\":{\"uid\":\"u\",\"index\":2,\"totalSplits\":3}}", "a", false, OUTPUT_unknown },
    { ENVELOPE_stamp, "2026-04-29T11:35:02Z [info     ] a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_interface_stamp, "[2026-04-29T11:35:02.123Z] {\"event\":\"a:1\"}", "{\"event\":\"a:1\"}", false, OUTPUT_unknown },
    { ENVELOPE_interface_stamp, "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_interface_stamp, "[2026-04-29T11:35:02.123+0000] {{x.py:1}} INFO - a", NULL, false, OUTPUT_unknown },
    { ENVELOPE_interface_stamp, "[2026-04-29T11:35:02.123Z] INFO - a", NULL, false, OUTPUT_unknown },
};

Test(envelope, a_line_carries_a_row_exactly_or_not_at_all)
{
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
        struct payload payload = { 0 };
        bool taken = envelope_take(envelopes, shapes[i].row, slice_of(shapes[i].line), &space, &payload);
        cr_expect_eq(taken, shapes[i].text != NULL, "%s", shapes[i].line);
        cr_expect(slice_eq(payload.text, slice_of(shapes[i].text ? shapes[i].text : "")), "%s: %.*s", shapes[i].line, SLICE_ARG(payload.text));
        cr_expect_eq(payload.partial, shapes[i].partial, "%s", shapes[i].line);
        cr_expect_eq(payload.channel, shapes[i].channel, "%s", shapes[i].line);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

Test(envelope, an_element_of_a_list_tells_a_part_of_the_key)
{
    static const struct {
        int row;
        const char *line, *pod, *path;
    } rows[] = {
        { ENVELOPE_otel, "{\"resource\":{\"attributes\":[{\"key\":\"k8s.pod\",\"value\":{\"stringValue\":\"no\"}},{\"key\":\"k8s.pod.name\",\"value\":{\"stringValue\":\"p-1\"}}]},\"value\":{\"body\":{\"stringValue\":\"a\"},"
                         "\"attributes\":[{\"key\":\"log.file.path\",\"value\":{\"stringValue\":\"/a/1.log\"}}]}}", "p-1", "/a/1.log" },
        { ENVELOPE_datadog, "{\"date\":\"2026-04-29T11:35:02Z\",\"service\":\"s\",\"message\":\"a\",\"tags\":[\"pod_name\",\"pod_names:no\",\"pod_name:p-1\"]}", "p-1", "" },
    };
    struct envelopes *envelopes = envelopes_open();
    struct envelope_space space = { 0 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct payload payload = { 0 };
        cr_assert(envelope_take(envelopes, rows[i].row, slice_of(rows[i].line), &space, &payload));
        cr_expect(slice_eq(payload.key[KEY_pod], slice_of(rows[i].pod)) && slice_eq(payload.key[KEY_path], slice_of(rows[i].path)), "%s", rows[i].line);
    }
    envelope_space_free(&space);
    envelopes_close(&envelopes);
}

Test(envelope, times_of_portals)
{
    static const char *const times[] = { "4/29/2026, 11:35:02.123 AM", "Apr 29, 2026 @ 11:35:02.123" };
    static const char *const none[] = { "4/29/2026, 13:35:02.123 AM", "4/29/2026 11:35:02", "Apr 29, 2026 11:35:02.123" };
    struct payload payload = { 0 };
    for (size_t i = 0; i < 2; i++)
        cr_expect(payload_time(slice_of(times[i]), &payload) && payload.time == 1777462502123000, "%s", times[i]);
    cr_expect(payload_time(SLICE("4/29/2026, 12:00:02 AM"), &payload) && payload.time == 1777420802000000);
    cr_expect(payload_time(SLICE("4/29/2026, 12:00:02 PM"), &payload) && payload.time == 1777464002000000);
    for (size_t i = 0; i < 3; i++)
        cr_expect_not(payload_time(slice_of(none[i]), &payload), "%s", none[i]);
}

Test(envelope, an_epoch_tells_its_unit_by_its_digits)
{
    static const char *const times[] = { "1777462502.123", "1777462502123", "1777462502123000", "1777462502123000000", "1777462502.123000999", "2026-04-29T11:35:02.123Z" };
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        struct payload payload = { 0 };
        payload_time(slice_of(times[i]), &payload);
        cr_expect(payload.has_time && payload.time == 1777462502123000, "%s", times[i]);
    }
    struct payload none = { 0 };
    payload_time(SLICE("12345678"), &none);
    payload_time(SLICE("17774625021234567890"), &none);
    payload_time(SLICE("1777462502,5"), &none);
    cr_expect_not(none.has_time);
}

static bool is_head(void *context, struct slice text)
{
    (void)context;
    return slice_starts(text, SLICE("HEAD"));
}

/* Transports that nest, and the chain that is found. */
static const struct {
    const char *line, *rows;
} nestings[] = {
    { "HEAD", "" },
    { "[pod/p/c] HEAD", "kubectl" },
    { "[pod/p/c] 2026-04-29T11:35:02.123456789Z HEAD", "kubectl kubelet" },
    { "w-1  | 2026-04-29T11:35:02.123456789Z HEAD", "compose kubelet" },
    { "p-1 base 2026-04-29T11:35:02.123456789+02:00 HEAD", "stern kubelet" },
    { "2026-04-29T11:35:02.123Z HEAD", "stamp" },
    { "[2026-04-29T11:35:02.123Z] HEAD", "interface_stamp" },
    { "a/b/1.log:{\"log\":\"HEAD\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}", "grep docker" },
    { "{\"__REALTIME_TIMESTAMP\":\"1777462502123000\",\"MESSAGE\":\"{\\\"log\\\":\\\"HEAD\\\\n\\\",\\\"stream\\\":\\\"stdout\\\",\\\"time\\\":\\\"2026-04-29T11:35:02Z\\\"}\"}", "journal_json docker" },
    { "{\"labels\":{\"pod\":\"p\"},\"line\":\"2026-04-29T11:35:02Z stdout F HEAD\",\"timestamp\":\"2026-04-29T11:35:02Z\"}", "loki_record cri" },
    { "{\"_index\":\"i\",\"_source\":{\"@timestamp\":\"2026-04-29T11:35:02Z\",\"message\":\"HEAD\"}}", "elastic_hit filebeat" },
    { "{\"eventId\":\"1\",\"timestamp\":1777462502123,\"message\":\"{\\\"log\\\":\\\"HEAD\\\",\\\"kubernetes\\\":{\\\"pod_name\\\":\\\"p\\\"}}\"}", "cloudwatch kubernetes" },
    { "kube.var.log: [1777462502.123000, {\"log\":\"HEAD\"}]", "fluentbit_file tail_record" },
    /* what a container wrote, or a line behind a stamp, may be any transport's */
    { "{\"log\":\"w-1  | HEAD\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}", "docker compose" },
    { "2026-04-29T11:35:02Z stdout F scheduler | HEAD", "cri compose" },
    { "[pod/p/c] scheduler | HEAD", "kubectl compose" },
    { "w-1  | scheduler | HEAD", "compose compose" },
    { "2026-04-29T11:35:02Z stdout F Apr 29 11:35:02 h airflow[1]: HEAD", "cri syslog" },
    { "{\"log\":\"<14>1 2026-04-29T11:35:02Z h a 1 - - HEAD\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}", "docker syslog_5424" },
    { "[pod/p/c] {\"__REALTIME_TIMESTAMP\":\"1777462502123000\",\"MESSAGE\":\"HEAD\"}", "kubectl journal_json" },
    { "2026-04-29T11:35:02Z stdout F {\"log\":\"HEAD\",\"kubernetes\":{\"pod_name\":\"p\"}}", "cri kubernetes" },
    { "[pod/f/c] [0] k: [[1777462502.123, {}], {\"log\"=>\"HEAD\"}]", "kubectl fluentbit_stdout" },
    { "2026-04-29T11:35:02.1230000Z w-1  | HEAD", "stamp compose" },
    { "Apr 29 11:35:02 p-1 base HEAD", "short_stamp stern" },
    { "2026-04-29T11:35:02.1230000Z 2026-04-29T11:35:02.123456789Z [pod/p/c] HEAD", "stamp kubectl_stamped" },
    { "p-1 base Apr 29 11:35:02 h airflow[1]: HEAD", "stern syslog" },
    { "2026-04-29T11:35:02Z stdout F 11:35:02 worker.1 | HEAD", "cri foreman" },
    { "{\"TimeGenerated\":\"2026-04-29T11:35:02Z\",\"LogMessage\":\"[0] k: [[1777462502.123, {}], {\\\"log\\\"=>\\\"HEAD\\\"}]\"}", "azure fluentbit_stdout" },
    { "2026-04-29T11:35:02.1230000Z 2026-04-29T11:35:02+0000 HEAD", "stamp stamp" },
    { "pods/p-1.log:2026-04-29T11:35:02.123456789Z HEAD", "grep kubelet" },
    { "says [pod/p/c] HEAD", NULL },
    { "[pod/p/c] [pod/q/c] HEAD", NULL },
};

Test(chain, transports_nest_in_their_order_and_the_shortest_chain_is_found)
{
    struct envelopes *envelopes = envelopes_open();
    struct chain_space space = { 0 };
    for (size_t i = 0; i < sizeof(nestings) / sizeof(*nestings); i++) {
        struct chain chain;
        struct buf names = { 0 };
        bool found = chain_find(envelopes, slice_of(nestings[i].line), &space, is_head, NULL, &chain);
        for (int k = 0; k < chain.n; k++)
            buf_printf(&names, "%s%s", k ? " " : "", envelope_rows[chain.row[k]].name);
        cr_expect_eq(found, nestings[i].rows != NULL, "%s", nestings[i].line);
        cr_expect(!found || slice_eq(buf_view(&names), slice_of(nestings[i].rows)), "%s: %.*s", nestings[i].line, SLICE_ARG(buf_view(&names)));
        buf_free(&names);
    }
    chain_space_free(&space);
    envelopes_close(&envelopes);
}

Test(chain, what_looks_like_an_envelope_inside_a_payload_stays)
{
    struct envelopes *envelopes = envelopes_open();
    struct chain_space space = { 0 };
    struct chain chain;
    struct payload payload;
    cr_assert(chain_find(envelopes, SLICE("[pod/evil/c] HEAD"), &space, is_head, NULL, &chain));
    cr_expect_eq(chain_take(envelopes, &chain, SLICE("[pod/evil/c] [pod/victim/c] HEAD"), &space, &payload), 1);
    cr_expect(slice_eq(payload.key[KEY_pod], SLICE("evil")) && slice_eq(payload.text, SLICE("[pod/victim/c] HEAD")));
    cr_expect_eq(chain_take(envelopes, &chain, SLICE("half a line[pod/victim/c] HEAD"), &space, &payload), 0);
    cr_assert(chain_find(envelopes, SLICE("2026-04-29T11:35:02.123Z HEAD"), &space, is_head, NULL, &chain));
    cr_expect_eq(chain_take(envelopes, &chain, SLICE("2026-04-29T11:35:02.123Z a"), &space, &payload), 1);
    cr_expect_eq(chain_take(envelopes, &chain, SLICE("2026-04-29T11:35:02.123456Z a"), &space, &payload), 0, "a stamp of another length is the task's");
    chain_space_free(&space);
    envelopes_close(&envelopes);
}
