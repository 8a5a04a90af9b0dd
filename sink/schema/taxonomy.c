/* taxonomy.c - see taxonomy.h. */
#include "taxonomy.h"

#include "parser/rules/rules.h"

int taxonomy_add(struct pg *pg, const char *code, const char *severity, const char *domain, const char *words, const char *meaning)
{
    const struct severity_row *row = severity_find(severity);
    const char *values[] = { code, severity, domain, words, meaning, row ? row->reaction : NULL, row ? row->owner : NULL };
    int rc = pg_call(pg,
                     "INSERT INTO dagsieve.taxonomy (code, scope, severity, domain, fires_when, meaning, reaction, owner)"
                     " VALUES ($1, 'attempt', $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING",
                     7, values);
    return rc < 0 ? pg_complain(pg) : 0;
}
