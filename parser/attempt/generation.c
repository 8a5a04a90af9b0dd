/* generation.c - Airflow's major version by file and first words of its lines; see generation.h. */
#include "generation.h"

#include "line.h"
#include "parser/catalogue/airflow.h"

/* What Airflow's own lines show. */
static const struct sign {
    struct slice file, begins, has; /* empty = any */
    bool nested;                    /* behind a second head too */
    int generation;
} signs[] = {
    { SLICE_ROW("__init__.py"), SLICE_ROW("Starting attempt "), SLICE_ROW(""), true, 1 },
    { SLICE_ROW("models.py"), SLICE_ROW("Starting attempt "), SLICE_ROW(""), true, 1 },
    { SLICE_ROW(""), SLICE_ROW("Marking task as "), SLICE_ROW(".dag_id="), true, 1 },
    { SLICE_ROW(""), SLICE_ROW("State of this instance has been externally set to "), SLICE_ROW("Taking the poison pill"), true, 1 },
    { SLICE_ROW(""), SLICE_ROW("Exporting the following env vars"), SLICE_ROW(""), false, 2 },
    { SLICE_ROW(""), SLICE_ROW("Task exited with return code "), SLICE_ROW(""), false, 2 },
};

static bool sign_fits(const struct sign *sign, const struct head *head)
{
    return (sign->nested || head->nesting == 1) && (!sign->file.n || slice_eq(head->file, sign->file)) && slice_starts(head->message, sign->begins) &&
           slice_has(head->message, sign->has);
}

int generation_shown(const struct head *head)
{
    if (head->nesting == 1 && head->family == FAMILY_text && head->comma && slice_ends(head->file, SLICE("_operator.py")))
        return 1; /* since 2.0 the operators' modules have other names */
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (sign_fits(&signs[i], head) && message_is_own(head, 0))
            return signs[i].generation;
    return 0;
}
