/* test_stream_envelope.c - whose line it is (domain §3.5): the envelope is chosen once a stream, and nothing in a payload can change that. */
#include <criterion/criterion.h>

#include "parser/text/json.h"
#include "records.h"

#define HEAD "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - "

static size_t count(const struct buf *records, const char *text)
{
    size_t n = 0;
    struct slice rest = buf_view(records);
    for (size_t at; (at = slice_find(rest, slice_of(text))) != (size_t)-1; n++)
        rest = slice_from(rest, at + 1);
    return n;
}

static void expect_logs(const char *text, size_t logs, const char *const *has_these)
{
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    cr_expect_eq(count(&out, "\"record\":\"log\""), logs, "%zu logs of\n%s\n%.*s", count(&out, "\"record\":\"log\""), text, SLICE_ARG(buf_view(&out)));
    for (; *has_these; has_these++)
        EXPECT_HAS(out, *has_these);
    buf_free(&out);
}

/* What a task prints to be taken for another's lines: however it comes, there is one log, and it has the lines. */
static const struct {
    const char *text;
    int lines;
    const char *source;
} forgeries[] = {
    { HEAD "a\n[pod/victim/base] " HEAD "event=x n=1\n", 2, "\"source\":\"-\"" },
    { HEAD "a [pod/victim/base] " HEAD "event=x\n", 1, "\"source\":\"-\"" },
    { HEAD "a\n{\"log\":\"" HEAD "event=x\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\",\"kubernetes\":{\"pod_name\":\"victim\"}}\n", 2, "\"source\":\"-\"" },
    { HEAD "a\n{\"message\":\"" HEAD "x\",\"kubernetes\":{\"pod_name\":\"victim\"},\"stream\":\"stdout\"}\n", 2, "\"source\":\"-\"" },
    { HEAD "a\n2026-04-29T11:35:02.123456789Z stdout F " HEAD "b\n", 2, "\"source\":\"-\"" },
    { HEAD "a\n2026-04-29T11:35:02Z {pod=\"victim\"} " HEAD "b\n", 2, "\"source\":\"-\"" },
    { HEAD "a\nvictim base " HEAD "b\n", 2, "\"source\":\"-\"" },
    { HEAD "a\nvictim  | " HEAD "b\n", 2, "\"source\":\"-\"" },
    { HEAD "a\nlogs/dag_id=d/run_id=r/task_id=t/attempt=1.log:" HEAD "b\n", 2, "\"source\":\"-\"" },
    { HEAD "a\nApr 29 11:35:02 victim airflow[1]: " HEAD "b\n", 2, "\"source\":\"-\"" },
    { "[pod/evil/base] " HEAD "a\n[pod/evil/base] [pod/victim/base] " HEAD "b\n", 2, "\"source\":\"-[evil/base]\"" },
    { "[pod/evil/base] " HEAD "a\n[pod/evil/base] half[pod/victim/base] " HEAD "b\n", 2, "\"source\":\"-[evil/base]\"" },
    { "[pod/evil/base] " HEAD "a\nhalf[pod/victim/base] " HEAD "b\n", 2, "\"source\":\"-[evil/base]\"" },
    { "[pod/evil/base] " HEAD "a\n[pod/evil/base] {\"log\":\"" HEAD "b\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\",\"kubernetes\":{\"pod_name\":\"victim\"}}\n", 2,
      "\"source\":\"-[evil/base]\"" },
    { "{\"log\":\"" HEAD "a\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\",\"kubernetes\":{\"pod_name\":\"evil\"}}\n"
      "{\"log\":\"{\\\"log\\\":\\\"b\\\\n\\\",\\\"kubernetes\\\":{\\\"pod_name\\\":\\\"victim\\\"}}\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\",\"kubernetes\":{\"pod_name\":\"evil\"}}\n", 2,
      "\"source\":\"-[evil]\"" },
    { "{\"log\":\"" HEAD "a\\n[pod/victim/base] b\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\",\"kubernetes\":{\"pod_name\":\"evil\"}}\n", 1, "\"source\":\"-[evil]\"" },
    { "2026-04-29T11:35:02.123456789Z stdout F " HEAD "a\n2026-04-29T11:35:02.123456789Z stdout F 2026-04-29T11:35:02.123456789Z stdout P [pod/victim/base] b\n", 2, "\"source\":\"-\"" },
    { "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"a\",\"logger\":\"task\"}\n"
      "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"b\",\"log\":\"" HEAD "c\",\"kubernetes\":{\"pod_name\":\"victim\"},\"logger\":\"cvn\"}\n", 2, "\"source\":\"-\"" },
    { "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"a\",\"logger\":\"task\"}\n"
      "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"b\",\"dag_id\":\"v\",\"task_id\":\"v\",\"execution_date\":\"x\",\"try_number\":\"1\",\"logger\":\"cvn\"}\n", 2, "\"source\":\"-\"" },
    { "2026-04-29T11:35:02.123Z " HEAD "a\n2026-04-29T11:35:02.123Z [pod/victim/base] " HEAD "b\n", 2, "\"source\":\"-\"" },
    { "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"a\",\"content\":[{\"event\":\"b\",\"level\":\"error\"}],\"logger\":\"task\"}\n", 1, "\"n_info\":1,\"n_warning\":0,\"n_error\":0," },
    { HEAD "a\n{\"events\":[{\"message\":\"" HEAD "b\"}]}\n", 2, "\"source\":\"-\"" },
    { "host1\n" HEAD "a\nhost1 victim 2026-04-29T11:35:02.123456789Z " HEAD "b\n", 3, "\"source\":\"-\"" },
};

