/* states.c - see states.h. */
#include "states.h"

#include "parser/catalogue/state.h"

static const struct {
    const char *name, *comment;
    bool counts[COUNTS_FAILURE + 1]; /* which kinds of words it holds for */
} functions[] = {
    { "state_is_success", "whether a task with this last state did what it should", { [COUNTS_SUCCESS] = true } },
    { "state_is_failure", "whether a task with this last state failed", { [COUNTS_FAILURE] = true } },
    { "state_is_final", "whether a task with this last state is done", { [COUNTS_SUCCESS] = true, [COUNTS_FAILURE] = true } },
};

static void words_add(struct buf *out, const bool counts[])
{
    const char *before = "";
    for (int i = 0; i < TASK__N; i++) {
        if (!counts[state_rows[i].counts])
            continue;
        buf_printf(out, "%s'%s'", before, state_rows[i].name);
        before = ", ";
    }
}

void schema_states(struct buf *out)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
        buf_printf(out, "CREATE OR REPLACE FUNCTION dagsieve.%s(state text) RETURNS boolean\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nAS $$ SELECT state IN (",
                   functions[i].name);
        words_add(out, functions[i].counts);
        buf_printf(out, ") $$;\nCOMMENT ON FUNCTION dagsieve.%s(text) IS '%s';\n", functions[i].name, functions[i].comment);
    }
}
