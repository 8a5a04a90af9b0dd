/* attempt_name.h - the forms that a name of an attempt has, a row each; what attempt_id_from_path (attempt_id.h) reads. */
#ifndef DAGSIEVE_ATTEMPT_NAME_H
#define DAGSIEVE_ATTEMPT_NAME_H

#include "attempt_id.h"

/* Reads a name whose components a separator parts. A name that cannot be split for sure gives `joined`, and layout none. */
struct name_form {
    bool (*read)(struct slice path, struct slice separator, struct attempt_id *out);
    struct slice separator;
    const char *reason, *sample; /* the samples name one and the same try */
};
/* The first that reads a name decides. */
extern const struct name_form name_forms[];
extern const size_t name_forms_n;

#endif
