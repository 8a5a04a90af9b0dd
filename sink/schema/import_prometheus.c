/* import_prometheus.c - samples of an answer of Prometheus' HTTP API; see import.h. */
#include <errno.h>

#include "import.h"
#include "parser/mask/mask.h"
#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"

#define METRIC_LABEL "dagsieve_metric"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* ANSWER_MOST: bytes of all answers of one file; SHOWN_MOST: samples that are complained about. */
enum { ANSWER_MOST = 256 << 20, SHOWN_MOST = 20, COLUMN_time = 0, COLUMN_metric = 1, COLUMN_value = 2 };

struct answer {
    const struct import_source *source;
    struct report *report;
    import_row_fn *row;
    void *context;
    struct slice text; /* of the answer at hand */
    int64_t line;      /* that it begins on */
    struct import_counts *counts;
    struct buf time, metric, value, number;
    bool ok;
};

static struct where place_of(const struct answer *answer, struct slice at)
{
    int64_t line = answer->line;
    const char *begin = answer->text.p, *end = at.p ? at.p : begin;
    for (const char *p = begin; (p = memchr(p, '\n', (size_t)(end - p))); begin = ++p)
        line++;
    return (struct where){ answer->source->path, line, (int)(end - begin) + 1 };
}

/* Complains about a place of the answer, of which nothing is taken then. */
static bool refuse(struct answer *answer, struct slice at, const char *words)
{
    struct where where = place_of(answer, at);
    complain(answer->report, COMPLAINT_bad_answer, &where, "%s", words);
    return answer->ok = false;
}

/* A sample that cannot be stored costs the others nothing: one of many series may be wrong for years. */
static bool sample_refuse(struct answer *answer, struct json_value value, struct slice text, bool is_number)
{
    struct where where = place_of(answer, value.raw);
    if (answer->counts->refused++ < SHOWN_MOST)
        complain(answer->report, COMPLAINT_bad_sample, &where, "%s%.*s%s", is_number ? "value " : "a sample's value is no number: ",
                 SLICE_ARG(slice_part(text, 0, 64)), is_number ? " is below zero" : "");
    return true;
}

/* Unix seconds, exact to the microsecond. */
static bool time_format(struct slice seconds, struct buf *out)
{
    struct buf micros = { 0 }, canonical = { 0 };
    int64_t number;
    if (decimal_parse_json(seconds, &canonical))
        decimal_shift(buf_view(&canonical), 6, &micros);
    size_t whole = slice_find(buf_view(&micros), SLICE("."));
    bool ok = micros.n && decimal_integer(slice_part(buf_view(&micros), 0, whole == (size_t)-1 ? micros.n : whole), &number);
    if (ok)
        timestamp_format(number, out);
    buf_free(&canonical);
    buf_free(&micros);
    return ok;
}

/* Empty: it is none. What a difference of doubles leaves below zero is zero. */
static struct slice number_of(struct slice value, struct buf *out)
{
    buf_reset(out);
    if (!decimal_parse(value, out) || out->p[0] != '-' || decimal_compare(buf_view(out), SLICE("-0.000001")) <= 0)
        return buf_view(out);
    return SLICE("0");
}

static bool is_no_sample(struct slice value)
{
    static const char *const words[] = { "NaN", "+Inf", "-Inf", "Inf" };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq(value, slice_of(words[i])))
            return true;
    return false;
}

/* [ seconds, "value" ] */
static bool sample_take(struct answer *answer, struct json_value pair)
{
    struct json_value seconds = { 0 }, value = { 0 };
    size_t at = 0;
    if (pair.type == JSON_array && json_element(pair.raw, &at, &seconds))
        json_element(pair.raw, &at, &value);
    buf_reset(&answer->time);
    if (seconds.type != JSON_number || value.type != JSON_string || !time_format(seconds.raw, &answer->time))
        return refuse(answer, pair.raw, "a sample is [seconds, \"value\"]");
    struct slice text = json_text(value, &answer->value), number;
    if (is_no_sample(text)) {
        answer->counts->not_numbers++;
        return true;
    }
    number = number_of(text, &answer->number);
    if (!number.n || number.p[0] == '-')
        return sample_refuse(answer, value, text, number.n);
    struct csv_row row = { .path = answer->source->path, .line = answer->line, .report = answer->report };
    row.value[COLUMN_time] = buf_view(&answer->time);
    row.value[COLUMN_metric] = answer->source->metric ? slice_of(answer->source->metric) : buf_view(&answer->metric);
    row.value[COLUMN_value] = number;
    answer->ok &= answer->row(answer->context, &row);
    return answer->ok;
}

static bool samples_take(struct answer *answer, struct json_value samples)
{
    struct json_value pair;
    for (size_t at = 0; json_element(samples.raw, &at, &pair);)
        if (!sample_take(answer, pair))
            return false;
    return true;
}

