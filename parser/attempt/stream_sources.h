/* stream_sources.h - the sources of one stream that are open: an attempt may have logs in several of them (domain §3.5). */
#ifndef DAGSIEVE_STREAM_SOURCES_H
#define DAGSIEVE_STREAM_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

struct parts;

/* Zero is empty; its memory goes with the last source. */
struct stream_sources {
    struct parts **row;
    size_t n, cap;
};

void stream_sources_add(struct stream_sources *, struct parts *);
void stream_sources_remove(struct stream_sources *, const struct parts *);
/* Whether the attempt of the source's open log has a log in another one too, as far as is known. */
bool stream_sources_share(const struct stream_sources *, const struct parts *);

#endif