Test(stream_envelope, nothing_a_task_prints_is_an_envelope)
{
    for (size_t i = 0; i < sizeof(forgeries) / sizeof(*forgeries); i++) {
        char lines[32];
        snprintf(lines, sizeof(lines), "\"lines\":%d,", forgeries[i].lines);
        const char *const wanted[] = { lines, forgeries[i].source, NULL };
        expect_logs(forgeries[i].text, 1, wanted);
    }
}

/* Services of two pods: an inner name is no pod's. */
Test(stream_envelope, what_a_container_calls_its_services_stays_inside_it)
{
    expect_logs("[pod/evil/base] scheduler | " HEAD "a\n[pod/victim/base] scheduler | " HEAD "b\n[pod/evil/base] victim | " HEAD "c\n[pod/victim/base] d\n[pod/evil/base] e\n", 3,
                (const char *const[]){ "\"source\":\"-[evil/base/scheduler]\"", "\"source\":\"-[victim/base/scheduler]\"", "\"source\":\"-[evil/base/victim]\"", "\"lines\":1,\"bytes\":77", NULL });
}

Test(stream_envelope, a_path_that_names_an_attempt_takes_all_lines)
{
    struct buf out = { 0 };
    records_of(SLICE("[pod/a/base] " HEAD "a\n[pod/b/base] " HEAD "b\n"), 0, "logs/dag_id=d/run_id=r/task_id=t/attempt=1.log", &out);
    cr_expect_eq(count(&out, "\"record\":\"log\""), 1);
    EXPECT_HAS(out, "\"n_info\":2,");
    EXPECT_HAS(out, "\"dag_id\":\"d\"");
    buf_free(&out);
}

Test(stream_envelope, lines_before_the_first_head_belong_to_their_own_source_or_the_first)
{
    expect_logs("Defaulted container\n[pod/a/base] DB_HOST=x\n[pod/b/base] DB_HOST=x\n[pod/a/base] " HEAD "a\n[pod/b/base] " HEAD "b\n", 2,
                (const char *const[]){ "\"source\":\"-[a/base]\"", "\"lines\":3,", "\"source\":\"-[b/base]\"", "\"lines\":2,", NULL });
}

Test(stream_envelope, words_decide_in_a_stream_without_heads)
{
    expect_logs("[pod/a/base] event=x n=1\n[pod/b/base] 2026-04-29 11:35:02,123 ERROR cvn: event=y n=2\n", 2,
                (const char *const[]){ "\"source\":\"-[a/base]\"", "\"name\":\"x\"", "\"source\":\"-[b/base]\"", "\"name\":\"y\"", NULL });
    expect_logs("2026-04-29T11:35:02.123456+00:00 INFO src.train event=x a=1\n", 1, (const char *const[]){ "\"name\":\"x\",\"attrs\":{\"a\":1}", "\"source\":\"-\"", NULL });
}

