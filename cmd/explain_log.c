/* explain_log.c - see explain_log.h. */
#include "explain_log.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/text/glyph.h"
#include "parser/text/utf8.h"
#include "sink/print/screen.h"
#include "sink/print/terminal.h"
#include "inputs.h"
#include "log_look.h"
#include "only_member.h"
#include "pipeline.h"
#include "stop_signal.h"
#include "verdict_trace.h"

/* PIECE: bytes of a line that are made ready for the screen at a time; LOOKED_AT: files of a folder, of which one is proposed. */
enum { WHAT_AT = 8, TEXT_AT = 50, NARROWEST = TEXT_AT + 20, PIECE = 16 * 1024, LOOKED_AT = 200 };

/* What is asked of one log. */
struct question {
    struct line_range lines;
    int64_t last; /* line that was seen */
    struct terminal terminal;
    struct buf out, tamed;
};

/* The rest of the row: a long line goes out piece by piece, so that there is no second one of it. */
static void answer_text(struct question *question, struct slice text)
{
    while (text.n) {
        struct slice piece = utf8_cut(text, PIECE);
        buf_reset(&question->tamed);
        glyph_tame(piece, &question->tamed);
        terminal_rest(&question->terminal, buf_view(&question->tamed));
        screen_write(stdout, buf_view(&question->out));
        buf_reset(&question->out);
        text = slice_from(text, piece.n);
    }
}

static void answer(void *context, int64_t line, struct slice text, const char *what)
{
    struct question *question = context;
    question->last = line > question->last ? line : question->last;
    if (!line_in(&question->lines, line))
        return;
    buf_reset(&question->out);
    terminal_printf(&question->terminal, "%6" PRId64, line);
    terminal_at(&question->terminal, WHAT_AT);
    terminal_rest(&question->terminal, slice_of(what));
    terminal_at(&question->terminal, TEXT_AT);
    terminal_gap(&question->terminal, 2);
    answer_text(question, slice_trim_right(text));
    terminal_line(&question->terminal);
    screen_write(stdout, buf_view(&question->out));
}

static int screen_width(void)
{
    int columns = screen_columns(stdout);
    return !columns ? INT_MAX : columns < NARROWEST ? NARROWEST : columns;
}

static void explain_lines(const struct job *job, const char *path, struct line_range lines, const char *asked, struct report *report)
{
    struct question question = { .lines = lines };
    question.terminal = (struct terminal){ .to = &question.out, .width = screen_width() };
    struct parser_options options = job_parser_options(job, report);
    options.explain = answer;
    options.explain_context = &question;
    options.explain_from = lines.from;
    options.explain_to = lines.from ? lines.to : 0;
    struct parser *parser = job_parser(job, &options);
    if (!parser)
        return;
    struct pipeline pipeline = { .parser = parser, .sink = verdict_trace_open(stdout, job_colour(job), lines, parser_rules(parser)), .report = report, .limits = job_limits(job),
                                 .stop = stop_flag() };
    bool whole = pipeline_read(&pipeline, path, job->path) == 0;
    if (whole && lines.from > question.last)
        complain(report, COMPLAINT_no_such_line, &(struct where){ .path = path }, "%s was asked for, it has %" PRId64, asked, question.last);
    pipeline_free(&pipeline);
    pipeline.sink->ops->close(&pipeline.sink);
    parser_close(&parser);
    buf_free(&question.out);
    buf_free(&question.tamed);
}

/* A line's number at *at, which goes behind it: -1 where none stands there, INT64_MAX for one that no file has. */
static int64_t line_number(const char **at)
{
    if (!byte_is_digit(**at))
        return -1;
    char *end;
    int64_t number = strtoll(*at, &end, 10);
    *at = end;
    return number;
}

/* What stands behind a log's name: ":LINE", ":FROM-TO", or ":LINE:COLUMN" as complaints have it; all else is lines that none has. */
static struct line_range lines_of(const char *asked)
{
    struct line_range lines = { .from = line_number(&asked) };
    lines.to = lines.from;
    if (*asked == '-') {
        asked++;
        lines.to = line_number(&asked);
    } else if (*asked == ':') {
        asked++;
        line_number(&asked);
    }
    return lines.from < 0 || *asked || !byte_is_digit(asked[-1]) ? (struct line_range){ .from = 1, .to = 0 } : lines;
}

