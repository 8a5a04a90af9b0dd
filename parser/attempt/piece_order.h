/* piece_order.h - pieces of one attempt's log that come in another order than that of time: a file that was rotated, read last piece first. Where one begins is
 * seen by the bytes of its first stamp, since in one log heads spell their stamps alike. */
#ifndef DAGSIEVE_PIECE_ORDER_H
#define DAGSIEVE_PIECE_ORDER_H

#include "parts.h"

/* Zero is a source whose lines are in order. */
struct piece_order {
    bool any;             /* pieces may come in any order */
    bool starts;          /* the open piece begins with a start of Airflow's */
    struct buf low, high; /* how the first lines with a stamp of the open piece and of the one that comes next in time begin; empty: there is none */
};

/* The open piece begins with the line. */
void piece_order_begin(struct piece_order *, struct slice text);
/* Whether the line may lie in time before the open piece, or behind its end. */
static inline bool piece_order_leaves(const struct piece_order *order, struct slice text)
{
    const struct buf *low = &order->low, *high = &order->high;
    if (!low->n || text.n <= low->n || text.p[0] != low->p[0])
        return false;
    return memcmp(text.p, low->p, low->n) < 0 || (high->n && memcmp(text.p, high->p, low->n) > 0);
}
/* Such a line comes, begin: what it says: a piece begins that comes before what came so far, or ends where that began. */
void piece_order_turn(struct piece_order *, struct parts *, struct slice text, const struct begin *begin);
void piece_order_free(struct piece_order *);

#endif
