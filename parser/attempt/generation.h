/* generation.h - Airflow's major version, as its own lines show it (domain §3.4). What names the attempt shows it too: identity_text.c. */
#ifndef DAGSIEVE_GENERATION_H
#define DAGSIEVE_GENERATION_H

#include "parser/head/head.h"

/* 1 or 2: what a line of text whose stamp has no zone shows by its file and first words; 0: nothing. */
int generation_shown(const struct head *);

#endif
