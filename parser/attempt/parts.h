/* parts.h - the logs of one source, in the order in which they began (domain §3.5): parts of an attempt that do not overlap in time become one log, of
 * those that overlap the more complete one counts. Below source_logs.h, which says where a part begins. */
#ifndef DAGSIEVE_PARTS_H
#define DAGSIEVE_PARTS_H

#include "begins.h"
#include "recording.h"
#include "repeats.h"
#include "stream_sources.h"

/* PARTS_MOST: logs that are open at once, the oldest ends for a further one. SHUFFLED: microseconds by which lines of one process may stand in the wrong
 * order. BEGIN_MOST: first lines of a log by which it is known again. */
enum { PARTS_MOST = 64, SHUFFLED = 1000 * 1000, BEGIN_MOST = 8 };

struct part {
    struct log *log;
    uint16_t number;         /* of its lines in the source's marks */
    uint32_t marked;         /* place of its first line there */
    struct part *reading_of; /* it may be another reading of that one's attempt */
    bool within;             /* the log before it had not ended: it may be that one's print */
    uint16_t printer;        /* that log's number */
    bool foreign;            /* it is of another generation, which a task of that one may print: the next line of that log's own tells */
    int place;               /* the last one of its start's lines (struct begin); -1: none */
    int64_t since;           /* stamp of the line that began it; 0: it has none */
    bool tail;               /* a record with its label began it, no start */
    bool fell;               /* a piece of the log that it is a reading of, which comes before it in time: no other reading */
    bool print;              /* it is none: what its task printed, which stays where it came */
    bool unnamed;            /* nothing names its attempt: it began long after the end of the log before it, without a start, or its start came to nothing */
    bool cut;                /* the input ended early in it */
    int64_t copied;          /* lines that it was given of another reading, since they came again */
    uint64_t end;            /* mark of its last line, when it was left; 0: not known */
    uint8_t begins;          /* marks of its first lines that are kept */
    uint32_t begin[BEGIN_MOST];
    struct buf pieces;       /* struct piece: its lines in the recording, in order */
    struct buf label, workload; /* as in struct begin; empty = none yet */
    int64_t labelled;        /* stamp of the last record that has it; they come in order, whatever stands between them */
    int64_t began, left;     /* places in the recording: of its first line, and where other lines came instead */
};

struct parts {
    const struct parser *parser;
    const struct stream_events *events;
    struct slice source, path, pod; /* as of log_open; the owner's */
    struct part *row[PARTS_MOST];
    int n;
    bool printed;                   /* log_is_printed, of each */
    struct stream_sources *among;   /* NULL: the stream tells of no sources */
    struct part *open;              /* that the lines go to; never NULL between calls, up to parts_end */
    struct part *first;             /* of the attempt that the source began with; NULL: it is closed */
    bool records;                   /* lines are recorded */
    struct recording recording;
    bool marks;                     /* lines are marked, because they may come twice; not where a file's own name is its attempt's */
    struct repeats repeats;         /* marks of all lines */
    uint16_t numbers;               /* given to parts so far */
};

/* among: the other sources of the stream, or NULL; it must outlive the parts. */
void parts_open(struct parts *, const struct parser *, const struct stream_events *, struct stream_sources *among, struct slice source, struct slice path, struct slice pod);
/* The name of the source may be a task's print; before the first line. */
void parts_printed(struct parts *);
/* Keeps a line that the open log got. */
void parts_record(struct parts *, const struct log_line *);
/* Gives the open log a line; as log_line. */
static inline bool parts_line(struct parts *parts, const struct log_line *line)
{
    if (parts->marks)
        repeats_note(&parts->repeats, line->text, parts->open->number);
    bool plain = log_line(parts->open->log, line);
    if (parts->records)
        parts_record(parts, line);
    return plain;
}
/* The same of a plain line; as log_line_plain. One with a head that may have come before is none. */
static inline bool parts_line_plain(struct parts *parts, struct slice text, int64_t number, uint64_t bits)
{
    bool head = parts->marks && text.n && text.p[0] == '[';
    bool taken = !(head && repeats_has(&parts->repeats, text)) && log_line_plain(parts->open->log, text, number, bits);
    if (taken && parts->marks)
        repeats_note(&parts->repeats, text, parts->open->number);
    if (taken && parts->records)
        parts_record(parts, &(struct log_line){ .text = text, .number = number, .pieces = 1, .bits = bits });
    return taken;
}
/* Gives the open log its bytes. */
void parts_bytes(struct parts *, struct slice physical);
/* The part whose lines have that number in the marks; NULL: it is gone. */
struct part *parts_numbered(const struct parts *, uint16_t number);
/* The last log of the attempt that the lines at hand name; NULL: there is none. */
struct part *parts_find(const struct parts *, const struct begin *);
/* Whether the line, by its stamp, comes before lines of the part. */
bool part_falls(const struct part *, const struct begin *);
/* The log of the attempt with that id, by its records or its start. */
struct part *parts_with_id(const struct parts *, struct slice id);
/* From here on lines are of another part: of the attempt of `former`, where that is not NULL. begin: of its first line. */
void parts_turn(struct parts *, struct part *former, const struct begin *);
/* The same where the names of the begin are a log's of the parts, which may go by it. */
void parts_turn_as(struct parts *, struct part *former, struct begin begin);
/* From here on lines are of a piece of the open log that comes before it in time; begin: of its first line. parts_gather ends that: they are one; print: as they came. */
void parts_fall(struct parts *, const struct begin *);
void parts_gather(struct parts *, bool print);
/* From here on lines are of another reading of that log's attempt, which begins with the same lines, so many of them; number: of the first one. false: those
 * are there no more. */
bool parts_read_again(struct parts *, uint16_t log, int64_t lines, int64_t number);
/* It was none: the log of that number goes on. false: it is gone. */
bool parts_back(struct parts *, uint16_t number);
/* A line, which tells `begin`, is of the attempt of `former`: what lay between was that attempt's text, of which its own lines have stamps between those of what
 * it had and the line's. false: that is not so, or it is not there any more. */
bool parts_claim(struct parts *, struct part *former, const struct begin *);
/* No more lines come; cut: the input ended early. */
void parts_end(struct parts *, bool cut);
/* After parts_end of both: they are logs of one attempt in two sources; `earlier` is known more surely, or as surely and began no later. They become one, as in
 * one source; through: lines are numbered through the stream, not by source. Returns whether the later one is gone; else the earlier one is, or both stay: they
 * are apart in time and not as sure, or one goes on with the other, but its lines are there no more. */
bool parts_meet(struct parts *, struct part *earlier, struct parts *later_of, struct part *later, bool through);
/* After parts_end. */
void parts_close(struct parts *);

#endif
