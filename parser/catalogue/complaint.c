/* complaint.c - says a complaint once, in one voice and in one write, so that lines of several workers do
 * not mix. Bytes of the input that a terminal would obey are never printed as they are. */
#include "complaint.h"

#include <assert.h>
#include <inttypes.h>

#include "parser/text/glyph.h"

const struct complaint_row complaints[COMPLAINT__N] = {
#define COMPLAINT(class, name, text, hint) [COMPLAINT_##name] = { #name, text, hint, CLASS_##class },
#include "complaints.def"
};

static int class_status(enum complaint_class class)
{
    switch (class) {
    case CLASS_REJECT:
        return EXIT_rejected;
    case CLASS_USAGE:
        return EXIT_usage;
    case CLASS_INPUT:
        return EXIT_input;
    case CLASS_DATABASE:
        return EXIT_database;
    case CLASS_LOCKED:
        return EXIT_locked;
    default:
        return EXIT_kept;
    }
}

/* Words that the user, a file or a server gave, as a terminal may have them: without what it would obey, and without secrets. */
static void add_words(struct buf *out, const struct report *report, struct slice words)
{
    struct buf masked = { 0 };
    if (report->mask)
        report->mask(words, &masked);
    glyph_tame(report->mask ? buf_view(&masked) : words, out);
    buf_free(&masked);
}

static void add_where(struct buf *out, const struct report *report, const struct where *where)
{
    if (!where || !where->path)
        return;
    add_words(out, report, slice_of(where->path));
    if (where->line > 0) {
        buf_printf(out, ":%" PRId64, where->line);
        if (where->col > 0)
            buf_printf(out, ":%d", where->col);
    }
    buf_text(out, ": ");
}

/* One line: "PATH:LINE:COL: name: text: detail". */
static void say_line(struct buf *out, const struct report *report, const struct complaint_row *row, const struct where *where, struct slice detail)
{
    buf_text(out, "dagsieve: ");
    add_where(out, report, where);
    buf_printf(out, "%s: %s", row->name, row->text);
    if (detail.n) {
        buf_text(out, ": ");
        glyph_tame(detail, out);
    }
    buf_char(out, '\n');
}

/* What stands for the word; NULL: nothing does. */
static const char *given_for(const struct hint_words *given, struct slice word)
{
    const struct {
        const char *word, *value;
    } rows[] = { { "CONNINFO", given->conninfo }, { "COMMAND", given->command }, { "DIR", given->spool } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (slice_eq(word, slice_of(rows[i].word)))
            return rows[i].value ? rows[i].value : "";
    return NULL;
}

/* The shell takes it as one word. */
static void add_quoted(struct buf *out, const char *text)
{
    struct buf quoted = { 0 };
    bool plain = !text[strcspn(text, " \t\n'\"\\$`&|;<>()*?[]#~!{}")];
    buf_text(&quoted, plain ? "" : "'");
    for (; *text; text++)
        buf_add(&quoted, *text == '\'' ? "'\\''" : text, *text == '\'' ? 4 : 1);
    buf_text(&quoted, plain ? "" : "'");
    glyph_tame(buf_view(&quoted), out);
    buf_free(&quoted);
}

static void add_hint(struct buf *out, const char *hint, const struct hint_words *given)
{
    struct slice rest = slice_of(hint), word;
    size_t before = out->n; /* where the word before begins, its blank included */
    bool option = false;
    for (bool more = rest.n > 0; more;) {
        more = slice_cut(&rest, ' ', &word);
        const char *value = given_for(given, word);
        if (value && !value[0] && option) {
            out->n = before;
            continue;
        }
        before = out->n;
        option = word.n && word.p[0] == '-';
        buf_text(out, out->p[out->n - 1] == ' ' ? "" : " ");
        if (value && value[0])
            add_quoted(out, value);
        else
            buf_slice(out, word);
    }
}

/* PostgreSQL's three parts: what, the facts, what to do. */
static void say_parts(struct buf *out, const struct report *report, const struct complaint_row *row, const struct where *where, struct slice detail)
{
    buf_text(out, row->class == CLASS_WARNING ? "dagsieve: warning: " : "dagsieve: error: ");
    add_where(out, report, where);
    buf_printf(out, "%s\n", row->text);
    for (struct slice line; detail.n;) {
        slice_cut(&detail, '\n', &line);
        buf_text(out, "detail: ");
        add_words(out, report, line);
        buf_char(out, '\n');
    }
    if (row->hint[0]) {
        buf_text(out, "hint: ");
        add_hint(out, row->hint, &report->given);
        buf_char(out, '\n');
    }
}

void complaint_say(struct report *report, enum complaint_class class, struct slice words)
{
    bool allowed = class != CLASS_REJECT || report->n_printed < report->max_rejects;
    if (class == CLASS_REJECT && report->n_printed++ == report->max_rejects && report->max_rejects > 0)
        fputs("dagsieve: further rejects are only counted\n", report->to);
    if (allowed)
        fwrite(words.p, 1, words.n, report->to);
    fflush(report->to);
}

static void say(struct report *report, const struct complaint_row *row, const struct where *where, struct slice detail)
{
    struct buf out = { 0 };
    bool located = where && where->path;
    if (row->class == CLASS_REJECT && report->n_printed > report->max_rejects)
        return;
    if (row->class == CLASS_REJECT || (row->class == CLASS_WARNING && located))
        say_line(&out, report, row, where, detail);
    else
        say_parts(&out, report, row, where, detail);
    if (!report->said) {
        complaint_say(report, row->class, buf_view(&out));
    } else {
        report->said(report->said_context, row->class, buf_view(&out));
        report->n_printed += row->class == CLASS_REJECT;
    }
    buf_free(&out);
}

__attribute__((format(printf, 2, 0))) static void add_format(struct buf *out, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n > 0 && buf_reserve(out, (size_t)n + 1)) {
        vsnprintf(out->p + out->n, (size_t)n + 1, format, again);
        out->n += (size_t)n;
    }
    va_end(again);
}

void complain(struct report *report, enum complaint complaint, const struct where *where, const char *detail_format,
              ...)
{
    assert(complaint < COMPLAINT__N);
    const struct complaint_row *row = &complaints[complaint];
    int status = class_status(row->class);
    report->count[complaint]++;
    if (status > report->status)
        report->status = status;
    if (row->class == CLASS_NOTE || !report->to)
        return;
    struct buf detail = { 0 };
    if (detail_format) {
        va_list args;
        va_start(args, detail_format);
        add_format(&detail, detail_format, args);
        va_end(args);
    }
    say(report, row, where, buf_view(&detail));
    buf_free(&detail);
}