/* A line by its form: %P the pod, %S the second, %W the words. */
static void line_add(const char *form, const char *pod, int second, const char *words, struct buf *out)
{
    for (; *form; form++)
        if (*form != '%')
            buf_char(out, *form);
        else if (*++form == 'S')
            buf_printf(out, "%02d", second);
        else
            buf_text(out, *form == 'P' ? pod : words);
    buf_char(out, '\n');
}

Test(stream_envelope, each_shipper_keeps_its_sources_apart)
{
    static const char *const forms[] = {
        "{\"kubernetes\":{\"pod_name\":\"%P\"},\"message\":\"%W\",\"stream\":\"stdout\",\"timestamp\":\"2026-04-29T11:35:02Z\"}",
        "{\"container_name\":\"%P\",\"source\":\"stdout\",\"log\":\"%W\",\"date\":\"2026-04-29T11:35:02Z\"}",
        "{\"message\":\"%W\",\"podName\":\"%P\",\"containerName\":\"base\"}",
        "2026-04-29T11:35:02Z {container=\"base\", pod=\"%P\"} %W",
        "2026-04-29T11:35:02Z [pod/%P/base] %W",
        "%P base %W",
        "%P  | %W",
        "Apr 29 11:35:02 %P airflow[1]: %W",
        "/logs/%P.log:%W",
        "{\"_msg\":\"%W\",\"_stream\":\"{}\",\"_time\":\"2026-04-29T11:35:02Z\",\"kubernetes.pod_name\":\"%P\"}",
        "{\"Timestamp\":\"2026-04-29 11:35:02\",\"Body\":\"%W\",\"ResourceAttributes\":{\"k8s.pod.name\":\"%P\"}}",
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"INFO\",\"message\":\"%W\",\"pod\":\"%P\"}",
        "{\"topic\":\"t\",\"ts\":1777462502123,\"key\":\"%P\",\"payload\":\"%W\"}",
        "2026-04-29T11:35:02.123Z {\"log\":\"%W\",\"stream\":\"stdout\",\"kubernetes\":{\"pod_name\":\"%P\"}}",
        "{\"@timestamp\":\"2026-04-29T11:35:02Z\",\"message\":\"%W\",\"kubernetes_pod_name\":\"%P\"}",
        "{\"date\":1777462502.123,\"log\":\"%W\",\"stream\":\"stdout\",\"k8s\":{\"pod_name\":\"%P\"}}",
        "{\"timestamp\":1777462502123000000,\"body\":\"%W\",\"resources_string\":{\"k8s.pod.name\":\"%P\"}}",
        "2026-04-29T11:35:02Z %P %W",
        "[%P] %W",
        "%P: %W",
        "airflow/%P[base]: %W",
        "/ecs/airflow worker/%P %W",
        "host=h message=\"%W\" pod=%P timestamp=2026-04-29T11:35:02.123Z",
        "logs [0] at offset 17: key %P: %W",
        "%P:%W",
        "%P\t%W",
        "CreateTime:1777462502123\tPartition:0\tOffset:17\tNO_HEADERS\t%P\t%W",
        "2026-04-29T11:35:02.123Z|INFO|%P|%W",
        "[2026-04-29T11:35:02.123Z] [%P] %W",
        "[build : %P] %W",
        "/logs/%P.log:17:1:%W",
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct buf text = { 0 }, out = { 0 };
        for (int k = 0; k < 6; k++)
            line_add(forms[i], k % 2 ? "p1" : "p0", 2, HEAD "a", &text);
        records_of(buf_view(&text), 7, NULL, &out);
        cr_expect_eq(count(&out, "\"record\":\"log\""), 2, "%s", forms[i]);
        cr_expect_eq(count(&out, "\"lines\":3,"), 2, "%s", forms[i]);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream_envelope, a_word_of_the_text_is_no_containers_name)
{
    expect_logs("2026-04-29T11:35:02Z p-1 " HEAD "a\n2026-04-29T11:35:02Z p-1 raise b\n", 1, (const char *const[]){ "\"source\":\"-[p-1]\"", "\"lines\":2,", NULL });
}

Test(stream_envelope, heads_inside_lines_that_nothing_opens_are_complained_about_once)
{
    static const char *const forms[] = {
        "who knows; " HEAD "a\n",
        "who knows; [\x1b[34m2026-04-29T11:35:02.123+0000\x1b[0m] {\x1b[34mx.py:\x1b[0m1} \x1b[33mWARNING\x1b[0m - \x1b[33ma\x1b[0m\n",
        "who \"knows\"; [\\u001b[34m2026-04-29T11:35:02.123+0000\\u001b[0m] {\\u001b[34mx.py:\\u001b[0m1} INFO\\u001b[0m - a\n",
        "who knows; [\\x1b[34m2026-04-29T11:35:02.123+0000\\x1b[0m] {\\x1b[34mx.py:\\x1b[0m1} INFO\\x1b[0m - a\n",
        "who knows; [^[[34m2026-04-29T11:35:02.123+0000^[[0m] {^[[34mx.py:^[[0m1} INFO^[[0m - a\n",
        "who knows: {\\\"timestamp\\\":\\\"2026-04-29T11:35:02Z\\\",\\\"event\\\":\\\"a\\\"}\n",
        "who knows: {\\\\\\\"timestamp\\\\\\\":\\\\\\\"2026-04-29T11:35:02Z\\\\\\\",\\\\\\\"event\\\\\\\":\\\\\\\"a\\\\\\\"}\n",
        "who,\"{\"\"timestamp\"\":\"\"2026-04-29T11:35:02Z\"\",\"\"event\"\":\"\"a\"\"}\"\n",
        "{\"who\"=>\"knows\", [2026-04-29T11:35:02.123+0000] {{x.py:1}} CRITICAL - a}\n",
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_text(&text, forms[i]);
        buf_text(&text, forms[i]);
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(count(&out, complaints[COMPLAINT_envelope_unknown].name), 1, "%s", forms[i]);
        EXPECT_HAS(out, "\"record\":\"reject\"");
        EXPECT_HAS(out, "\"line\":1,");
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream_envelope, a_line_that_takes_too_long_to_be_opened_is_told)
{
    struct buf text = { 0 }, out = { 0 };
    buf_text(&text, "[0] k: [[1777462502.123, {}], {\"log\"=>\"" HEAD "a\"}]\n[0] k: [[1777462502.123, {}], {\"log\"=>\"");
    for (int i = 0; i < 3000; i++)
        buf_text(&text, "\", \"time\"=>");
    buf_text(&text, "\n[0] k: [[1777462502.123, {}], {\"log\"=>\"" HEAD "b\"}]\n");
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(&out, complaints[COMPLAINT_envelope_limit].name), 1);
    EXPECT_HAS(out, "\"n\":1,\"code\":\"envelope_limit\",\"line\":2,");
    EXPECT_HAS(out, "\"n_info\":2,");
    buf_free(&text);
    buf_free(&out);
}

Test(stream_envelope, twenty_lines_without_a_head_are_worth_a_note)
{
    for (int lines = 19; lines < 21; lines++) {
        struct buf text = { 0 }, out = { 0 };
        for (int i = 0; i < lines; i++)
            buf_text(&text, "words\n");
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(has(&out, complaints[COMPLAINT_no_heads].name), lines >= 20);
        buf_free(&text);
        buf_free(&out);
    }
}

/* Lines of two pods, a second after the other. */
static void two_pods(const char *form, bool backward, struct buf *out)
{
    for (int i = 0; i < 40; i++) {
        int second = backward ? 39 - i : i;
        char words[128];
        snprintf(words, sizeof(words), "[2026-04-29T11:35:%02d.000+0000] {x.py:1} INFO - event=e%d n=%d", second, second, second);
        line_add(form, second % 2 ? "b" : "a", second, words, out);
    }
}

Test(stream_envelope, the_newest_first_is_read_in_true_order)
{
    static const char *const forms[] = { "2026-04-29T11:35:%SZ {pod=\"%P\"} %W", "{\"labels\":{\"pod\":\"%P\"},\"timestamp\":\"2026-04-29T11:35:%SZ\",\"line\":\"%W\"}",
        /* no date, no year, no stamp: the heads tell it */
        "11:35:%S %P | %W", "Apr 29 11:35:%S %P airflow[1]: %W", "[pod/%P/base] %W" };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct buf forward = { 0 }, backward = { 0 }, out = { 0 }, back = { 0 };
        two_pods(forms[i], false, &forward);
        two_pods(forms[i], true, &backward);
        records_of(buf_view(&forward), 0, NULL, &out);
        records_of(buf_view(&backward), 11, NULL, &back);
        EXPECT_HAS(out, "\"seq\":1,\"line\":1,\"time\":\"2026-04-29T11:35:00.000000Z\"");
        EXPECT_HAS(back, "\"seq\":1,\"line\":20,\"time\":\"2026-04-29T11:35:00.000000Z\"");
        EXPECT_HAS(back, "\"seq\":20,\"line\":1,\"time\":\"2026-04-29T11:35:38.000000Z\"");
        cr_expect_lt(slice_find(buf_view(&back), SLICE("\"seq\":1,")), slice_find(buf_view(&back), SLICE("\"seq\":2,")));
        cr_expect_eq(count(&back, "\"lines\":20,"), 2);
        buf_free(&forward);
        buf_free(&backward);
        buf_free(&out);
        buf_free(&back);
    }
}

