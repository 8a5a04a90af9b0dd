/* states.c - see states.h. */
#include "states.h"

#include "parser/catalogue/notice.h"
#include "parser/catalogue/state.h"
#include "parser/failure/naming.h"

static const struct {
    const char *name, *comment;
    bool counts[COUNTS__N]; /* which kinds of words it holds for */
} functions[] = {
    { "state_is_success", "whether a task with this last state did what it should", { [COUNTS_SUCCESS] = true, [COUNTS_SKIPPED] = true } },
    { "state_is_skipped", "whether a task with this last state was left out", { [COUNTS_SKIPPED] = true } },
    { "state_is_failure", "whether a task with this last state failed", { [COUNTS_FAILURE] = true } },
    { "state_is_final", "whether a task with this last state is done", { [COUNTS_SUCCESS] = true, [COUNTS_SKIPPED] = true, [COUNTS_FAILURE] = true } },
    { "state_is_outcome", "whether a try with this state has ended, also where another one follows",
      { [COUNTS_SUCCESS] = true, [COUNTS_SKIPPED] = true, [COUNTS_FAILURE] = true, [COUNTS_RETRY] = true } },
    { "state_is_failed_try", "whether a try with this state failed, also where another one follows", { [COUNTS_FAILURE] = true, [COUNTS_RETRY] = true } },
    { "state_is_pending", "whether a task with this last state is to come back", { [COUNTS_RETRY] = true, [COUNTS_PENDING] = true } },
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

void schema_notices(struct buf *out)
{
    buf_text(out, "CREATE OR REPLACE FUNCTION dagsieve.notice_rank(code text) RETURNS integer\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\n"
                  "AS $$ SELECT array_position(ARRAY[");
    for (int code = 0; code < NOTICE__CODES; code++)
        buf_printf(out, "%s'%s'", code ? ", " : "", notice_names[code].code);
    buf_text(out, "], $1) $$;\n"
                  "COMMENT ON FUNCTION dagsieve.notice_rank(text) IS 'place of a notice''s code among those of one attempt, 1 the surest';\n");
}

/* "'WORDS', 'HASH'" of the end that is called so, in no task. */
static void end_add(struct slice words, struct mask *mask, struct buf *out)
{
    struct failure_child none = { 0 };
    struct failure_end end = { .terminal = words };
    struct failure_name name = { 0 };
    failure_name(NULL, &none, &end, mask, &name);
    buf_printf(out, " WHEN '%.*s' THEN '%s'", SLICE_ARG(words), name.hash);
    failure_name_free(&name);
}

void schema_failures(struct buf *out)
{
    struct mask *mask = mask_open();
    buf_text(out, "CREATE OR REPLACE FUNCTION dagsieve.failure_of_end(words text) RETURNS text\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nAS $$ SELECT CASE $1");
    end_add(SLICE("no outcome"), mask, out);
    end_add(SLICE("no log"), mask, out);
    for (int code = 0; code < NOTICE__CODES; code++)
        end_add(slice_of(notice_names[code].code), mask, out);
    buf_text(out, " END $$;\n"
                  "COMMENT ON FUNCTION dagsieve.failure_of_end(text) IS 'log.failure of an attempt that ended so: a notice''s code, no outcome or no log';\n");
    mask_close(&mask);
}