static bool is_file_before(char *path, char *colon)
{
    *colon = '\0';
    bool there = access(path, F_OK) == 0;
    *colon = ':';
    return there;
}

/* Whether what stands before the colon is a log: a file, or, where lines stand behind it, a member of an archive. */
static bool splits_at(char *path, char *colon)
{
    return is_file_before(path, colon) || lines_of(colon + 1).to;
}

/* Takes the lines off the end of a path that does not exist as it stands: behind its last colon or, of LINE:COLUMN, the one before. */
static void split_lines(char *path, struct line_range *lines)
{
    char *last = access(path, F_OK) == 0 ? NULL : strrchr(path, ':');
    char *before = last ? memrchr(path, ':', (size_t)(last - path)) : NULL;
    char *colon = before && !is_file_before(path, last) && splits_at(path, before) ? before : last;
    if (!colon || !splits_at(path, colon))
        return;
    *lines = lines_of(colon + 1);
    *colon = '\0';
}

static void keep_quiet(void *context, enum complaint_class class, struct slice words)
{
    (void)context, (void)class, (void)words;
}

/* Which of a folder's first files looks most like a log, appended to best. */
static enum log_look folder_look(const struct job *job, char *folder, struct report *report, struct buf *best)
{
    char *operands[] = { folder, NULL };
    struct report quiet = { .said = keep_quiet };
    struct parser_options options = job_parser_options(job, &quiet);
    struct parser *parser = job_parser(job, &options);
    struct inputs *inputs = inputs_open(operands, NULL, false, report);
    struct input input;
    enum log_look look = LOOK_NOTHING;
    for (int i = 0; i < LOOKED_AT && parser && look < LOOK_HEADS && !*stop_flag() && inputs_next(inputs, &input); i++) {
        enum log_look shows = log_look(job, parser, input.path, &quiet);
        if (best->n && shows <= look)
            continue;
        look = shows;
        buf_reset(best);
        buf_text(best, input.path);
    }
    inputs_close(&inputs);
    parser_close(&parser);
    return look;
}

/* One log is explained, a folder has many: which they are, and how to ask for one. */
static void complain_folder(const struct job *job, char *folder, struct report *report)
{
    struct buf best = { 0 };
    enum log_look look = folder_look(job, folder, report, &best);
    if (best.n)
        complain(report, COMPLAINT_not_one_log, &(struct where){ .path = folder }, "it is a folder; a %s in it: dagsieve explain %.*s", look ? "log" : "file",
                 SLICE_ARG(buf_view(&best)));
    else
        complain(report, COMPLAINT_not_one_log, &(struct where){ .path = folder }, "it is a folder without a log");
    buf_free(&best);
}

void explain_log(const struct job *job, const char *asked, const char *nearest, struct report *report)
{
    struct line_range lines = { 0, INT64_MAX };
    struct stat st;
    struct buf text = { 0 }, left_out = { 0 };
    char *path = memory_new(strlen(asked) + 1);
    memcpy(path, asked, strlen(asked) + 1);
    split_lines(path, &lines);
    const char *lines_asked = asked[strlen(path)] ? asked + strlen(path) + 1 : "";
    bool there = strcmp(path, "-") == 0 || stat(path, &st) == 0;
    if (lines.to < lines.from || !lines.to)
        complain(report, COMPLAINT_no_such_line, &(struct where){ .path = path }, "lines are numbers, which count from 1, the first before the last; not \"%s\"", lines_asked);
    else if (there && strcmp(path, "-") != 0 && S_ISDIR(st.st_mode))
        complain_folder(job, path, report);
    else if (!there && errno == ENOENT && nearest)
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s; did you mean dagsieve explain %s", strerror(errno), nearest);
    else
        explain_lines(job, there && S_ISREG(st.st_mode) ? only_member_path(path, &text, &left_out) : path, lines, lines_asked, report);
    buf_free(&text);
    buf_free(&left_out);
    free(path);
}
