/* failure.c - what children said last, and the failure's name; see failure.h. */
#include "failure.h"

#include "parser/catalogue/failures.h"
#include "parser/text/ansi.h"
#include "parser/text/decimal.h"
#include "parser/text/utf8.h"
#include "traceback.h"
#include "traceback_text.h"

enum { SAID_MAX = 512 };

void failure_keep(struct failure *failure)
{
    unsigned from = failure->n - failure->n_kept > SAID_LINES ? failure->n - SAID_LINES : failure->n_kept;
    for (; from != failure->n; from++) {
        struct said_line *said = &failure->said[from % SAID_LINES];
        buf_reset(&said->kept);
        buf_slice(&said->kept, utf8_cut(said->text, SAID_MAX));
        said->text = buf_view(&said->kept);
    }
    failure->n_kept = failure->n;
}

void failure_forget(struct failure *failure, int64_t line)
{
    struct said_line *said = &failure->said[(failure->n - 1) % SAID_LINES];
    failure->unsaid_line = line;
    if (failure->n && said->line == line)
        said->text = SLICE("");
}

bool failure_tells(struct failure *failure, const struct context *ctx)
{
    for (unsigned back = 1; back <= SAID_LINES && back <= failure->n; back++) {
        const struct said_line *said = &failure->said[(failure->n - back) % SAID_LINES];
        bool told = failure_in(&failure_unraised, said->text);
        if (!context_is_since(ctx, said->line, ctx->facts.segment_line) || (!told && !traceback_is_told_below(said->text)))
            return false;
        for (; told && back; back--)
            failure->said[(failure->n - back) % SAID_LINES].text = SLICE("");
        if (told)
            return true;
    }
    return false;
}

/* "03:10:13    column x": dbt's stamp goes. */
static struct slice without_stamp(struct slice text)
{
    bool stamped = text.n >= 8 && text.p[2] == ':' && text.p[5] == ':' && (text.n == 8 || byte_is_blank(text.p[8]));
    for (size_t i = 0; stamped && i < 8; i++)
        stamped = i % 3 == 2 || byte_is_digit(text.p[i]);
    return slice_trim(stamped ? slice_from(text, 8) : text);
}

static void dbt_below(struct failure *failure, struct slice text)
{
    struct slice below = without_stamp(slice_trim(text));
    if (!below.n)
        return;
    failure->dbt_next = false;
    buf_text(&failure->dbt, ": ");
    buf_slice(&failure->dbt, utf8_cut(below, SAID_MAX));
}

static void exception_take(struct failure *failure, const struct context *ctx)
{
    struct slice type = context_group(ctx, PATTERN_jvm, "type"), message = slice_trim(context_group(ctx, PATTERN_jvm, "message"));
    while (slice_index(type, '.') < type.n)
        type = slice_from(type, slice_index(type, '.') + 1);
    buf_reset(&failure->exception);
    buf_slice(&failure->exception, utf8_cut(type, SAID_MAX));
    if (message.n)
        buf_text(&failure->exception, ": ");
    buf_slice(&failure->exception, utf8_cut(message, SAID_MAX));
    failure->exception_line = ctx->line;
}

void failure_line(struct failure *failure, const struct line *line, const struct context *ctx)
{
    if (line->message->speaker == SPEAKER_airflow)
        return;
    if (failure->dbt_next)
        dbt_below(failure, line->text);
    if (context_match(ctx, PATTERN_jvm, line->text, line->bits)) {
        exception_take(failure, ctx);
    } else if (context_match(ctx, PATTERN_dbt_error, line->text, line->bits)) {
        buf_reset(&failure->dbt);
        buf_slice(&failure->dbt, utf8_cut(context_group(ctx, PATTERN_dbt_error, "what"), SAID_MAX));
        failure->dbt_line = ctx->line;
        failure->dbt_next = true;
    }
}

/* The child's line, without terminal escapes; empty: blank or not the child's own. */
static struct slice own_words(const struct said_line *said, struct buf *scratch)
{
    struct slice text = slice_trim(ansi_strip(said->text, scratch));
    bool silent = failure_begins(&failure_silent, text) || failure_in(&failure_noise, text);
    return silent || slice_eq(text, SLICE("/tmp")) ? SLICE("") : text; /* of "Tmp dir root location: " */
}

