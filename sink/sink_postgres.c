/* sink_postgres.c - batches of logs, each batch one transaction: lock, look at the ledger, delete what gives way, COPY, commit. A log
 * larger than the batch has a transaction of its own and is sent piece by piece. */
#include "sink_postgres.h"

#include <assert.h>
#include <stdlib.h>

#include "store.h"

struct sink_pg {
    struct store store;     /* first: it begins with the sink */
    struct batch_log *open; /* the log between begin and end */
    bool large;             /* it has its own transaction, under way */
    bool skip;              /* what is stored of it stays: its rows are dropped */
    bool broken;            /* a batch was lost: nothing more can be kept */
};

static struct sink_pg *of(struct sink *sink)
{
    return (struct sink_pg *)sink;
}

/* What is to be done with the logs of the batch, told by the ledger. */
struct plan {
    struct stored stored;
    struct buf replaced; /* array literal of the ids whose rows give way */
    int n_replaced;
};

static void plan_free(struct plan *plan)
{
    if (plan->stored.rows)
        stored_free(&plan->stored);
    buf_free(&plan->replaced);
}

static void replaced_add(struct plan *plan, const char *id)
{
    buf_printf(&plan->replaced, "%c%s", plan->n_replaced++ ? ',' : '{', id);
}

/* The copy at hand is not stored; the ledger remembers its file, and the stored copy may take its word for the state. */
static int leave_stored(struct store *s, struct batch_log *log, const struct record *fresh, const struct record *old, bool same)
{
    batch_forget_log(&s->batch, (struct slice){ log->id, LOG_ID_LENGTH });
    log->dropped = true;
    s->open.same += same;
    s->open.worse += !same;
    if (store_other_copy(s, fresh, log->id))
        return -1;
    return !same && stored_lends(fresh, old) ? store_lent_state(s, fresh, log->id) : 0;
}

static int log_plan(struct store *s, struct plan *plan, struct batch_log *log)
{
    struct cell fresh_cells[LOG__N], old_cells[LOG__N];
    struct record fresh = { .cell = fresh_cells }, old = { .cell = old_cells };
    batch_log_record(&s->batch, log, &fresh);
    bool known = stored_find(&plan->stored, (struct slice){ log->id, LOG_ID_LENGTH }, &old);
    enum stored_verdict verdict = stored_judge(&fresh, known ? &old : NULL);
    if (known && (log->dropped || verdict == VERDICT_same || verdict == VERDICT_worse))
        return leave_stored(s, log, &fresh, &old, verdict == VERDICT_same);
    if (known) {
        replaced_add(plan, log->id);
        s->open.replaced++;
        if (stored_lends(&old, &fresh))
            stored_lend(&old, &fresh);
    }
    store_log_row(s, &fresh);
    return 0;
}

static int replaced_delete(struct store *s, struct plan *plan)
{
    if (!plan->n_replaced)
        return 0;
    buf_text(&plan->replaced, "}");
    buf_char(&plan->replaced, '\0');
    for (int type = 0; type < RECORD__N; type++) {
        char sql[128];
        snprintf(sql, sizeof(sql), "DELETE FROM dagsieve.%s WHERE log_id = ANY ($1::uuid[])", schemas[type].name);
        if (pg_call(s->pg, sql, 1, (const char *const[]){ plan->replaced.p }))
            return -1;
    }
    return 0;
}

/* Children in the order of their tables; their log rows last, as the word that all is there. */
static int children_copy(struct store *s)
{
    for (int type = 0; type < RECORD_log; type++)
        if (s->batch.rows[type].n && store_rows(s, (enum record_type)type, false, buf_view(&s->batch.rows[type])))
            return -1;
    return 0;
}

static int batch_transact(struct store *s, struct plan *plan)
{
    if (store_months(s) || store_begin(s, 0, s->batch.n) || stored_read(s->pg, s->ids.p, &plan->stored))
        return -1;
    for (int i = 0; i < s->batch.n; i++)
        if (log_plan(s, plan, &s->batch.log[i]))
            return -1;
    if (replaced_delete(s, plan) || children_copy(s) || store_log_rows(s) || store_refused(s, false))
        return -1;
    return store_commit(s);
}

/* Stores all ended logs of the batch. */
static int batch_store(struct sink_pg *p)
{
    struct store *s = &p->store;
    for (int attempt = 0; s->batch.n && !p->broken; attempt++) {
        struct plan plan = { 0 };
        int rc = batch_transact(s, &plan);
        plan_free(&plan);
        if (rc == 0) {
            batch_reset(&s->batch);
            break;
        }
        if (store_recover(s, attempt) < 0)
            p->broken = true;
    }
    return p->broken ? -1 : 0;
}

