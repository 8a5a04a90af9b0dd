/* unwrap.c - one function a wrapper, tried in the order in which they nest: [pod/..] -> CRI | docker | shipper -> kubelet's stamp. */
#include "unwrap.h"

#include "parser/text/json.h"
#include "parser/text/timestamp.h"

void unwrap_space_free(struct unwrap_space *space)
{
    buf_free(&space->text);
    buf_free(&space->pod);
    buf_free(&space->container);
}

static void named(struct unwrapped *out, const char *wrapper)
{
    int n = 0;
    while (n < 2 && out->wrappers[n])
        n++;
    out->wrappers[n] = wrapper;
    out->wrapped = true;
}

/* kubectl --prefix: "[pod/POD/CONTAINER] " */
static void pod_take(struct unwrapped *out)
{
    if (!slice_starts(out->text, SLICE("[pod/")))
        return;
    struct slice rest = slice_from(out->text, 5);
    size_t slash = slice_index(rest, '/'), end = slice_find(rest, SLICE("]"));
    if (slash == (size_t)-1 || end == (size_t)-1 || slash > end || end > 512)
        return;
    out->pod = slice_part(rest, 0, slash);
    out->container = slice_part(rest, slash + 1, end);
    rest = slice_from(rest, end + 1);
    out->text = rest.n && rest.p[0] == ' ' ? slice_from(rest, 1) : rest;
    named(out, "kubectl prefix");
}

/* A stamp with zone at the start of text; its length, 0 when it is none. */
static size_t stamp_take(struct slice text, struct unwrapped *out)
{
    struct timestamp stamp;
    int n = text.n > 19 && text.p[10] == 'T' ? timestamp_read(text, &stamp) : 0;
    if (n <= 0 || !stamp.zoned)
        return 0;
    out->time = stamp.micros;
    return (size_t)n;
}

/* CRI: "STAMP stdout F content" */
static bool cri_take(struct unwrapped *out)
{
    struct unwrapped found = *out;
    size_t n = stamp_take(out->text, &found);
    struct slice rest = slice_from(out->text, n);
    if (!n || (!slice_starts(rest, SLICE(" stdout ")) && !slice_starts(rest, SLICE(" stderr "))))
        return false;
    found.channel = rest.p[4] == 'o' ? OUTPUT_stdout : OUTPUT_stderr;
    rest = slice_from(rest, 8);
    size_t tag = 0;
    while (tag < rest.n && rest.p[tag] != ' ')
        tag++;
    if (!tag || (rest.p[0] != 'P' && rest.p[0] != 'F') || (tag > 1 && rest.p[1] != ':'))
        return false;
    found.partial = rest.p[0] == 'P';
    found.text = slice_from(rest, tag + 1);
    found.has_time = true;
    named(&found, "CRI");
    *out = found;
    return true;
}

/* kubectl --timestamps: nine digits always; logcli: "STAMP {labels} line". */
static void kubelet_take(struct unwrapped *out)
{
    struct unwrapped found = *out;
    size_t n = stamp_take(out->text, &found);
    if (!n || n >= out->text.n || out->text.p[n] != ' ')
        return;
    struct slice rest = slice_from(out->text, n + 1);
    bool nine = n >= 30 && out->text.p[19] == '.' && byte_is_digit(out->text.p[28]) && !byte_is_digit(out->text.p[29]);
    size_t labels = rest.n > 4 && rest.p[0] == '{' && byte_is_letter(rest.p[1]) ? slice_find(rest, SLICE("\"} ")) : (size_t)-1;
    if (!nine && labels == (size_t)-1)
        return;
    found.text = nine ? rest : slice_from(rest, labels + 3);
    found.has_time = true;
    named(&found, nine ? "kubelet time stamp" : "logcli");
    *out = found;
}

/* Grafana Explore's text: epoch milliseconds, TAB, ISO time, TAB, line. */
static bool explore_take(struct unwrapped *out)
{
    struct slice text = out->text;
    size_t digits = 0;
    while (digits < text.n && digits < 14 && byte_is_digit(text.p[digits]))
        digits++;
    if (digits != 13 || text.n < 15 || text.p[13] != '\t')
        return false;
    struct unwrapped found = *out;
    size_t n = stamp_take(slice_from(text, 14), &found);
    if (!n || 14 + n >= text.n || text.p[14 + n] != '\t')
        return false;
    found.text = slice_from(text, 15 + n);
    found.has_time = true;
    named(&found, "Grafana Explore");
    *out = found;
    return true;
}

static struct json_value get_any(struct slice object, const char *const *keys)
{
    struct json_value value = { 0 };
    for (; *keys && value.type == JSON_none; keys++)
        value = json_get(object, slice_of(*keys));
    return value;
}

