/* rule_catalogue.h - dagsieve explain rules: every rule with its thresholds, the manual's section and the playbook. */
#ifndef DAGSIEVE_RULE_CATALOGUE_H
#define DAGSIEVE_RULE_CATALOGUE_H

#include <stdio.h>

#include "parser/rules/rules.h"

/* Writes the taxonomy, the incidents, the severities and the thresholds in force, lines of at most 120 columns. */
void rule_catalogue(FILE *to, bool colour, const struct rules *rules);

#endif
