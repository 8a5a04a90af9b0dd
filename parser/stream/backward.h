/* backward.h - a stream whose newest line comes first (domain §3.5): its bytes wait in a temporary file, its lines come out last first. */
#ifndef DAGSIEVE_BACKWARD_H
#define DAGSIEVE_BACKWARD_H

#include "parser/catalogue/complaint.h"
#include "parser/text/slice.h"

struct backward;

struct backward *backward_open(struct report *);
/* Adds bytes as they come; false when they cannot be kept: complained about. */
bool backward_add(struct backward *, struct slice bytes);
/* The last line that has not come out yet, with its '\n' where it has one; false when there is none left, or it cannot be read (complained about).
 * Lives until the next call. Nothing is added any more. */
bool backward_line(struct backward *, struct slice *line);
/* The bytes in the order in which they came, a piece of whole lines at a time; instead of backward_line. */
bool backward_forward(struct backward *, struct slice *lines);
void backward_close(struct backward **);

#endif
