/* align.c - see align.h. */
#include "align.h"

#include <stdlib.h>

static int64_t time_apart(const struct align_row *a, const struct align_row *b)
{
    return a->time && b->time ? llabs(a->time - b->time) : 0;
}

static bool says_the_same(const struct align_row *fresh, const struct align_row *stored)
{
    return fresh->content == stored->content && time_apart(fresh, stored) <= ALIGN_TOLERANCE;
}

/* A row that was cut off is the whole one if it began at the same moment and speaks of the same. */
static bool is_cut_form(const struct align_row *fresh, const struct align_row *stored)
{
    bool same_subject = !fresh->subject || !stored->subject || fresh->subject == stored->subject;
    return (fresh->cut || stored->cut) && fresh->time && fresh->time == stored->time && same_subject;
}

/* Rows come in order of time, save that two processes write one file: a second later there is nothing to look for. */
static bool is_past(const struct align_row *stored, const struct align_row *fresh)
{
    return stored->time && fresh->time && stored->time > fresh->time + ALIGN_TOLERANCE;
}

/* How far a stored row is from being the fresh one: first by time, of equal times by line. */
static int64_t distance(const struct align_row *fresh, const struct align_row *stored, const int64_t *by)
{
    bool other_line = by && fresh->line + *by != stored->line;
    return 2 * time_apart(fresh, stored) + other_line;
}

/* The nearest stored row from `from` on that is the fresh one, or -1. */
static int find(const struct align_row *fresh, struct align_rows stored, int from, const int64_t *by)
{
    int found = -1, cut = -1;
    int64_t nearest = INT64_MAX;
    for (int i = from; i < stored.n && nearest && !is_past(&stored.row[i], fresh); i++) {
        const struct align_row *row = &stored.row[i];
        if (says_the_same(fresh, row) && distance(fresh, row, by) < nearest) {
            nearest = distance(fresh, row, by);
            found = i;
        }
        if (cut < 0 && is_cut_form(fresh, row))
            cut = i;
    }
    return found < 0 ? cut : found;
}

static bool says_more(const struct align_row *fresh, const struct align_row *stored)
{
    return stored->time == 0 ? fresh->time != 0 || fresh->weight > stored->weight : fresh->time && fresh->weight > stored->weight;
}

static void match_rows(struct align_rows fresh, struct align_rows stored, const int64_t *by)
{
    int next = 0;
    for (int i = 0; i < fresh.n; i++) {
        struct align_row *row = &fresh.row[i];
        row->match = find(row, stored, next, by);
        row->better = row->match >= 0 && says_more(row, &stored.row[row->match]);
        if (row->match >= 0)
            next = row->match + 1;
        while (row->match < 0 && next < stored.n && row->time && stored.row[next].time && stored.row[next].time < row->time)
            next++;
    }
}

/* Where the rows that are new belong: behind the one before them, by time as far as there is one, in front of the next that is known. A
 * first one without a time goes to the end where its reading is the later one. */
void align_rows(struct align_rows fresh, struct align_rows stored, const int64_t *by, bool later)
{
    int end = stored.n, next = 0;
    match_rows(fresh, stored, by);
    for (int i = fresh.n; i-- > 0;) {
        fresh.row[i].before = end;
        end = fresh.row[i].match >= 0 ? fresh.row[i].match : end;
    }
    for (int i = 0; i < fresh.n; i++) {
        struct align_row *row = &fresh.row[i];
        int most = row->before;
        if (row->match >= 0) {
            next = row->match + 1;
            continue;
        }
        if (!row->time && next == 0 && (later || most < stored.n))
            next = most;
        while (next < most && row->time && stored.row[next].time && stored.row[next].time < row->time)
            next++;
        row->before = next;
    }
}
