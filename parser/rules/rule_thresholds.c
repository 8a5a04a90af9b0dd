/* rule_thresholds.c - the thresholds of the rules: their defaults, moving them, and the version of rules and thresholds together. */
#include "rules.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>

#include "parser/text/decimal.h"

void rules_default(struct rules *rules)
{
    for (int i = 0; i < THRESHOLD__N; i++)
        snprintf(rules->threshold[i], sizeof(rules->threshold[i]), "%s", threshold_rows[i].value);
    rules_settle(rules);
}

bool rules_threshold_ours(struct slice name)
{
    return slice_starts(name, SLICE("rule."));
}

int rules_threshold_find(struct slice name)
{
    for (int i = 0; i < THRESHOLD__N; i++)
        if (slice_eq(name, slice_of(threshold_rows[i].name)))
            return i;
    return -1;
}

const char *rules_threshold_set(struct rules *rules, struct slice name, struct slice value)
{
    struct buf canonical = { 0 };
    int threshold = rules_threshold_find(name);
    const char *wrong = NULL;
    if (threshold < 0)
        wrong = "no rule has such a threshold";
    else if (!decimal_parse(value, &canonical))
        wrong = "is no number";
    else if (canonical.n > THRESHOLD_MAX)
        wrong = "has too many digits";
    else
        snprintf(rules->threshold[threshold], sizeof(rules->threshold[threshold]), "%.*s", SLICE_ARG(buf_view(&canonical)));
    buf_free(&canonical);
    return wrong;
}

static void hash_text(XXH3_state_t *state, const char *text)
{
    XXH3_64bits_update(state, text, strlen(text) + 1);
}

static void hash_rule(XXH3_state_t *state, const struct rules *rules, const struct rule_row *rule)
{
    char words[96];
    snprintf(words, sizeof(words), "%d %d %d", rule->main_rank, rule->cause_rank, rule->shown);
    hash_text(state, rule->code);
    hash_text(state, rule->domain);
    hash_text(state, rule->severity ? rule->severity : "");
    hash_text(state, words);
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++) {
        const struct rule_condition *condition = &rule->condition[i];
        snprintf(words, sizeof(words), "%s %d %s", schemas[RECORD_correlation].field[condition->field].name, (int)condition->operator,
                 rules->threshold[condition->threshold]);
        hash_text(state, words);
    }
}

const char *rules_settle(struct rules *rules)
{
    static const enum rule_threshold ladder[] = { THRESHOLD_ML_USELESS, THRESHOLD_ML_EXPLOITABLE, THRESHOLD_ML_SOLID };
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset(&state);
    for (int i = 0; i < RULE__N; i++)
        hash_rule(&state, rules, &rule_rows[i]);
    snprintf(rules->version, sizeof(rules->version), "%016llx", (unsigned long long)XXH3_64bits_digest(&state));
    for (size_t i = 1; i < sizeof(ladder) / sizeof(*ladder); i++)
        if (decimal_compare(slice_of(rules->threshold[ladder[i - 1]]), slice_of(rules->threshold[ladder[i]])) > 0)
            return "rule.ML_USELESS <= rule.ML_EXPLOITABLE <= rule.ML_SOLID does not hold";
    return NULL;
}

const char *rule_sign(enum rule_operator operator)
{
    static const char *const signs[] = { [RULE_none] = "", [RULE_above] = ">", [RULE_below] = "<", [RULE_at_most] = "<=" };
    return signs[operator];
}

void rule_words(const struct rules *rules, const struct rule_row *rule, struct buf *out)
{
    buf_text(out, rule->words);
    for (int i = 0; i < RULE_CONDITIONS && rule->condition[i].operator != RULE_none; i++) {
        const struct rule_condition *condition = &rule->condition[i];
        buf_printf(out, "%s%s %s %s", i ? " and " : "", schemas[RECORD_correlation].field[condition->field].name, rule_sign(condition->operator),
                   rules->threshold[condition->threshold]);
    }
}
