/* traceback_text.c - what a line of a traceback is, by its text alone; see traceback_text.h. */
#include "traceback_text.h"

size_t traceback_indent(struct slice text)
{
    size_t n = 0;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t' || text.p[n] == '|' || text.p[n] == '+'))
        n++;
    return n;
}

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* Marks: of a DAG file my-dag.py, of a class in f.<locals>, of Ray's TaskError(ValueError). */
static bool is_type_byte(char byte)
{
    return is_name_byte(byte) || byte_is_digit(byte) || byte == '.' || (byte && strchr("-<>()", byte));
}

bool traceback_exception(struct slice text, struct slice *type, struct slice *message)
{
    size_t n = 0;
    while (n < text.n && is_type_byte(text.p[n]))
        n++;
    if (!n || !is_name_byte(text.p[0]) || (n < text.n && (text.p[n] != ':' || (n + 1 < text.n && text.p[n + 1] != ' '))))
        return false;
    *type = slice_part(text, 0, n);
    *message = slice_trim_left(slice_from(text, n + 1));
    return true;
}

bool traceback_names_exception(struct slice text)
{
    static const char *const ends[] = { "Error", "Exception", "Interrupt", "Exit", "Timeout", "Warning" };
    struct slice type, message;
    bool named = false;
    for (size_t i = 0; traceback_exception(text, &type, &message) && i < sizeof(ends) / sizeof(*ends); i++)
        named = named || slice_ends(type, slice_of(ends[i]));
    return named;
}

bool traceback_is_frame(struct slice text)
{
    return slice_starts(text, SLICE("File \"")) && slice_has(text, SLICE(", line "));
}

bool traceback_is_rule(struct slice text)
{
    return slice_starts(text, SLICE("====================")) && slice_ends(slice_trim_right(text), SLICE("="));
}
