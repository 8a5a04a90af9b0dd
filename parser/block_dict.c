/* block_dict.c - pieces of a printed object; see block_dict.h. */
#include "block_dict.h"

/* The position behind the quoted text that begins at `at`; the end of text when it never closes. */
static size_t quote_skip(struct slice text, size_t at)
{
    char quote = text.p[at++];
    while (at < text.n && text.p[at] != quote)
        at += text.p[at] == '\\' ? 2 : 1;
    return at < text.n ? at + 1 : text.n;
}

static int bracket_of(char c)
{
    if (c == '{' || c == '[' || c == '(')
        return 1;
    return c == '}' || c == ']' || c == ')' ? -1 : 0;
}

int dict_depth(struct slice text)
{
    int depth = 0;
    for (size_t at = 0; at < text.n;) {
        if (text.p[at] == '"' || text.p[at] == '\'') {
            at = quote_skip(text, at);
        } else {
            depth += bracket_of(text.p[at]);
            at++;
        }
    }
    return depth;
}

bool dict_piece(struct slice *rest, struct slice *piece)
{
    int depth = 0;
    size_t at = 0;
    *rest = slice_trim_left(*rest);
    while (at < rest->n && !(depth == 0 && rest->p[at] == ',')) {
        if (rest->p[at] == '"' || rest->p[at] == '\'') {
            at = quote_skip(*rest, at);
        } else {
            depth += bracket_of(rest->p[at]);
            at++;
        }
    }
    *piece = slice_trim(slice_part(*rest, 0, at));
    *rest = slice_from(*rest, at + 1);
    return piece->n || rest->n;
}

bool dict_pair(struct slice piece, struct slice *key, struct slice *value)
{
    if (piece.n < 3 || (piece.p[0] != '"' && piece.p[0] != '\''))
        return false;
    size_t end = quote_skip(piece, 0);
    struct slice rest = slice_trim_left(slice_from(piece, end));
    if (end < 2 || !rest.n || rest.p[0] != ':')
        return false;
    *key = slice_part(piece, 1, end - 1);
    *value = slice_trim(slice_from(rest, 1));
    return true;
}

bool dict_whole(struct slice text, struct slice *inside)
{
    struct slice piece, key, value;
    text = slice_trim(text);
    if (text.n && text.p[text.n - 1] == ',')
        text = slice_trim_right(slice_part(text, 0, text.n - 1));
    if (text.n < 2 || text.p[0] != '{' || text.p[text.n - 1] != '}' || dict_depth(text) != 0)
        return false;
    *inside = slice_part(text, 1, text.n - 1);
    if (dict_depth(*inside) != 0)
        return false;
    for (struct slice rest = *inside; dict_piece(&rest, &piece);)
        if (!dict_pair(piece, &key, &value))
            return false;
    return true;
}