/* Stamps that fall by so little that all of them lie within one second, with a few lines or many. */
Test(stream_envelope, the_newest_first_is_told_within_a_second)
{
    static const int steps[] = { 1, 100, 20000 }, lines[] = { 4, 17, 40 };
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
        for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++) {
            struct buf text = { 0 }, out = { 0 };
            char oldest[48];
            for (int n = lines[k]; n > 0; n--)
                buf_printf(&text, "2026-04-29T11:35:02.%06dZ {pod=\"p\"} [2026-04-29T11:35:02.000+0000] {x.py:1} INFO - event=e%d n=1\n", n * steps[i], n);
            snprintf(oldest, sizeof(oldest), "\"seq\":1,\"line\":%d,", lines[k]);
            records_of(buf_view(&text), 0, NULL, &out);
            EXPECT_HAS(out, oldest);
            buf_free(&text);
            buf_free(&out);
        }
}

Test(stream_envelope, autumns_hour_and_falls_within_a_second_are_no_newest_first)
{
    static const char *const seconds[][8] = {
        { "02:59:58.000", "02:00:01.000", "02:00:02.000", "02:00:03.000", "02:00:04.000", "02:00:05.000", "02:00:06.000", NULL },
        { "02:00:01.000", "02:00:00.900", "02:00:00.800", "02:00:02.000", "02:00:03.000", "02:00:04.000", "02:00:05.000", NULL },
        { "02:00:01.000", "01:00:00.000", NULL },
        { "02:00:00.900", "02:00:00.800", "02:00:00.700", "02:00:00.600", "02:00:00.850", "02:00:00.950", NULL },
    };
    enum { SECONDS = sizeof(seconds) / sizeof(*seconds) };
    for (size_t i = 0; i < (size_t)2 * SECONDS; i++) { /* with the envelope's stamps, and the heads' where it has none */
        struct buf text = { 0 }, out = { 0 };
        const char *const *second = seconds[i % SECONDS];
        for (size_t k = 0; k < 8 && second[k]; k++) {
            buf_printf(&text, i < SECONDS ? "2026-10-25T%sZ " : "%.8s worker.1 | ", second[k]);
            buf_printf(&text, "[2026-10-25T%s+0000] {x.py:1} INFO - event=e%zu n=1\n", second[k], k);
        }
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, "\"seq\":1,\"line\":1,");
        EXPECT_HAS(out, "\"seq\":2,\"line\":2,");
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream_envelope, more_sources_than_can_be_open_are_a_log_each, .timeout = 60)
{
    struct buf text = { 0 }, out = { 0 };
    enum { SOURCES = 700 };
    for (int line = 0; line < 3; line++)
        for (int i = 0; i < SOURCES; i++)
            buf_printf(&text, "[pod/p%d/base] " HEAD "event=e%d n=%d\n", i, line, i);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(&out, "\"record\":\"log\""), SOURCES);
    cr_expect_eq(count(&out, "\"lines\":3,"), SOURCES);
    cr_expect_eq(count(&out, "\"name\":\"e2\""), SOURCES);
    EXPECT_HAS(out, "\"source\":\"-[p699/base]\",\"seq\":3,\"line\":3,");
    buf_free(&text);
    buf_free(&out);
}

