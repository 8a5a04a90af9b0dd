/* attempt_header.c - the lines that the web interface and the API put before a log they hand out; see attempt_header.h. */
#include "attempt_header.h"

const struct header_row header_rows[] = {
    { "***   * ", "2.6 and later, behind *** Found local files: and the like", "***   * /opt/airflow/logs/dag_id=d/run_id=r/task_id=t/attempt=5.log" },
    { "*** Reading local file: ", "1.10 to 2.5", "*** Reading local file: /opt/airflow/logs/d/t/2021-07-03T00:00:00+00:00/5.log" },
    { "*** Reading remote log from Cloudwatch log_group: ", "1.10 and later: the stream's name is the path",
      "*** Reading remote log from Cloudwatch log_group: g log_stream: d/t/2021-07-03T00_00_00+00_00/5.log." },
    { "*** Unable to read remote logs from Cloudwatch ", "1.10 to 2.5",
      "*** Unable to read remote logs from Cloudwatch (log_group: /mwaa/g, log_stream: d/t/2021-07-03T00_00_00+00_00/5.log)" },
    { "*** Reading hdfs log from ", "2.7 and later", "*** Reading hdfs log from hdfs://n:8020/logs/d/t/2021-07-03T00:00:00+00:00/5.log." },
    { "*** Reading remote log from ", "1.10 to 2.5", "*** Reading remote log from gs://b/logs/dag_id=d/run_id=r/task_id=t/attempt=5.log." },
    { "*** Found logs served from host ", "2.6 and later", "*** Found logs served from host http://10.42.0.154:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log" },
    { "*** Fetching from: ", "1.10 to 2.5", "*** Fetching from: http://w:8793/log/d/t/2021-07-03T00:00:00+00:00/5.log" },
    { "*** Log file does not exist: ", "1.10 to 2.5", "*** Log file does not exist: /opt/airflow/logs/d/t/2021-07-03T00:00:00+00:00/5.log" },
    { "*** Failed to load local log file: ", "1.10 to 2.5", "*** Failed to load local log file: /opt/airflow/logs/d/t/2021-07-03T00:00:00+00:00/5.log" },
    { "*** Failed to verify remote log exists ", "1.10 to 2.5", "*** Failed to verify remote log exists s3://b/d/t/2021-07-03T00:00:00+00:00/5.log." },
    { "*** Failed to fetch log file from worker. ", "1.10 to 2.5",
      "*** Failed to fetch log file from worker. 403 Client Error: FORBIDDEN for url: http://w:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log" },
    { "*** Could not read served logs: ", "2.6 and later",
      "*** Could not read served logs: Client error '404 NOT FOUND' for url 'http://w:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log'" },
    { "*** Unable to read remote log from ", "1.10 to 2.5: a bucket that cannot be read", "*** Unable to read remote log from gs://b/dag_id=d/run_id=r/task_id=t/attempt=5.log" },
    { "*** Found logs in ", "2.6 and later, on one line",
      "*** Found logs in s3: * s3://b/dag_id=d/run_id=r/task_id=t/attempt=5.log" },
    { "*** ", "any other words of a store's handler before a path", "*** Reading log of the store at s3://b/d/t/2021-07-03T00:00:00+00:00/5.log" },
    { "{", "3: a record, that one which header_suspects",
      "{\"timestamp\":null,\"event\":\"::group::Log message source details\",\"sources\":[\"s3://b/dag_id=d/run_id=r/task_id=t/attempt=5.log\"]}" },
    { "::group::Log message source details", "3.1 and later: a download",
      "::group::Log message source detailssources=[\"http://w:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log\"]" },
    { "Log message source details", "3: copied from the web interface",
      "Log message source details: sources=[\"/opt/airflow/logs/dag_id=d/run_id=r/task_id=t/attempt=5.log\"]" },
};
const size_t header_rows_n = sizeof(header_rows) / sizeof(*header_rows);

/* Takes the words of a row off the start of text, where blanks may be more, fewer or none. */
static bool words_take(struct slice *text, struct slice words)
{
    size_t at = slice_span(*text, 0, byte_is_blank), i = 0;
    while (i < words.n) {
        if (byte_is_blank(words.p[i])) {
            at = slice_span(*text, at, byte_is_blank);
            i = slice_span(words, i, byte_is_blank);
        } else if (at >= text->n || text->p[at++] != words.p[i++])
            return false;
    }
    *text = slice_from(*text, at);
    return true;
}

static bool ends_word(char c)
{
    return byte_is_blank(c) || c == '"' || c == '\'' || c == ',' || c == '[' || c == ']' || c == '(' || c == ')';
}

/* Airflow's keys hold no blanks: where one does, words before the path were read as its first part. */
static bool path_read(struct slice text, struct arena *arena, struct attempt_id *out)
{
    return attempt_id_from_path(text, arena, out) && !slice_has(out->dag_id, SLICE(" ")) && !slice_has(out->task_id, SLICE(" "));
}

/* The first of the words that is a name; a run_id from before 2.6.3 may hold blanks, so all of the text is tried first. */
static bool name_find(struct slice text, struct arena *arena, struct attempt_id *out)
{
    text = slice_trim(text);
    if (slice_ends(text, SLICE(".")))
        text.n--;
    if (path_read(text, arena, out))
        return true;
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && !ends_word(text.p[end]))
            end++;
        struct slice word = slice_part(text, at, end);
        if (slice_has(word, SLICE(".log")) && path_read(word, arena, out))
            return true;
        at = end + 1;
    }
    return false;
}

/* Lines of a heading begin with these; the triangles are the page's own, where it was copied. */
static const struct slice beginnings[] = { SLICE_ROW("***"), SLICE_ROW("\xe2\x96\xbc"), SLICE_ROW("\xe2\x96\xb2"), SLICE_ROW("::group::Log message source details"),
                                           SLICE_ROW("::endgroup::"), SLICE_ROW("Log message source details") };

bool header_begins(struct slice line)
{
    struct slice text = slice_trim(line);
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
        if (slice_starts(text, beginnings[i]))
            return true;
    return text.n && text.p[0] == '{' && header_suspects(text);
}

bool attempt_id_from_header(struct slice line, struct arena *arena, struct attempt_id *out)
{
    if (!header_suspects(line))
        return false;
    for (size_t i = 0; i < header_rows_n; i++) {
        struct slice rest = line;
        if (words_take(&rest, slice_of(header_rows[i].words)))
            return name_find(rest, arena, out);
    }
    return false;
}