/* { "metric": { labels }, "value": sample } or "values": [ sample, ... ] */
static bool series_take(struct answer *answer, struct json_value series)
{
    if (series.type != JSON_object)
        return refuse(answer, series.raw, "a series is an object");
    struct json_value labels = json_get(series.raw, SLICE("metric")), one = json_get(series.raw, SLICE("value")), many = json_get(series.raw, SLICE("values"));
    struct json_value label = labels.type == JSON_object ? json_get(labels.raw, SLICE(METRIC_LABEL)) : (struct json_value){ 0 };
    buf_reset(&answer->metric);
    if (label.type == JSON_string)
        json_unescape(label.raw, &answer->metric);
    else if (answer->source->metric)
        buf_text(&answer->metric, answer->source->metric);
    else
        return refuse(answer, series.raw, "no --metric is given, and the series has no label " METRIC_LABEL);
    if (answer->source->metric && !slice_eq(buf_view(&answer->metric), slice_of(answer->source->metric)))
        return refuse(answer, label.raw, "--metric is another one than the series' label " METRIC_LABEL);
    if (many.type == JSON_array)
        return samples_take(answer, many);
    return one.type == JSON_array ? sample_take(answer, one) : refuse(answer, series.raw, "the series has no sample (native histograms are not read)");
}

static bool result_take(struct answer *answer, struct slice type, struct json_value result)
{
    struct json_value series;
    if (slice_eq(type, SLICE("scalar")))
        return answer->source->metric ? sample_take(answer, result) : refuse(answer, result.raw, "a scalar needs --metric");
    if (!slice_eq(type, SLICE("vector")) && !slice_eq(type, SLICE("matrix")))
        return refuse(answer, type, "resultType is neither vector, matrix nor scalar");
    if (result.type != JSON_array)
        return refuse(answer, result.raw, "member result is no list");
    for (size_t at = 0; json_element(result.raw, &at, &series);)
        if (!series_take(answer, series))
            return false;
    return true;
}

/* Complains with the words of the server, which may show the query's URL and what is in it. */
static bool refuse_in_its_words(struct answer *answer, struct json_value error)
{
    struct mask *mask = mask_open();
    struct buf told = { 0 }, words = { 0 };
    json_unescape(error.raw, &told);
    buf_text(&words, "Prometheus says: ");
    mask_text(mask, buf_view(&told), &words);
    buf_char(&words, '\0');
    refuse(answer, (struct slice){ 0 }, words.p);
    buf_free(&told);
    buf_free(&words);
    mask_close(&mask);
    return false;
}

static bool is_success(struct json_value status)
{
    return status.type == JSON_none || (status.type == JSON_string && slice_eq(status.raw, SLICE("success")));
}

/* An answer that names an error may carry data besides: a part of what was asked. Of a member that stands twice both count. */
static bool answer_take(struct answer *answer)
{
    struct json_value whole = json_read(answer->text), data = { 0 }, type = { 0 }, failed;
    if (whole.type != JSON_object)
        return refuse(answer, (struct slice){ 0 }, "no object with data.resultType and data.result");
    failed = json_get(whole.raw, SLICE("error"));
    if (failed.type == JSON_string && failed.raw.n)
        return refuse_in_its_words(answer, failed);
    if (!is_success(json_get(whole.raw, SLICE("status"))) || !is_success(json_get_last(whole.raw, SLICE("status"))))
        return refuse(answer, (struct slice){ 0 }, "its status is no success");
    data = json_get(whole.raw, SLICE("data"));
    if (data.type == JSON_object)
        type = json_get(data.raw, SLICE("resultType"));
    return type.type == JSON_string ? result_take(answer, type.raw, json_get(data.raw, SLICE("result")))
                                    : refuse(answer, (struct slice){ 0 }, "no object with data.resultType and data.result");
}

/* The whole text is one answer, or each line is. */
static void answers_take(struct answer *answer, struct slice text)
{
    if (slice_starts(text, SLICE(BYTE_ORDER_MARK)))
        text = slice_from(text, sizeof(BYTE_ORDER_MARK) - 1);
    answer->text = text;
    answer->line = 1;
    if (json_read(text).type != JSON_none) {
        answer_take(answer);
        return;
    }
    for (; text.n && answer->ok; answer->line++) {
        size_t end = slice_find(text, SLICE("\n"));
        answer->text = slice_part(text, 0, end == (size_t)-1 ? text.n : end);
        text = slice_from(text, end == (size_t)-1 ? text.n : end + 1);
        if (answer->text.n)
            answer_take(answer);
    }
}

static bool file_read(FILE *file, const char *path, struct report *report, struct buf *text)
{
    char bytes[16384];
    for (size_t n; (n = fread(bytes, 1, sizeof(bytes), file)) > 0 && text->n < ANSWER_MOST;)
        buf_add(text, bytes, n);
    if (ferror(file) || !feof(file))
        complain(report, COMPLAINT_read_failed, &(struct where){ .path = path }, "%s", ferror(file) ? strerror(errno) : "larger than 256 MiB");
    return !ferror(file) && feof(file);
}

bool import_prometheus(const struct import_source *source, struct report *report, struct import_counts *counts, import_row_fn *row, void *context)
{
    bool is_stdin = strcmp(source->path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(source->path, "re");
    struct answer answer = { .source = source, .text = SLICE(""), .report = report, .row = row, .context = context, .counts = counts, .ok = true };
    struct buf text = { 0 };
    if (!file) {
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = source->path }, "%s", strerror(errno));
        return false;
    }
    answer.ok = file_read(file, source->path, report, &text);
    if (answer.ok && !text.n)
        refuse(&answer, (struct slice){ 0 }, "it is empty");
    if (answer.ok)
        answers_take(&answer, buf_view(&text));
    struct buf *const bufs[] = { &text, &answer.time, &answer.metric, &answer.value, &answer.number };
    for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
        buf_free(bufs[i]);
    if (!is_stdin)
        fclose(file);
    return answer.ok;
}
