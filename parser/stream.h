/* stream.h - one input (a file, a pipe) -> one or several logs: chooses the envelope by the first lines, takes it off, takes the stream apart by
 * what the envelope tells of sources, and feeds each log (domain §3.5). Opens nothing: fed with chunks of whole lines as source.h hands them out. */
#ifndef DAGSIEVE_STREAM_H
#define DAGSIEVE_STREAM_H

#include "parser.h"
#include "parser/catalogue/record.h"
#include "parser/input/source.h"

struct stream;

/* What a stream tells its owner. log: the identity cells as known so far (whole in `finished`). All records live only until the
 * callback returns. */
struct stream_events {
    void *context;
    /* A log begins: handle is the owner's to set, one a log, handed back below. */
    void *(*opened)(void *context);
    /* A record of the log, in order of completion, not of line. */
    void (*child)(void *context, void *handle, const struct record *child);
    /* The attempt of an open log is known, or it has notices of others': once a log, from stream_tell; identity and times only. What comes later may
     * still correct it (the log_id of a log that no attempt names always): the identity in `finished` decides. May be NULL. */
    void (*known)(void *context, void *handle, const struct record *log);
    /* An incident or a notice of an open log as it stands so far, after `known`; when the log is over it comes once more, whole, as a child.
     * May be NULL. */
    void (*early)(void *context, void *handle, const struct record *finding);
    /* How an open log stands, after `known`: its times, and how its attempt ended where that has been said; other columns are absent. Comes again as the
     * log grows. May be NULL. */
    void (*grown)(void *context, void *handle, const struct record *log);
    /* The log is over, and nothing of it counts: another reading of the same attempt does, or its lines are another log's. May be NULL. */
    void (*dropped)(void *context, void *handle);
    /* Before `finished`: the log proves by how many microseconds its stamps without a zone were read wrongly. They are to be added to the times of all its
     * children whose cell says naive; the log's own times have them. May be NULL. */
    void (*shifted)(void *context, void *handle, int64_t micros);
    /* The log is over; every column but the ledger's is set. */
    void (*finished)(void *context, void *handle, const struct record *log);
};

/* name: path as given or "-"; path: what stands for the path when the attempt is read from it (--path), NULL = name.
 * The parser and the callbacks' context must outlive the stream. */
struct stream *stream_open(const struct parser *, const char *name, const char *path, const struct stream_events *);
/* How the shell gets the input's text out of FILE, for commands that are told; none: it is the file's. */
void stream_packed(struct stream *, struct slice command);
/* A step of the source: SOURCE_LINES, SOURCE_LONG or SOURCE_REST. */
void stream_feed(struct stream *, enum source_step, struct slice text);
/* For owners that cannot wait for the end of a log: calls `known` for each log whose attempt has become known, then `early` for
 * what has come to light since. now and idle: the clock, and for how long nothing came from a living writer, both in
 * microseconds; 0 = the silence of a log that is being written is not judged. */
void stream_tell(struct stream *, int64_t now, int64_t idle);
/* For owners of a live pipe, after each step and at least four times a second while nothing comes; now: any clock, milliseconds above 0. Lines that wait
 * for others to tell what they are go on within 250 ms; logs of sources that are long silent are closed where many are open. */
void stream_tick(struct stream *, int64_t now);
/* Ends all logs; facts tell whether the input was cut or corrupt (NULL = a clean end). */
void stream_close(struct stream **, const struct source_facts *facts);
/* Whether the newest line comes first: the children of logs opened from now on come in order of falling line (records §1, domain §3.5). */
bool stream_is_backward(const struct stream *);
/* Physical lines so far, of all logs. */
int64_t stream_lines(const struct stream *);

#endif