/* The last line of the segment that is the child's own, and how many such lines follow `after`. */
static int last_words(const struct failure *failure, const struct context *ctx, int64_t after, struct buf *words, int64_t *line)
{
    struct buf scratch = { 0 };
    int ordinary = 0;
    unsigned n = failure->n < SAID_LINES ? failure->n : SAID_LINES;
    buf_reset(words);
    for (unsigned back = 1; back <= n; back++) {
        const struct said_line *said = &failure->said[(failure->n - back) % SAID_LINES];
        if (!context_is_since(ctx, said->line, ctx->facts.segment_line))
            break;
        struct slice text = own_words(said, &scratch);
        if (text.n && !words->n) {
            buf_slice(words, text);
            *line = said->line;
        }
        ordinary += text.n && said->line != after && context_is_since(ctx, said->line, after);
    }
    buf_free(&scratch);
    return ordinary;
}

/* "Command exited with return code 2", where the error has no code. */
static void exit_code_find(const struct failure *failure, const struct context *ctx, struct failure_child *child)
{
    static const struct slice words = SLICE_ROW("Command exited with return code ");
    for (unsigned back = 1; back <= SAID_LINES && back <= failure->n && !child->has_exit_code; back++) {
        const struct said_line *said = &failure->said[(failure->n - back) % SAID_LINES];
        struct slice text = slice_trim(said->text), rest = slice_from(text, words.n);
        if (!context_is_since(ctx, said->line, ctx->facts.segment_line) || !slice_starts(text, words) || !rest.n || rest.n > 4)
            continue;
        child->has_exit_code = decimal_small(rest, &child->exit_code);
    }
}

/* What Python calls a program that it cannot read. */
static bool is_unread(struct slice type)
{
    static const struct slice types[] = { SLICE_ROW("SyntaxError"), SLICE_ROW("IndentationError"), SLICE_ROW("TabError") };
    bool is = false;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        is = is || slice_eq(type, types[i]);
    return is;
}

/* The error of the program that Python was to run and could not read, printed without a header: place, source code, marks, the error. */
static bool program_read(const struct failure *failure, const struct context *ctx, struct error *error)
{
    struct buf plain = { 0 };
    bool placed = false;
    for (unsigned back = 1; back <= SAID_LINES && back <= failure->n && !placed; back++) {
        const struct said_line *said = &failure->said[(failure->n - back) % SAID_LINES];
        struct slice message = slice_trim(ansi_strip(said->text, &plain)), type;
        if (!context_is_since(ctx, said->line, ctx->facts.segment_line))
            break;
        placed = error->line && error_frame(error, message);
        if (!error->line && slice_cut(&message, ':', &type) && is_unread(type))
            error_set(error, type, slice_trim(message), said->line);
    }
    buf_free(&plain);
    return placed;
}

/* The child's exception carries another one, which it prints below (papermill): the last line that is one, else the last line. */
static bool raised_below(const struct failure *failure, const struct failure_facts *facts, const struct context *ctx, struct buf *words, int64_t *line)
{
    struct buf plain = { 0 };
    bool found = false;
    for (unsigned back = 1; back <= SAID_LINES && back <= failure->n && !found; back++) {
        const struct said_line *said = &failure->said[(failure->n - back) % SAID_LINES];
        struct slice text = slice_trim(ansi_strip(said->text, &plain));
        if (said->line == facts->other_line || !context_is_since(ctx, said->line, facts->other_line))
            break;
        found = traceback_names_exception(text);
        if (found) {
            buf_reset(words);
            buf_slice(words, text);
            *line = said->line;
        }
    }
    buf_free(&plain);
    return found || words->n;
}