static void shipper_pod(struct slice object, struct unwrap_space *space, struct unwrapped *out)
{
    static const char *const groups[] = { "kubernetes", "labels", NULL }, *const pods[] = { "pod_name", "podName", "pod", NULL },
                             *const containers[] = { "container_name", "containerName", "container", NULL };
    struct json_value group = get_any(object, groups);
    struct slice where = group.type == JSON_object ? group.raw : object;
    struct json_value pod = get_any(where, pods), container = get_any(where, containers);
    if (pod.type == JSON_object) /* filebeat: {"pod":{"name":..}} */
        pod = json_get(pod.raw, SLICE("name"));
    if (container.type == JSON_object)
        container = json_get(container.raw, SLICE("name"));
    if (pod.type == JSON_string) {
        out->pod = json_text(pod, &space->pod);
        out->container = json_text(container, &space->container);
    }
}

static void shipper_time(struct slice object, struct unwrapped *out)
{
    static const char *const keys[] = { "time", "timestamp", "@timestamp", "ts", NULL };
    struct json_value time = get_any(object, keys);
    struct timestamp stamp;
    if (time.type == JSON_string && timestamp_parse(time.raw, &stamp)) {
        out->time = stamp.micros;
        out->has_time = true;
    }
}

/* A record of Airflow 3, whose user may have members of any name. */
static bool is_record(struct slice object)
{
    return slice_starts(object, SLICE("{\"timestamp\"")) && json_get(object, SLICE("event")).type == JSON_string &&
           json_get(object, SLICE("level")).type == JSON_string;
}

/* The member that holds the line: docker "log"; Loki "line"; Vector, Fluent Bit, stern "message". Fluent Bit may lift a record's members beside its log. */
static struct json_value shipper_line(struct slice object, bool *docker)
{
    static const char *const signs[] = { "kubernetes", "stream", "source_type", "podName", "labels", NULL }, *const fluent[] = { "date", "@timestamp", "logtag", NULL },
                             *const times[] = { "stream", "time", "date", "@timestamp", NULL };
    struct json_value line = json_get(object, SLICE("log")), kubernetes = json_get(object, SLICE("kubernetes"));
    bool record = is_record(object);
    if (line.type == JSON_string && kubernetes.type == JSON_object) {
        *docker = false;
        return line;
    }
    if (line.type == JSON_string && !record && get_any(object, times).type) {
        *docker = kubernetes.type == JSON_none && get_any(object, fluent).type == JSON_none;
        return line;
    }
    line = json_get(object, SLICE("line"));
    if (line.type == JSON_string && !record && (json_get(object, SLICE("labels")).type || json_get(object, SLICE("timestamp")).type))
        return line;
    line = json_get(object, SLICE("message"));
    if (line.type == JSON_string && get_any(object, signs).type && json_get(object, SLICE("levelname")).type == JSON_none &&
        json_get(object, SLICE("event")).type == JSON_none)
        return line;
    return (struct json_value){ 0 };
}

static void shipper_take(struct unwrap_space *space, struct unwrapped *out)
{
    bool docker = false;
    struct slice text = out->text;
    if (!text.n || text.p[0] != '{' || slice_starts(text, SLICE("{\"timestamp\":\"")) || slice_starts(text, SLICE("{\"asctime\"")))
        if (!slice_has(slice_part(text, 0, 4096), SLICE("\"line\"")) && !slice_has(text, SLICE("\"kubernetes\"")))
            return;
    struct json_value whole = json_read(text);
    if (whole.type != JSON_object)
        return;
    struct json_value line = shipper_line(whole.raw, &docker);
    if (line.type == JSON_none)
        return;
    static const char *const tags[] = { "logtag", "_p", NULL };
    struct json_value stream = json_get(whole.raw, SLICE("stream")), tag = get_any(whole.raw, tags);
    out->channel = slice_eq(stream.raw, SLICE("stderr")) ? OUTPUT_stderr : slice_eq(stream.raw, SLICE("stdout")) ? OUTPUT_stdout : OUTPUT_unknown;
    shipper_time(whole.raw, out);
    shipper_pod(whole.raw, space, out);
    out->text = json_text(line, &space->text);
    bool ended = slice_ends(out->text, SLICE("\n"));
    out->partial = docker ? !ended : slice_eq(tag.raw, SLICE("P"));
    if (ended)
        out->text.n--;
    named(out, docker ? "docker json" : "shipper JSON");
}

void unwrap_line(struct slice line, struct unwrap_space *space, struct unwrapped *out)
{
    *out = (struct unwrapped){ .text = line };
    pod_take(out);
    if (!out->text.n)
        return;
    if (out->text.p[0] == '{')
        shipper_take(space, out);
    else if (byte_is_digit(out->text.p[0]) && !explore_take(out))
        cri_take(out);
    if (out->text.n && byte_is_digit(out->text.p[0]))
        kubelet_take(out);
}
