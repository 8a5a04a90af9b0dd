/* document_text.c - JSON's escapes, and Python's inside them, undone in a stream; see document_text.h. */
#include "document_text.h"

#include "parser/text/json.h"
#include "parser/text/python_string.h"

void document_text_free(struct document_text *self)
{
    buf_free(&self->json);
    buf_free(&self->python);
    buf_free(&self->plain);
}

void document_text_begin(struct document_text *self, bool printed)
{
    self->printed = printed;
    self->begun = self->list = self->tuple = self->shown = self->inside = false;
    self->strings = 0;
    buf_reset(&self->json);
    buf_reset(&self->python);
}

/* --- how long an escape is; 0: its end has not come ------------------------------------------------------------- */

static size_t json_escape_length(struct slice s)
{
    if (s.n < 2 || s.p[1] != 'u')
        return s.n < 2 ? 0 : 2;
    bool high = s.n >= 4 && byte_lower(s.p[2]) == 'd' && strchr("89abAB", s.p[3]) && s.p[3];
    if (s.n < 6 + (size_t)high)
        return 0;
    if (!high || s.p[6] != '\\')
        return 6;
    if (s.n >= 8 && s.p[7] != 'u')
        return 6;
    return s.n < 12 ? 0 : 12;
}

static size_t python_escape_length(struct slice s)
{
    if (s.n < 2)
        return 0;
    size_t n = s.p[1] == 'x' ? 4 : s.p[1] == 'u' ? 6 : s.p[1] == 'U' ? 10 : 2;
    return s.n < n ? 0 : n;
}

/* What came before and could not be read, and what comes now; the view is good until carry changes. */
static struct slice joined(struct buf *carry, struct slice bytes)
{
    if (!carry->n)
        return bytes;
    buf_slice(carry, bytes);
    return buf_view(carry);
}

static void carry_keep(struct buf *carry, struct slice rest)
{
    if (carry->n && rest.n) {
        memmove(carry->p, rest.p, rest.n);
        carry->n = rest.n;
        return;
    }
    buf_reset(carry);
    buf_slice(carry, rest);
}

/* --- a list that Python printed ---------------------------------------------------------------------------------- */

static void string_begin(struct document_text *self, char quote)
{
    self->inside = true;
    self->quote = quote;
    self->shown = !self->tuple || self->strings; /* the first of a tuple is the host */
    self->strings++;
}

static void line_end(struct buf *out)
{
    if (out->n && out->p[out->n - 1] != '\n')
        buf_char(out, '\n');
}

static void outside_take(struct document_text *self, char c)
{
    if (c == '(' || c == ')') {
        self->tuple = c == '(';
        self->strings = 0;
    } else if (c == '\'' || c == '"')
        string_begin(self, c);
}

/* Bytes of a literal; how many were read: 0 = the end of an escape has not come. */
static size_t inside_take(struct document_text *self, struct slice text, struct buf *out)
{
    size_t n = 0;
    while (n < text.n && text.p[n] != '\\' && text.p[n] != self->quote)
        n++;
    if (self->shown)
        buf_add(out, text.p, n);
    if (n)
        return n;
    if (text.p[0] == self->quote) {
        self->inside = false;
        if (self->shown)
            line_end(out);
        return 1;
    }
    n = python_escape_length(text);
    if (self->shown)
        python_unescape(slice_part(text, 0, n), out);
    return n;
}

static void list_take(struct document_text *self, struct slice text, struct buf *out)
{
    size_t at = 0, n = 1;
    while (at < text.n && n) {
        if (self->inside)
            n = inside_take(self, slice_from(text, at), out);
        else
            outside_take(self, text.p[at]);
        at += n;
        n = self->inside ? n : 1;
    }
    carry_keep(&self->python, slice_from(text, at));
}

/* --- the string -------------------------------------------------------------------------------------------------- */

/* The first two bytes tell whether it is a list. */
static void plain_take(struct document_text *self, struct slice text, bool ended, struct buf *out)
{
    text = joined(&self->python, text);
    if (!self->begun && text.n < 2 && !ended) {
        carry_keep(&self->python, text);
        return;
    }
    if (!self->begun)
        self->list = self->printed && text.n > 1 && text.p[0] == '[' && strchr("('\"", text.p[1]) && text.p[1];
    self->begun = true;
    if (self->list) {
        list_take(self, text, out);
        return;
    }
    if (!self->printed)
        buf_slice(out, text);
    buf_reset(&self->python);
}

void document_text_add(struct document_text *self, struct slice raw, struct buf *out)
{
    struct slice rest = joined(&self->json, raw);
    size_t mark = 0, n = 1;
    buf_reset(&self->plain);
    while (rest.n && n) {
        mark = slice_index(rest, '\\');
        buf_slice(&self->plain, slice_part(rest, 0, mark));
        rest = slice_from(rest, mark);
        n = json_escape_length(rest);
        json_unescape(slice_part(rest, 0, n), &self->plain);
        rest = slice_from(rest, n);
    }
    carry_keep(&self->json, rest);
    plain_take(self, buf_view(&self->plain), false, out);
}

void document_text_end(struct document_text *self, struct buf *out)
{
    buf_reset(&self->plain);
    plain_take(self, SLICE(""), true, out);
    if (!self->printed)
        line_end(out);
}
