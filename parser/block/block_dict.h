/* block_dict.h - a JSON object or Python dict as the body of a block, on one line or pretty-printed over many (records.md §3).
 * Hands out members of the outermost object as key and value texts, nested values whole. */
#ifndef DAGSIEVE_BLOCK_DICT_H
#define DAGSIEVE_BLOCK_DICT_H

#include "parser/text/buf.h"
#include "parser/text/slice.h"

/* Longest text of one value; a longer one is cut and the dict given up. */
enum { DICT_MAX_VALUE = 1024 * 1024 };

/* Told of each member: both texts as printed, the key without its quotes and unescaped; order is that of the key's line; whole: the value has its
 * end, else the line was cut in it. They live until it returns. */
typedef void block_member(void *context, struct slice key, struct slice value, int order, bool whole);

/* A dict that is being read; zero is none. */
struct block_dict {
    block_member *member;
    void *context;
    enum { DICT_closed, DICT_key, DICT_value } state;
    bool braced;     /* an opening brace was seen; else members stand alone, one line each */
    size_t depth;    /* open brackets inside the value */
    char quote;      /* the value ends inside this quote; 0 = outside */
    bool is_text;    /* the value so far is one string, whole */
    bool is_bare;    /* a number or word ended the last line and was handed out: half a one where no comma, brace or key follows */
    int order;       /* of the key's line */
    size_t rest;     /* where text goes on behind the brace that closed it on the line just read; that line's end where none did */
    struct buf key, value, room;
};

enum dict_answer {
    DICT_not,     /* the line is no piece of a dict */
    DICT_member,  /* a member begins on it */
    DICT_neutral, /* brackets alone, or a piece of a nested value */
};

/* Forgets what is open and starts over. */
void block_dict_reset(struct block_dict *);
/* Reads one line, indentation and bullet taken off; order tells it from others. */
enum dict_answer block_dict_line(struct block_dict *, struct slice line, int order);
/* Hands out the member that is still open, if there is one. */
void block_dict_end(struct block_dict *);
void block_dict_free(struct block_dict *);

#endif