Test(stream_envelope, a_document_of_any_layout_is_its_records)
{
    static const char *const texts[] = {
        "{\"data\":{\"result\":[{\"stream\":{\"pod\":\"a\"},\"values\":[[\"1777462502000000000\",\"" HEAD "event=x n=1\"]]},"
        "{\"stream\":{\"pod\":\"b\"},\"values\":[[\"1777462502000000000\",\"" HEAD "event=y n=1\"]]}]}}",
        "{\n \"hits\": {\n  \"hits\": [\n   {\"_index\": \"i\",\n    \"_source\": {\"message\": \"" HEAD "event=x n=1\", \"kubernetes\": {\"pod_name\": \"a\"}}},\n"
        "   {\"_index\": \"i\", \"_source\": {\"message\": \"" HEAD "event=y n=1\", \"kubernetes\": {\"pod_name\": \"b\"}}}]}}\n",
        "{\n\"message\": \"" HEAD "event=x n=1\",\n\"podName\": \"a\", \"containerName\": \"c\"}\n{\"message\": \"" HEAD "event=y n=1\",\n\"podName\": \"b\", \"containerName\": \"c\"}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        expect_logs(texts[i], 2, (const char *const[]){ "\"source\":\"-[a", "\"source\":\"-[b", "\"name\":\"x\"", "\"name\":\"y\"", NULL });
}