/* Stores the ended logs before the open one, which stays. */
static int earlier_store(struct sink_pg *p)
{
    struct store *s = &p->store;
    if (s->batch.n < 2)
        return 0;
    /* The open log's rows stand behind all others: they are set aside as bytes and put back. */
    struct batch_log open = *p->open;
    struct buf aside[RECORD_log] = { 0 };
    for (int type = 0; type < RECORD_log; type++)
        buf_add(&aside[type], s->batch.rows[type].p + open.from[type], open.to[type] - open.from[type]);
    struct months months = s->batch.months;
    batch_drop_last(&s->batch);
    int rc = batch_store(p);
    p->open = batch_add(&s->batch, (struct slice){ open.id, LOG_ID_LENGTH });
    p->open->rejects = open.rejects;
    s->batch.months = months;
    for (int type = 0; type < RECORD_log; type++) {
        buf_slice(&s->batch.rows[type], buf_view(&aside[type]));
        p->open->to[type] = s->batch.rows[type].n;
        buf_free(&aside[type]);
    }
    return rc;
}

static int sink_begin(struct sink *sink, const struct record *log)
{
    struct sink_pg *p = of(sink);
    struct slice id = log->cell[LOG_log_id].text;
    if (p->broken || (batch_find(&p->store.batch, id) && batch_store(p)))
        return -1;
    p->open = batch_add(&p->store.batch, id);
    p->large = p->skip = false;
    return 0;
}

/* The transaction of a log that does not fit the batch: what stands in the ledger decides before the first row goes. */
static int large_begin(struct sink_pg *p, const struct record *log)
{
    struct store *s = &p->store;
    struct plan plan = { 0 };
    p->large = true;
    if (earlier_store(p))
        return -1;
    batch_end(&s->batch, p->open, log, s->options.load_id);
    int rc = store_begin(s, 0, 1) || stored_read(s->pg, s->ids.p, &plan.stored) || log_plan(s, &plan, p->open) || replaced_delete(s, &plan);
    p->skip = p->open->dropped;
    plan_free(&plan);
    return rc ? -1 : 0;
}

static int large_send(struct sink_pg *p)
{
    struct store *s = &p->store;
    int rc = store_months(s) || children_copy(s);
    batch_forget_rows(&s->batch);
    return rc ? -1 : 0;
}

/* Rows already sent cannot be sent again: the log is given up, the program's next run reads it anew. */
static int large_failed(struct sink_pg *p)
{
    if (!p->broken)
        pg_complain(p->store.pg);
    return -1;
}

static int sink_put(struct sink *sink, const struct record *log, const struct record *child)
{
    struct sink_pg *p = of(sink);
    if (p->skip)
        return 0;
    batch_put(&p->store.batch, p->open, child);
    if (batch_size(&p->store.batch) < p->store.options.memory)
        return 0;
    if (!p->large && p->store.batch.n > 1)
        return earlier_store(p);
    if (!p->large && large_begin(p, log))
        return large_failed(p);
    if (p->skip) {
        batch_forget_rows(&p->store.batch);
        return 0;
    }
    return large_send(p) ? large_failed(p) : 0;
}

static int large_end(struct sink_pg *p)
{
    struct store *s = &p->store;
    int rc = p->skip ? 0 : large_send(p) || store_log_rows(s) || store_refused(s, false);
    if (rc || store_commit(s))
        return large_failed(p);
    batch_reset(&s->batch);
    return 0;
}

static int sink_end(struct sink *sink, const struct record *log, bool ok)
{
    struct sink_pg *p = of(sink);
    struct store *s = &p->store;
    int rc = 0;
    if (!p->open)
        return 0;
    if (!ok && p->large && pg_run(s->pg, "ROLLBACK"))
        rc = pg_recover(s->pg, 0);
    if (!ok)
        batch_drop_last(&s->batch);
    else if (p->large)
        rc = large_end(p);
    else
        batch_end(&s->batch, p->open, log, s->options.load_id);
    p->open = NULL;
    p->large = p->skip = false;
    if (rc == 0 && s->batch.n >= s->options.logs)
        rc = batch_store(p);
    return rc;
}

static int sink_flush(struct sink *sink)
{
    struct sink_pg *p = of(sink);
    return p->open ? earlier_store(p) : batch_store(p);
}

static int sink_close(struct sink **sink)
{
    struct sink_pg *p = of(*sink);
    int rc = batch_store(p);
    store_close(&p->store);
    free(p);
    *sink = NULL;
    return rc;
}

static const struct sink_ops ops = { "postgres", sink_begin, sink_put, sink_flush, sink_end, sink_close };

struct sink *sink_postgres(const struct sink_postgres_options *options)
{
    struct sink_pg *p = memory_new(sizeof(*p));
    memset(p, 0, sizeof(*p));
    p->store.sink.ops = &ops;
    if (store_open(&p->store, options) < 0) {
        free(p);
        return NULL;
    }
    return &p->store.sink;
}

const struct sink_postgres_counts *sink_postgres_counts(const struct sink *sink)
{
    assert(sink->ops == &ops);
    return &((const struct sink_pg *)sink)->store.counts;
}

void sink_postgres_counts_add(struct sink_postgres_counts *to, const struct sink_postgres_counts *more)
{
    for (int type = 0; type < RECORD__N; type++)
        to->rows[type] += more->rows[type];
    to->replaced += more->replaced;
    to->same += more->same;
    to->worse += more->worse;
    to->refused += more->refused;
}
