/* attempt_header.h - the lines by which the web interface and the API of Airflow 1.10 to 3.3 say where a log they hand out came from: `*** Reading
 * local file: ..`, the list behind `*** Found local files:`, Airflow 3's `Log message source details`. They name the attempt (domain §3.5). */
#ifndef DAGSIEVE_ATTEMPT_HEADER_H
#define DAGSIEVE_ATTEMPT_HEADER_H

#include "attempt_id.h"

/* A line that begins with these words, blanks apart, may hold the attempt's path. */
struct header_row {
    const char *words, *reason, *sample; /* the samples name one and the same try of one task */
};
extern const struct header_row header_rows[];
extern const size_t header_rows_n;

/* A quick no: false means that attempt_id_from_header finds nothing. */
static inline bool header_suspects(struct slice line)
{
    if (!line.n)
        return false;
    char first = line.p[0];
    return first == '*' || first == ':' || first == 'L' || first == ' ' || (first == '{' && slice_has(slice_part(line, 0, 96), SLICE("::group::Log")));
}
/* Whether a line of a heading begins so: no line of a log does. */
bool header_begins(struct slice line);
/* The attempt that such a line names, texts in the arena; false when the line is none, or names no attempt. */
bool attempt_id_from_header(struct slice line, struct arena *, struct attempt_id *out);

#endif
