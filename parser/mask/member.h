/* member.h - values that stand beside the name of their secret in a list or dict, without a sign between the two. */
#ifndef DAGSIEVE_MASK_MEMBER_H
#define DAGSIEVE_MASK_MEMBER_H

#include "name.h"
#include "walk.h"

/* The value of a member before that whose value the name is, which begins at `from`: {'value': 'x', 'name': 'DB_PASSWORD'}. */
bool find_member_before(struct slice text, size_t from, enum weight, struct slice name, struct secret *);
/* The text in quotes behind the name, whose quote ends at `after`, in a list; only one that looks like a password: ('u', 'password', 'x1y2z3'). */
bool find_in_list(struct slice text, size_t from, size_t after, enum weight, struct slice name, struct secret *);

#endif
