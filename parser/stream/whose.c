/* whose.c - which source a line of a stream is of; see stream_inside.h. */
#include "stream_inside.h"

#include "parser/attempt/attempt_id.h"
#include "parser/catalogue/airflow.h"

/* The first source that a payload names takes the branch of lines that were let go before (domain §3.5). */
static long branch_of(struct stream *stream, const struct payload *payload)
{
    bool first = stream->adopts && stream->branches.n == 1 && payload_has_key(payload);
    if (!first || payload->key[KEY_path].n)
        return (long)branches_find(&stream->branches, payload);
    stream->adopts = false;
    branches_adopt(&stream->branches, payload);
    return 0;
}

long reading_nameless(struct stream *stream)
{
    return branch_of(stream, &(struct payload){ 0 });
}

/* The row of the source in which the payload's is. */
static struct branch *outer_find(struct stream *stream, const struct payload *payload, bool whole)
{
    struct payload outer = *payload;
    for (int i = 0; whole && i < KEY__N; i++)
        if (!(payload->outer >> i & 1))
            outer.key[i] = SLICE("");
    size_t at = branches_find(&stream->outers, &outer); /* may move the rows */
    return &stream->outers.row[at];
}

/* The branch of a line in a chain whose sources are inside others. Where the outer one alone is told it is text of the inner one before it. */
static long inner_branch(struct stream *stream, const struct payload *payload, bool whole)
{
    struct branch *outer = outer_find(stream, payload, whole);
    if (!whole && outer->inner)
        return outer->inner - 1;
    long at = branch_of(stream, payload);
    if (whole)
        outer->inner = at + 1;
    return at;
}

long reading_branch(struct stream *stream, struct slice text, struct payload *payload, int *taken)
{
    const struct chain *chain = &stream->choice.chain;
    *taken = chain_take(stream->parser->envelopes, chain, text, &stream->space, payload);
    if (*taken && !stream->named)
        return chain->inner ? inner_branch(stream, payload, *taken > chain->inner) : branch_of(stream, payload);
    return stream->last != NO_BRANCH && (stream->named || chain->n) ? stream->last : reading_nameless(stream);
}

/* Whether the lines that wait are one, which Airflow itself prints, and no print of a task's begins a message so. */
static bool airflow_waits(struct stream *stream)
{
    struct slice line = buf_view(&stream->pending);
    struct head head = { 0 };
    if (slice_index(line, '\n') + 1 != line.n || !head_read_plain(&stream->parser->heads, line, &head))
        return false;
    const struct airflow_file *own = airflow_file_find(head.file, false);
    return own && (own->says == AIRFLOW_ALL || own->says == AIRFLOW_STARTS) && !airflow_file_carries(head.file);
}

/* Where messages of several lines have had their label behind the last one alone, the label before was printed; so where no log has it yet, but on a line that
 * Airflow itself prints. */
bool label_is_anothers(struct stream *stream, long label, bool begins)
{
    bool first = stream->labelled == NO_BRANCH;
    stream->label_last |= first && label != NO_BRANCH && !begins && stream->pending.n;
    if (first || label == NO_BRANCH || label == stream->labelled || stream->label_last)
        return false;
    return stream->branches.row[stream->labelled].log || airflow_waits(stream);
}

static bool names_attempt(const char *path)
{
    struct arena arena = { 0 };
    struct attempt_id id;
    bool named = attempt_id_from_path(slice_of(path), &arena, &id);
    arena_free(&arena);
    return named;
}

static bool closes(const struct chain *chain)
{
    return chain->n == 1 && (envelope_rows[chain->row[0]].flags & CLOSES);
}

void chain_settle(struct stream *stream)
{
    stream->named = stream->choice.chain.n && names_attempt(stream->path);
    stream->closes = !stream->named && closes(&stream->choice.chain);
    stream->choice.chain.inner = chain_inner(stream->parser->envelopes, &stream->choice.chain);
    stream->constant = chain_is_constant(stream->parser->envelopes, &stream->choice.chain);
}
