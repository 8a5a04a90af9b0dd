/* inputs.h - from what the user names (paths, folders, "-", lists of paths) to one input after the other. Opens no file:
 * names, sizes and times only. Memory is that of the folders on the way down, however many files there are. */
#ifndef DAGSIEVE_INPUTS_H
#define DAGSIEVE_INPUTS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "../parser/complaint.h"

struct inputs;

struct input {
    const char *path;      /* as given, or the folder as given and what is below; "-" is stdin; lives until the next one */
    int64_t size;          /* bytes; -1 for stdin, pipes and devices */
    struct timespec mtime; /* zero where size is -1 */
    bool stdin_;
};

struct input_stats {
    int64_t found;      /* handed out */
    int64_t skipped;    /* in folders: hidden, no name of a log, neither file nor folder, a link to nothing */
    int64_t unreadable; /* complained about */
    int64_t bytes;      /* sizes of the found, where known */
};

/* paths: files (always taken, whatever their names), folders (walked in order of name, links followed), "-".
 * files_from: NULL, or a file ("-" is stdin) that lists more of them, ended by NUL where there is a NUL in the first
 * 4096 bytes (a path is no longer than that), else by '\n'. Both are read after each other, paths first; both must outlive
 * the inputs. */
struct inputs *inputs_open(const char *const *paths, size_t n, const char *files_from, struct report *);
/* The next one; false at the end. What is not there or not readable is complained about (not_readable) and left out. */
bool inputs_next(struct inputs *, struct input *);
const struct input_stats *inputs_stats(const struct inputs *);
void inputs_close(struct inputs **);

/* Whether the walk takes a file of that name in that folder: the rules are the lists in inputs_names.c. */
bool inputs_takes(const char *folder, const char *name);

#endif
