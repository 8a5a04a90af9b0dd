/* rule_catalogue.h - dagsieve explain rules: every rule with its thresholds, the manual's section and the playbook. */
#ifndef DAGSIEVE_RULE_CATALOGUE_H
#define DAGSIEVE_RULE_CATALOGUE_H

#include <stdio.h>

#include "parser/rules/rules.h"
#include "rows_asked.h"

/* Writes of the taxonomy, the incidents, the severities and the thresholds in force what is asked for, lines of at most 120 columns. */
void rule_catalogue(FILE *to, bool colour, const struct rules *rules, const struct rows_asked *);

#endif
