/* regex.c - PCRE2; see regex.h. */
#include "regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"

/* MATCH_STEPS: besides, for each byte of the text. What a pattern goes back to is kept on the small stack that comes with it, then on one of its own. */
enum { MATCH_LIMIT = 1000 * 1000, MATCH_STEPS = 4, STACK_LEAST = 32 * 1024, STACK_MOST = 8 * 1024 * 1024 };

/* Most runs match few of the patterns, so each step waits until it is needed: what a match needs is made for the first one. */
struct regex {
    const char *own;  /* regex_own: the pattern, not compiled before it is asked for */
    pcre2_code *code; /* NULL: not yet */
    pcre2_match_data *match; /* NULL: nothing was matched yet */
    pcre2_match_context *context;
    pcre2_jit_stack *stack; /* NULL: none was too small yet */
    bool compiled; /* to machine code */
    bool gave_up;  /* the last match */
    struct slice text; /* of the last match */
};

static pcre2_code *compile(struct slice pattern, char *wrong, size_t n, size_t *at)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, PCRE2_DOLLAR_ENDONLY | PCRE2_DOTALL, &error, &offset, NULL);
    if (!code) {
        pcre2_get_error_message(error, (PCRE2_UCHAR *)wrong, n);
        *at = offset;
    }
    return code;
}

struct regex *regex_open(struct slice pattern, char *wrong, size_t n, size_t *at)
{
    pcre2_code *code = compile(pattern, wrong, n, at);
    if (!code)
        return NULL;
    struct regex *regex = memory_new(sizeof(*regex));
    *regex = (struct regex){ .code = code };
    return regex;
}

struct regex *regex_own(const char *pattern)
{
    struct regex *regex = memory_new(sizeof(*regex));
    *regex = (struct regex){ .own = pattern };
    return regex;
}

static pcre2_code *code_of(struct regex *regex)
{
    char wrong[128];
    size_t at = 0;
    if (regex->code)
        return regex->code;
    regex->code = compile(slice_of(regex->own), wrong, sizeof(wrong), &at);
    if (!regex->code) {
        fprintf(stderr, "dagsieve: error: pattern %s does not compile at %zu: %s\n", regex->own, at, wrong);
        abort();
    }
    return regex->code;
}

static void match_prepare(struct regex *regex)
{
    pcre2_code *code = code_of(regex);
    regex->match = pcre2_match_data_create_from_pattern(code, NULL);
    regex->context = pcre2_match_context_create(NULL);
    pcre2_set_heap_limit(regex->context, STACK_MOST / 1024);
#ifndef JIT_OFF /* valgrind cannot follow the code that is made: it reads whole words past a text's end */
    regex->compiled = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
#endif
}

void regex_close(struct regex **regex)
{
    if (!*regex)
        return;
    pcre2_match_data_free((*regex)->match);
    pcre2_match_context_free((*regex)->context);
    pcre2_jit_stack_free((*regex)->stack);
    pcre2_code_free((*regex)->code);
    free(*regex);
    *regex = NULL;
}

static int match(struct regex *regex)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(regex->text.p ? regex->text.p : "");
    /* The second way does the same for compiled patterns, but first asks what is known here. */
    return regex->compiled ? pcre2_jit_match(regex->code, subject, regex->text.n, 0, 0, regex->match, regex->context)
                           : pcre2_match(regex->code, subject, regex->text.n, 0, 0, regex->match, regex->context);
}

bool regex_match(struct regex *regex, struct slice text)
{
    if (!regex->match)
        match_prepare(regex);
    regex->text = text;
    pcre2_set_match_limit(regex->context, text.n < UINT32_MAX / 8 ? (uint32_t)(MATCH_LIMIT + MATCH_STEPS * text.n) : UINT32_MAX);
    int found = match(regex);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT && !regex->stack) {
        regex->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
        pcre2_jit_stack_assign(regex->context, NULL, regex->stack);
        found = match(regex);
    }
    regex->gave_up = found < 0 && found != PCRE2_ERROR_NOMATCH;
    return found > 0;
}

bool regex_gave_up(const struct regex *regex)
{
    return regex->gave_up;
}

static bool group_get(const struct regex *regex, int number, struct slice *out)
{
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(regex->match) + 2 * number;
    bool took_part = at[0] != PCRE2_UNSET;
    *out = took_part ? slice_part(regex->text, at[0], at[1]) : SLICE("");
    return took_part;
}

struct slice regex_group(const struct regex *regex, const char *name)
{
    struct slice text;
    int number = pcre2_substring_number_from_name(regex->code, (PCRE2_SPTR)name);
    assert(number > 0);
    group_get(regex, number, &text);
    return text;
}

int regex_group_number(struct regex *regex, const char *name)
{
    int number = pcre2_substring_number_from_name(code_of(regex), (PCRE2_SPTR)name);
    return number > 0 ? number : 0;
}

struct slice regex_group_at(const struct regex *regex, int number)
{
    struct slice text;
    group_get(regex, number, &text);
    return text;
}

bool regex_named(const struct regex *regex, int i, const char **name, struct slice *text, bool *took_part)
{
    uint32_t n, size;
    PCRE2_SPTR table;
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &n);
    if ((uint32_t)i >= n)
        return false;
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &table);
    PCRE2_SPTR entry = table + (size_t)i * size; /* two bytes of the group's number, then its name */
    *name = (const char *)entry + 2;
    *took_part = group_get(regex, entry[0] << 8 | entry[1], text);
    return true;
}

size_t regex_end(const struct regex *regex)
{
    return pcre2_get_ovector_pointer(regex->match)[1];
}
