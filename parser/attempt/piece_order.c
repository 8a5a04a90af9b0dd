/* piece_order.c - see piece_order.h. */
#include "piece_order.h"

/* Bytes from a head's begin to its stamp's milliseconds: of text, of a record. */
enum { TEXT = 24, RECORD = 37 };

/* One that is too short for a head is nothing: beginnings are compared over the same length. */
void piece_order_begin(struct piece_order *order, struct slice text)
{
    size_t n = slice_starts(text, SLICE("{")) ? RECORD : TEXT;
    buf_reset(&order->low);
    order->starts = begins_near(text);
    if (order->any && text.n > n)
        buf_slice(&order->low, slice_part(text, 0, n));
}

/* Whether the line begins a piece: behind the start of the open one only another start does, all else is what a task printed. */
static bool begins_piece(const struct piece_order *order, const struct log_shows *open, const struct begin *begin)
{
    bool starts = begin_is_start(begin) && !begin_is_other(&open->id, begin);
    return begin->time < open->first - SHUFFLED && (starts || !order->starts);
}

/* Whether the open piece is what a task printed: it names another attempt, or has no start and one stamp, and time goes on where it had stopped, or falls
 * to a line that is no start either. */
static bool is_print(const struct piece_order *order, const struct log_shows *open, const struct log_shows *next, const struct begin *begin)
{
    bool alone = !order->starts && open->first == open->last, falls = begin->time < open->first;
    return open->other_start || (alone && (falls ? !begin_is_start(begin) : begin->time >= next->last));
}

/* The open piece ends, and the one that comes next in time goes on. */
static void gather(struct piece_order *order, struct parts *parts, bool print)
{
    if (print) {
        buf_reset(&order->low);
        buf_slice(&order->low, buf_view(&order->high));
    }
    buf_reset(&order->high);
    parts_gather(parts, print);
}

void piece_order_turn(struct piece_order *order, struct parts *parts, struct slice text, const struct begin *begin)
{
    const struct part *next = order->high.n ? parts->open->reading_of : NULL;
    if (!begin->has_time || log_is_piece(parts->open->log, begin->family))
        return;
    struct log_shows open = log_shows(parts->open->log), theirs = next ? log_shows(next->log) : open;
    bool falls = begins_piece(order, &open, begin), print = next && is_print(order, &open, &theirs, begin);
    if (next && (falls ? print : begin->time > theirs.first))
        gather(order, parts, print);
    if (!falls)
        return;
    buf_reset(&order->high);
    buf_slice(&order->high, buf_view(&order->low));
    piece_order_begin(order, text);
    parts_fall(parts, begin);
}

void piece_order_free(struct piece_order *order)
{
    buf_free(&order->low);
    buf_free(&order->high);
}
