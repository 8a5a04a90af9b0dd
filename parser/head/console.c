/* console.c - records as structlog's console prints them; see console.h for the contract. */
#include "console.h"

#include "parser/event/event.h"
#include "parser/event/event_pair.h"

/* Events are padded to it; a blank follows. */
enum { EVENT_WIDTH = 30 };

static size_t blanks_end(struct slice text, size_t at)
{
    while (at < text.n && text.p[at] == ' ')
        at++;
    return at;
}

/* [logger] at the position: its end, 0 when it is none. */
static size_t logger_end(struct slice text, size_t at, struct slice *logger)
{
    size_t close = slice_index(slice_from(text, at), ']');
    if (close == (size_t)-1)
        return 0;
    *logger = slice_part(text, at + 1, at + close);
    return event_name_valid(*logger) ? at + close + 1 : 0;
}

bool console_record_read(struct slice text, struct console_record *out)
{
    *out = (struct console_record){ .name = slice_part(text, 0, slice_index(text, ' ')) };
    size_t at = blanks_end(text, out->name.n);
    bool padded = at > out->name.n + 1 || out->name.n >= EVENT_WIDTH;
    if (!event_name_valid(out->name))
        return false;
    if (at < text.n && text.p[at] == '[') {
        size_t end = logger_end(text, at, &out->logger);
        at = end ? blanks_end(text, end) : text.n;
    } else if (!padded) {
        return false;
    }
    out->pairs = slice_from(text, at);
    return pair_key(out->pairs) > 0;
}
