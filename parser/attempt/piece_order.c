/* piece_order.c - see piece_order.h. */
#include "piece_order.h"

/* Bytes from a head's begin to its stamp's milliseconds: of text, of a record. */
enum { TEXT = 24, RECORD = 37 };

/* One that is too short for a head is nothing: beginnings are compared over the same length. */
void piece_order_begin(struct piece_order *order, struct slice text)
{
    size_t n = slice_starts(text, SLICE("{")) ? RECORD : TEXT;
    buf_reset(&order->low);
    if (order->any && text.n > n)
        buf_slice(&order->low, slice_part(text, 0, n));
}

void piece_order_turn(struct piece_order *order, struct parts *parts, struct slice text, const struct begin *begin)
{
    const struct part *open = parts->open, *next = order->high.n ? open->reading_of : NULL;
    if (!begin->has_time || log_is_piece(open->log, begin->family))
        return;
    if (begin->time < log_shows(open->log).first - SHUFFLED) {
        buf_reset(&order->high);
        buf_slice(&order->high, buf_view(&order->low));
        piece_order_begin(order, text);
        parts_fall(parts, begin);
    } else if (next && begin->time > log_shows(next->log).first) {
        buf_reset(&order->high);
        parts_gather(parts);
    }
}

void piece_order_free(struct piece_order *order)
{
    buf_free(&order->low);
    buf_free(&order->high);
}