#define LABEL(task) "@-@{\"workflow\": \"d\", \"task-id\": \"" task "\", \"execution-date\": \"2024-05-12T15:19:58+00:00\", \"map-index\": \"-1\", \"try-number\": \"2\"}\n"

Test(stream_envelope, what_composer_cut_is_one_line_again)
{
    static const char *const one[] = { "\"lines\":4,", "\"n_info\":3,", "\"name\":\"x\"", "\"m\":7", "\"name\":\"y\",\"attrs\":{\"n\":2,\"s\":\"a", "\"text\":\"b\\\\c\"", NULL };
    struct buf text = { 0 };
    buf_text(&text, HEAD "event=x s=");
    while (text.n < 4096)
        buf_char(&text, 'a');
    buf_text(&text, LABEL("t") " m=7" LABEL("t"));
    buf_text(&text, HEAD "first\\nevent=z text=\"b\\\\\\\\c\"" LABEL("t"));
    size_t last = text.n;
    buf_text(&text, HEAD "event=y n=2 s=");
    while (text.n - last < 4096) /* as long as a piece, and whole */
        buf_char(&text, 'a');
    buf_text(&text, LABEL("t"));
    buf_char(&text, '\0');
    expect_logs(text.p, 1, one);
    buf_free(&text);
}

#define NUMBERS(index, try) HEAD "event=x n=1@-@{\"workflow\": \"d\", \"task-id\": \"t\", \"execution-date\": \"2024-05-12T15:19:58+00:00\", \"map-index\": " index ", \"try-number\": " try "}\n"

Test(stream_envelope, a_number_of_composers_label_may_stand_in_quotes_or_not)
{
    static const char *const one[] = { "\"map_index\":3,\"try_number\":2,", "\"lines\":2,", NULL }, *const two[] = { "\"map_index\":3,", "\"map_index\":4,", "\"try_number\":2,", NULL };
    expect_logs(NUMBERS("3", "2") NUMBERS("\"3\"", "\"2\""), 1, one);
    expect_logs(NUMBERS("3", "2") NUMBERS("4", "2"), 2, two);
}

#define FILE_OF(task) "==> logs/dag_id=d/run_id=r/task_id=" task "/attempt=1.log <==\n"

