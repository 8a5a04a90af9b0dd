/* log_file_names.c - which files of a folder look like logs. The first row that fits decides; a file the user names
 * himself is never asked about. Case does not matter; the suffix of a compression (packings.def) is no part of the
 * name, an archive is opened whatever its name. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser/catalogue/packing.h"
#include "inputs.h"

enum fit { FIT_BEGIN, FIT_PART, FIT_END, FIT_NO_DOT, FIT_ALL };

static const struct name_rule {
    enum fit fit;
    const char *text;
    bool take;
    const char *folder; /* a part the folder's path must have; NULL = any folder */
} name_rules[] = {
    { FIT_BEGIN, ".", false, NULL }, /* hidden */
    /* Code, data, pictures and the notes of log shippers, though "log" be in their names. */
    { FIT_END, ".py", false, NULL },
    { FIT_END, ".pyc", false, NULL },
    { FIT_END, ".csv", false, NULL },
    { FIT_END, ".png", false, NULL },
    { FIT_END, ".pid", false, NULL },
    { FIT_END, ".db", false, NULL },
    { FIT_END, ".sqlite", false, NULL },
    { FIT_END, ".lock", false, NULL },
    { FIT_END, ".pos", false, NULL },
    { FIT_END, ".swp", false, NULL },
    { FIT_END, ".tmp", false, NULL }, /* kubelet's, while it packs a rotated file */
    /* attempt=1.log, 1.log, attempt=1.log.trigger.5.log, attempt=1.log.SchedulerJob.log, attempt=1.log.2,
     * kubelet's 0.log.20240227-135707 */
    { FIT_PART, ".log", true, NULL },
    { FIT_END, ".txt", true, NULL },
    { FIT_END, ".json", true, NULL },
    { FIT_END, ".jsonl", true, NULL },
    { FIT_END, ".ndjson", true, NULL },
    { FIT_END, ".out", true, NULL },
    /* Copies out of buckets lose their extension; below a run of Airflow >= 2.3 nothing but logs is stored. */
    { FIT_NO_DOT, "", true, "run_id=" },
    /* A download from Airflow's web interface before 3.1.3 has none either. */
    { FIT_BEGIN, "logs_", true, NULL },
    { FIT_ALL, "", false, NULL },
};

static bool text_fits(enum fit fit, const char *text, const char *name, size_t n)
{
    size_t length = strlen(text);
    switch (fit) {
    case FIT_BEGIN:
        return strncasecmp(name, text, length) == 0;
    case FIT_PART:
        for (size_t i = 0; i + length <= n; i++)
            if (strncasecmp(name + i, text, length) == 0)
                return true;
        return false;
    case FIT_END:
        return n > length && strncasecmp(name + n - length, text, length) == 0;
    case FIT_NO_DOT:
        return !memchr(name, '.', n);
    default:
        return true;
    }
}

bool input_is_log(const char *folder, const char *name)
{
    size_t n = packing_bare_name(slice_of(name)).n;
    if (name[0] != '.' && packing_names_archive(slice_of(name)))
        return true;
    const struct name_rule *rule = name_rules;
    while (!text_fits(rule->fit, rule->text, name, n) || (rule->folder && !strstr(folder, rule->folder)))
        rule++;
    return rule->take;
}

/* Whether a folder would be walked to here: no part of the path is hidden. */
static bool is_reached(const char *path)
{
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t n = strcspn(part, "/");
        if (part[0] == '.' && !(n == 1 || (n == 2 && part[1] == '.')))
            return false;
    }
    return true;
}

bool member_is_hidden(struct slice member)
{
    char *path = strndup(member.p, member.n);
    bool hidden = !path || !is_reached(path);
    free(path);
    return hidden;
}

bool member_is_log(struct slice member)
{
    char *folder = strndup(member.p, member.n);
    char *name = folder ? strrchr(folder, '/') : NULL;
    bool reached = folder && is_reached(folder);
    if (name)
        *name++ = '\0';
    bool taken = reached && input_is_log(name ? folder : "", name ? name : folder);
    free(folder);
    return taken;
}
