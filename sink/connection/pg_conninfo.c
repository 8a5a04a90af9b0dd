/* pg_conninfo.c - the connection string that the user gave, as libpq takes it; see pg_inside.h. */
#include "pg_inside.h"

/* What stands before :// at the start, nothing where it is no URL. */
static struct slice scheme_of(const char *conninfo)
{
    size_t n = strcspn(conninfo, ":/=@ ");
    return (struct slice){ conninfo, strncmp(conninfo + n, "://", 3) == 0 ? n : 0 };
}

/* libpq's words about a string that it cannot read quote it, password and all: ours do not. */
static bool is_sound(const char *conninfo)
{
    if (!strchr(conninfo, '=') && !scheme_of(conninfo).n)
        return true; /* a bare database name, as psql takes it */
    PQconninfoOption *options = libpq()->PQconninfoParse(conninfo, NULL);
    bool sound = options != NULL;
    for (PQconninfoOption *o = options; o && o->keyword; o++) {
        if (strcmp(o->keyword, "port") == 0 && o->val && o->val[strspn(o->val, "0123456789,")])
            sound = false; /* its head */
        if ((strcmp(o->keyword, "host") == 0 || (strcmp(o->keyword, "dbname") == 0 && strstr(conninfo, "://"))) && o->val &&
            o->val[0] != '@' && strchr(o->val, '@'))
            sound = false; /* the tail of a password with a bare @ or / */
    }
    libpq()->PQconninfoFree(options);
    return sound;
}

/* Airflow's own is SQLAlchemy's, which names the driver too: postgresql+psycopg2://USER@HOST/DATABASE. */
int pg_conninfo(const char *given, struct buf *out, struct report *report)
{
    struct slice scheme = scheme_of(given), database, driver = scheme;
    slice_cut(&driver, '+', &database);
    if (scheme.n && !slice_eq(database, SLICE("postgresql")) && !slice_eq(database, SLICE("postgres"))) {
        complain(report, COMPLAINT_bad_conninfo, NULL, "%.*s:// is no address of a PostgreSQL", SLICE_ARG(scheme));
        return -1;
    }
    buf_slice(out, database);
    buf_text(out, given + scheme.n);
    buf_char(out, '\0');
    if (is_sound(out->p))
        return 0;
    complain(report, COMPLAINT_bad_conninfo, NULL, NULL);
    return -1;
}
