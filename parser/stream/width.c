/* width.c - see width.h. */
#include "width.h"

#include "parser/text/utf8.h"

static void file_note(struct width *width, struct slice file)
{
    uint64_t begin = slice_head(slice_part(file, 0, slice_index(file, ':')));
    int i = 0;
    while (i < width->files && width->file[i] != begin)
        i++;
    if (i == width->files && i < WIDTH_FILES)
        width->file[width->files++] = begin;
}

void width_look(struct width *width, const struct head_reader *heads, struct slice line, struct slice text, int64_t number)
{
    size_t n = width_is_over(width) ? 0 : utf8_count(line);
    struct head head = { .message = text };
    if (n < width->longest)
        return;
    if (n > width->longest)
        *width = (struct width){ .lines = width->lines, .longest = n, .line = number };
    if (n >= WIDTH_LEAST && width->files < WIDTH_FILES && head_read_plain(heads, text, &head))
        file_note(width, head.file);
}

/* Notes the lines from..to of those. */
static void lines_note(struct width *width, const struct head_reader *heads, struct slice chunk, const struct prefilter_line *line, size_t from, size_t to, int64_t number)
{
    const int64_t lines = width->lines;
    size_t begin = from ? line[from - 1].end + 1 : 0, longest = width->longest;
    for (size_t i = from; i < to; begin = line[i++].end + 1)
        if (line[i].end - begin >= longest) {
            struct slice text = slice_without_return(slice_part(chunk, begin, line[i].end));
            width->lines = lines + (int64_t)(i - from);
            width_note(width, heads, text, text, number + (int64_t)i + 1);
            longest = width->longest;
        }
    width->lines = lines + (int64_t)(to - from);
}

void width_note_lines(struct width *width, const struct head_reader *heads, struct slice chunk, const struct prefilter_line *line, size_t n, int64_t number)
{
    size_t left = width->lines < WIDTH_LINES ? (size_t)(WIDTH_LINES - width->lines) : 0, first = left < n ? left : n;
    lines_note(width, heads, chunk, line, 0, first, number);
    if (width_is_fixed(width))
        lines_note(width, heads, chunk, line, first, n, number);
    else
        width->lines += (int64_t)(n - first);
}
