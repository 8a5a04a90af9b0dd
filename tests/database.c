/* database.c - a database of its own for each test; see database.h. */
#include "database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/schema/schema.h"

static char own_folder[64]; /* of a server that was started here */
static char template_name[64];

/* The test programs lie in build/tests or build/VARIANT/tests; tests/cluster is found from where make runs. */
static void run_cluster(const char *verb, char *line, size_t size)
{
    char command[256];
    snprintf(command, sizeof(command), "tests/cluster %s %s", verb, own_folder);
    FILE *out = popen(command, "r");
    if (out && line && fgets(line, (int)size, out))
        line[strcspn(line, "\n")] = '\0';
    if (!out || pclose(out) != 0) {
        fprintf(stderr, "tests/cluster %s failed\n", verb);
        exit(1);
    }
}

static const char *server(void)
{
    return getenv("DAGSIEVE_TEST_PG");
}

static struct pg *connect_to(const char *conninfo, struct report *report)
{
    return pg_open(&(struct pg_options){ .conninfo = conninfo, .report = report });
}

/* A new database with the schema in it; on Citus (PG_CITUS_BIN) with the extension, and never copied: its daemon keeps a connection. */
static int create_empty(struct pg *pg, const char *name, struct report *report)
{
    char sql[256], conninfo[512];
    snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE template0", name);
    snprintf(conninfo, sizeof(conninfo), "%s dbname=%s", server(), name);
    struct pg *inside = pg_run(pg, sql) == 0 ? connect_to(conninfo, report) : NULL;
    int rc = !inside || (getenv("PG_CITUS_BIN") && pg_run(inside, "CREATE EXTENSION citus")) || schema_apply(inside) ? -1 : 0;
    pg_close(&inside);
    return rc;
}

/* Databases are copied from one with the schema in it: quicker, and roles are made once. */
void database_server_start(void)
{
    if (!server()) {
        char url[256] = "";
        snprintf(own_folder, sizeof(own_folder), "/tmp/dagsieve-test.XXXXXX");
        if (!mkdtemp(own_folder))
            exit(1);
        run_cluster("start", NULL, 0);
        run_cluster("url", url, sizeof(url));
        setenv("DAGSIEVE_TEST_PG", url, 1);
    }
    struct report report = { .to = stderr };
    struct pg *pg = connect_to(server(), &report);
    snprintf(template_name, sizeof(template_name), "dagsieve_test_%d", (int)getpid());
    if (!pg || create_empty(pg, template_name, &report)) {
        fprintf(stderr, "no database for tests: %s\n", pg ? pg_words(pg) : "");
        exit(1);
    }
    setenv("DAGSIEVE_TEST_TEMPLATE", template_name, 1); /* for processes that do not inherit our memory */
    pg_close(&pg);
}

void database_server_stop(void)
{
    if (own_folder[0]) {
        char command[128];
        run_cluster("stop", NULL, 0);
        snprintf(command, sizeof(command), "rm -rf %s", own_folder);
        if (system(command))
            fprintf(stderr, "%s stays\n", own_folder);
        return;
    }
    struct report report = { .to = stderr };
    struct pg *pg = connect_to(server(), &report);
    char like[160];
    snprintf(like, sizeof(like), "SELECT 'DROP DATABASE ' || datname FROM pg_database WHERE datname LIKE '%s%%'", template_name);
    struct pg_rows *rows = pg ? pg_query(pg, like, 0, NULL) : NULL;
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        pg_run(pg, pg_rows_text(rows, i, 0).p);
    pg_rows_free(rows);
    pg_close(&pg);
}

static void create_once(const char *name)
{
    static bool created;
    if (created)
        return;
    created = true;
    struct report report = { .to = stderr };
    struct pg *pg = connect_to(server(), &report);
    cr_assert(pg);
    char sql[256];
    if (getenv("PG_CITUS_BIN")) {
        cr_assert_eq(create_empty(pg, name, &report), 0);
        pg_close(&pg);
        return;
    }
    snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE %s", name, getenv("DAGSIEVE_TEST_TEMPLATE"));
    /* The template is busy while another test copies it. */
    for (int attempt = 0; pg_run(pg, sql); attempt++)
        cr_assert(attempt < 200 && pg_pause(pg, 0), "%s", pg_words(pg));
    pg_close(&pg);
}

const char *database_conninfo(const char *more)
{
    static char conninfo[4][512], name[128];
    static int next;
    static int owner; /* a process that the test forked keeps the name */
    if (!owner) {
        owner = (int)getpid();
        snprintf(name, sizeof(name), "%s_%d", getenv("DAGSIEVE_TEST_TEMPLATE"), owner);
        create_once(name);
    }
    next = (next + 1) % 4;
    snprintf(conninfo[next], sizeof(conninfo[next]), "%s dbname=%s %s", server(), name, more);
    return conninfo[next];
}

struct pg *database_open(struct report *report)
{
    struct pg *pg = connect_to(database_conninfo(""), report);
    cr_assert(pg, "no connection");
    return pg;
}

void database_run(struct pg *pg, const char *sql)
{
    cr_assert_eq(pg_run(pg, sql), 0, "%s: %s", sql, pg_words(pg));
}

const char *database_value(struct pg *pg, const char *sql)
{
    static char *values[8];
    static int next;
    struct pg_rows *rows = pg_query(pg, sql, 0, NULL);
    cr_assert(rows, "%s: %s", sql, pg_words(pg));
    cr_assert_eq(pg_rows_count(rows), 1, "%s: %d rows", sql, pg_rows_count(rows));
    next = (next + 1) % 8;
    free(values[next]);
    values[next] = strdup(pg_rows_null(rows, 0, 0) ? "(null)" : pg_rows_text(rows, 0, 0).p);
    pg_rows_free(rows);
    return values[next];
}

int64_t database_number(struct pg *pg, const char *sql)
{
    return strtoll(database_value(pg, sql), NULL, 10);
}