/* The error that a carrier's own text ends in, where its frames stand there too (Ray). */
static bool remote_read(const struct error *own, struct error *remote)
{
    struct slice rest = buf_view(&own->message), line, last = SLICE(""), type;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        if (!error_frame(remote, line) && traceback_names_exception(slice_trim(line)))
            last = slice_trim(line);
    }
    if (!last.n || !remote->any.n)
        return false;
    slice_cut(&last, ':', &type);
    error_set(remote, type, slice_trim(last), own->line);
    return true;
}

/* What the child said, from the last segment. words, program: where its last line and the error of a program that could not be read go. */
static struct failure_child child_of(const struct failure *failure, const struct failure_facts *facts, const struct failure_carrier *carrier, const struct context *ctx,
                                     struct buf *words, struct error *program)
{
    struct failure_child child = { 0 };
    bool unread = program_read(failure, ctx, program) && (!facts->other || !context_is_since(ctx, facts->other_line, program->line));
    int after = last_words(failure, ctx, unread ? program->line : facts->other_line, words, &child.line_at);
    bool heard = unread || (facts->other && (facts->other_speaker != SPEAKER_airflow || carrier->from == CARRIER_AIRFLOW));
    const struct failure_carrier *inner = heard && !unread ? failure_carrier_of(facts->other, &facts->end) : NULL;
    bool below = inner && inner->from == CARRIER_RAISED && after && raised_below(failure, facts, ctx, words, &child.line_at);
    if (heard && after <= ORDINARY_MOST && !below)
        child.error = unread ? program : facts->other;
    if (below)
        child.exception = buf_view(words);
    else if (context_is_since(ctx, failure->exception_line, ctx->facts.segment_line))
        child.exception = buf_view(&failure->exception);
    if (context_is_since(ctx, failure->dbt_line, ctx->facts.segment_line))
        child.dbt = buf_view(&failure->dbt);
    child.exception_at = below ? child.line_at : failure->exception_line;
    child.dbt_at = failure->dbt_line;
    if (carrier->from == CARRIER_RAISED && facts->own && remote_read(facts->own, program))
        child.error = program;
    child.line = buf_view(words);
    exit_code_find(failure, ctx, &child);
    return child;
}

/* The first characters of the title. */
static struct slice shown_of(struct slice title)
{
    size_t at = 0;
    struct slice character;
    for (int n = 0; at < title.n && n < TITLE_SHOWN; n++)
        at += utf8_next(slice_from(title, at), &character);
    return slice_part(title, 0, at);
}

/* A path with a secret in it is masked by itself: line and function are none of the secret's. */
static struct slice place_keep(struct context *ctx, struct slice at)
{
    struct buf place = { 0 };
    size_t path = error_path_length(at);
    buf_slice(&place, context_keep_masked(ctx, slice_part(at, 0, path), EVIDENCE_MAX));
    buf_slice(&place, context_keep_masked(ctx, slice_from(at, path), EVIDENCE_MAX));
    struct slice kept = context_keep(ctx, slice_part(buf_view(&place), 0, EVIDENCE_MAX));
    buf_free(&place);
    return kept;
}

void failure_write(struct failure *failure, const struct failure_facts *facts, struct context *ctx, struct cell *log)
{
    struct failure_name name = { 0 };
    struct failure_child child = { 0 };
    struct buf words = { 0 };
    struct error program = { 0 };
    const struct failure_carrier *carrier = failure_carrier_of(facts->own, &facts->end);
    if (carrier)
        child = child_of(failure, facts, carrier, ctx, &words, &program);
    failure_name(facts->own, &child, &facts->end, ctx->parser->mask, &name);
    cell_text(&log[LOG_failure], arena_keep(&ctx->arena, slice_of(name.hash)));
    cell_text(&log[LOG_failure_title], context_keep(ctx, shown_of(buf_view(&name.title))));
    if (name.line)
        cell_num(&log[LOG_failure_line], name.line);
    if (name.at.n)
        cell_text(&log[LOG_failure_at], place_keep(ctx, name.at));
    failure_name_free(&name);
    buf_free(&words);
    error_free(&program);
}

void failure_free(struct failure *failure)
{
    for (int i = 0; i < SAID_LINES; i++)
        buf_free(&failure->said[i].kept);
    buf_free(&failure->exception);
    buf_free(&failure->dbt);
}