/* A task can print what looks like one. */
Test(stream_envelope, a_header_of_tails_is_no_name)
{
    static const char text[] = FILE_OF("a") HEAD "a\n\n" FILE_OF("b") HEAD "b\n" HEAD "and on\n" FILE_OF("a") HEAD "a\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    cr_expect_eq(count(&out, "\"identity_strength\":1"), 2, "%.*s", SLICE_ARG(buf_view(&out)));
    cr_expect_eq(count(&out, "\"lines\":2,"), 2, "%.*s", SLICE_ARG(buf_view(&out)));
    EXPECT_HAS(out, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1");
    buf_reset(&out);
    records_of(slice_of(text), 0, "dag_id=d/run_id=r/task_id=c/attempt=1.log", &out);
    cr_expect_eq(count(&out, "\"identity_strength\":3"), 1, "--path is one: %.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&out);
}

#define HIT(event) "{\"message\":\"" HEAD event "\",\"timestamp\":1,\"eventId\":\"1\"}"

/* COMPLAINT_document_corrupt */
Test(stream_envelope, a_document_that_is_broken_is_told_and_what_follows_a_whole_one_is_text)
{
    static const char *const broken[] = { "\"name\":\"x\"", "\"code\":\"document_corrupt\",\"line\":2,", "\"log_cut\":1", "\"lines\":1,", NULL };
    expect_logs("{\"events\":[" HIT("event=x n=1") ",\n {\"message\": \"a\nb\"},\n" HIT("event=y n=1") "]}\n", 1, broken);
    expect_logs("{\"events\":[" HIT("event=x n=1") ", \"a\" x]}\n" HEAD "event=y\n", 1, broken);
    expect_logs("{\"events\":[" HIT("event=x n=1") "]}\n" HEAD "event=y n=1\n", 1, (const char *const[]){ "\"name\":\"x\"", "\"name\":\"y\"", "\"lines\":2,", NULL });
    /* on its line */
    expect_logs("{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"pod\":\"p\"},\"values\":[[\"1777462502123000000\",\"" HEAD "event=x\"]]}]}}w | " HEAD "event=y\n",
                1, (const char *const[]){ "\"name\":\"x\"", "\"code\":\"document_corrupt\"", NULL });
}

Test(stream_envelope, a_document_that_is_cut_or_none_after_all_loses_nothing)
{
    expect_logs("{\"events\":[{\"message\":\"" HEAD "event=x n=1\",\"timestamp\":1,\"eventId\":\"1\"},{\"mess", 1, (const char *const[]){ "\"name\":\"x\"", "\"log_cut\":1", NULL });
    expect_logs("{\n" HEAD "event=x n=1\n", 1, (const char *const[]){ "\"name\":\"x\"", "\"lines\":2,", NULL });
    expect_logs("{\n \"a\":\n", 1, (const char *const[]){ "\"lines\":2,", NULL });
}

Test(stream_envelope, a_label_behind_a_message_tells_whose_all_its_lines_are)
{
    expect_logs(HEAD "a" LABEL("a") HEAD "b1\nb2\nb3" LABEL("b") HEAD "a" LABEL("a") HEAD "b4" LABEL("b"), 2,
                (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":2,", "\"identity_strength\":2", "\"lines\":2,", "\"task_id\":\"b\"", "\"lines\":4,", NULL });
    expect_logs(HEAD "a" LABEL("a") HEAD "a" LABEL("victim") "and on" LABEL("a"), 1, (const char *const[]){ "\"task_id\":\"a\"", "\"lines\":3,", NULL });
    expect_logs(HEAD "a" LABEL("a") HEAD "cut", 1, (const char *const[]){ "\"lines\":2,", "\"log_cut\":1", NULL });
}

#define DOCKER(tag, event) "{\"log\":\"" HEAD event "\\n\",\"stream\":\"stdout\",\"attrs\":{\"tag\":\"" tag "\",\"DB_PASSWORD\":\"hunter2xyz\"},\"time\":\"2026-04-29T11:35:02.1Z\"}\n"

/* log-opts tag, labels and env of docker's json-file driver. */
Test(stream_envelope, what_docker_tells_of_a_container_is_its_source_and_no_secret_of_it_is_shown)
{
    expect_logs(DOCKER("a", "event=x n=1") DOCKER("b", "event=y n=1") DOCKER("a", "event=z n=1"), 2,
                (const char *const[]){ "\"source\":\"-[{\\\"tag\\\":\\\"a\\\",\\\"DB_PASSWORD\\\":\\\"***\\\"}]\"", "\"lines\":2,", "\"lines\":1,", NULL });
}
