/* choice.h - what a stream's first lines tell: the envelopes under which heads appear, and whether the newest line comes first (domain §3.5). */
#ifndef DAGSIEVE_CHOICE_H
#define DAGSIEVE_CHOICE_H

#include "parser/attempt/parser_inside.h"
#include "names.h"

/* What decided on the chain. */
enum chosen_by { CHOSEN_none, CHOSEN_head, CHOSEN_words };
enum direction { DIRECTION_unknown, DIRECTION_forward, DIRECTION_backward };

/* Zero with `parser` set knows nothing yet. */
struct choice {
    const struct parser *parser;
    enum chosen_by by;
    struct chain chain;
    struct head_space *heads;    /* made for the first line that is none of the common shape */
    struct chain_space space;
    struct names *names;         /* made where the chain has a row NAMES, for as long as it is not known what they are */
    bool names_known, unnamed;   /* unnamed: they are of nobody knows what; no chain of that kind is chosen */
    bool has_stamp;              /* of the last head looked at */
    bool enveloped;              /* a line's envelope had a stamp: the heads inside, whose clock may be another, are no match for it */
    int64_t stamp;
    int64_t rises, falls, fallen; /* stamps of one source after the other; fallen: microseconds altogether, less those risen */
};
void choice_free(struct choice *);

/* Whether it is worth looking for a head in the line: it has a bracket, and a date or the member of a record; one of the platform's own, or one in a list of
 * bytes, may have any. */
bool choice_may_show_head(const struct choice *, struct slice line);
/* Whether the text itself shows a head of Airflow's. */
bool choice_shows_head(struct choice *, struct slice text);
/* Looks for a chain under which the line shows a head of Airflow's; true: it is chosen. */
bool choice_by_head(struct choice *, struct slice line);
/* Looks at lines of the chain that is chosen: whether it is known what its names are. Where they are no names of sources the chain's key goes without them;
 * where that cannot be told nothing is chosen. over: no more lines are waited for. */
bool choice_knows_names(struct choice *, struct slice lines, bool over);
/* Whether there is such a chain, *under; nothing is chosen. */
bool choice_can_show_head(struct choice *, struct slice line, struct chain *under);
/* Looks for one under which the words of a block or event begin the line, or stand behind a prefix of a user's handler (domain §3.2). */
bool choice_by_words(struct choice *, struct slice line);
/* Whether a head (or, words, the opening of a block) stands inside the line, where nothing known would open it. */
bool choice_is_unread(struct slice line, bool words);
/* The stamp by which the stream's direction is told: the envelope's, or the head's where envelopes have none that tells the time. false: there is none. */
bool choice_stamp(struct choice *, const struct payload *, int64_t *stamp);
/* The stamp of the head inside an envelope, which tells where the envelope's are too coarse. false: there is none. */
bool choice_head_stamp(struct choice *, const struct payload *, int64_t *stamp);
/* Notes a stamp and the one before it of the same source. */
void choice_note(struct choice *, int64_t before, int64_t stamp);
/* What the stamps noted so far tell. A single fall tells nothing: clocks are set back in autumn; nor do a few falls within a second: shippers reorder, and
 * processes share a log. Many falls and hardly a rise tell it within a second too. */
enum direction choice_direction(const struct choice *);
/* The same when no line follows: a few falls tell it where they are all there is. */
enum direction choice_direction_at_end(const struct choice *);

#endif
