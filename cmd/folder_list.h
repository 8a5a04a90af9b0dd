/* folder_list.h - what one folder holds, asked once: its entries in order of name, of those that may be logs their size and time. */
#ifndef DAGSIEVE_FOLDER_LIST_H
#define DAGSIEVE_FOLDER_LIST_H

#include <sys/types.h>
#include <time.h>

#include "parser/text/buf.h"

struct folder_id {
    dev_t dev;
    ino_t ino;
};

/* The head of a listing, which is one piece of bytes and may travel between processes. */
struct folder_head {
    struct folder_id id;
    int fault, read_fault; /* errno of what hinders opening it, reading it to its end; 0 = nothing does */
    size_t n;              /* entries */
};

struct folder_stat {
    int fault; /* errno, 0 = none */
    mode_t mode;
    int64_t size; /* bytes */
    struct timespec mtime;
};

struct folder_entry {
    const char *name; /* lives as long as the listing */
    unsigned char type; /* DT_...: what the folder says of it */
    bool log;           /* by its name and not hidden, whatever it is */
    bool asked;         /* stat holds what stat(2) said */
    struct folder_stat stat;
};

/* Appends the listing of the folder at path. Hidden entries are not even asked what they are, nor is a plain file that is no log by its name; of a very
 * large folder only the first logs are. */
void folder_list(const char *path, struct buf *out);
/* Takes the head off the listing, then one entry after the other. */
void folder_list_head(struct slice *listing, struct folder_head *out);
void folder_list_next(struct slice *listing, struct folder_entry *out);
/* What stat(2) says, links followed; name: in the folder that fd is open on. */
void folder_stat_at(int fd, const char *name, struct folder_stat *out);

#endif
