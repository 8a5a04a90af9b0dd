/* What a command line becomes: defaults, environment, values of each kind. Refusals are in tests/cli. */
#include <criterion/criterion.h>
#include <getopt.h>
#include <stdlib.h>

#include "cmd/nearest_word.h"
#include "cmd/options.h"

static bool read_line(char *line, struct job *job)
{
    char *argv[16];
    int argc = 0;
    FILE *nowhere = fopen("/dev/null", "w");
    struct report report = { .to = nowhere };
    for (char *word = strtok(line, " "); word && argc < 15; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    optind = 0;
    bool ok = options_read(argc, argv, job, &report);
    fclose(nowhere);
    cr_assert_eq(report.status, ok ? EXIT_kept : EXIT_usage);
    return ok;
}

Test(options, defaults_come_from_the_list)
{
    char line[] = "dagsieve parse a b";
    struct job job;
    cr_assert(read_line(line, &job));
    cr_expect_eq(job.command, COMMAND_parse);
    cr_expect_eq(job.n_operands, 2);
    cr_expect_eq(job.format, FORMAT_table);
    cr_expect_eq(job.record, RECORD_correlation);
    cr_expect_eq(job.colour, COLOUR_auto);
    cr_expect_eq(job.progress, PROGRESS_auto);
    cr_expect_eq(job.max_rejects, 20);
    cr_expect_str_eq(job.timezone, "UTC");
    cr_expect_null(job.path);
    struct source_limits limits = job_limits(&job);
    cr_expect_eq(limits.max_line, source_default_limits.max_line);
    cr_expect_eq(limits.max_ratio, source_default_limits.max_ratio);
    cr_expect_eq(limits.max_inflated, source_default_limits.max_inflated);
}

Test(options, each_word_of_a_choice_is_its_member)
{
    static const struct {
        const char *word;
        enum record_type record;
    } rows[] = { { "correlation", RECORD_correlation }, { "event", RECORD_event }, { "finding", RECORD_finding },
                 { "reject", RECORD_reject },           { "log", RECORD_log } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char line[80];
        struct job job;
        snprintf(line, sizeof(line), "dagsieve parse --format csv --record %s x", rows[i].word);
        cr_assert(read_line(line, &job));
        cr_expect_eq(job.format, FORMAT_csv);
        cr_expect_eq(job.record, rows[i].record, "%s", rows[i].word);
        cr_expect_str_eq(schemas[job.record].name, rows[i].word);
    }
}

Test(options, sizes_take_units)
{
    static const struct {
        const char *text;
        int64_t bytes;
    } rows[] = { { "0", 0 }, { "100", 100 }, { "1k", 1024 }, { "2M", 2 << 20 }, { "3G", (int64_t)3 << 30 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char line[80];
        struct job job;
        snprintf(line, sizeof(line), "dagsieve parse --max-inflated=%s x", rows[i].text);
        cr_assert(read_line(line, &job), "%s", rows[i].text);
        cr_expect_eq(job.max_inflated, rows[i].bytes, "%s", rows[i].text);
    }
}

Test(options, the_command_line_wins_over_the_environment_and_that_over_the_default)
{
    char plain[] = "dagsieve load x", given[] = "dagsieve load -j 3 --timezone Europe/Rome x";
    struct job job;
    cr_assert(read_line(plain, &job));
    cr_expect_eq(job.workers, 0);
    setenv("DAGSIEVE_JOBS", "7", 1);
    setenv("DAGSIEVE_TIMEZONE", "+02:00", 1);
    char again[] = "dagsieve load x";
    cr_assert(read_line(again, &job));
    cr_expect_eq(job.workers, 7);
    cr_expect_str_eq(job.timezone, "+02:00");
    cr_assert(read_line(given, &job));
    cr_expect_eq(job.workers, 3);
    cr_expect_str_eq(job.timezone, "Europe/Rome");
}

Test(options, of_several_variables_the_first_that_is_set_counts)
{
    char line[] = "dagsieve load x";
    struct job job;
    setenv("AIRFLOW__LOGGING__LOG_FORMAT", "b", 1);
    cr_assert(read_line(line, &job));
    cr_expect_str_eq(job.log_format, "b");
    setenv("DAGSIEVE_LOG_FORMAT", "a", 1);
    char again[] = "dagsieve load x";
    cr_assert(read_line(again, &job));
    cr_expect_str_eq(job.log_format, "a");
}

Test(options, a_bad_value_in_the_environment_is_refused_too)
{
    char line[] = "dagsieve load x";
    struct job job;
    setenv("DAGSIEVE_JOBS", "several", 1);
    cr_assert_not(read_line(line, &job));
}

Test(options, a_shard_is_index_and_count_or_the_count_with_the_index_of_the_job)
{
    char given[] = "dagsieve load --shard 2/8 x", indexed[] = "dagsieve load --shard 8 x";
    struct job job;
    cr_assert(read_line(given, &job));
    cr_expect_eq(job.shard.index, 2);
    cr_expect_eq(job.shard.count, 8);
    setenv("JOB_COMPLETION_INDEX", "5", 1);
    cr_assert(read_line(indexed, &job));
    cr_expect_eq(job.shard.index, 5);
    cr_expect_eq(job.shard.count, 8);
}

Test(options, operands_may_stand_between_options_and_behind_two_dashes)
{
    char line[] = "dagsieve parse a --format jsonl b -- --c";
    struct job job;
    cr_assert(read_line(line, &job));
    cr_assert_eq(job.n_operands, 3);
    cr_expect_str_eq(job.operands[2], "--c");
    cr_expect_eq(job.format, FORMAT_jsonl);
}

Test(options, help_needs_no_operands)
{
    char line[] = "dagsieve load --help";
    struct job job;
    cr_assert(read_line(line, &job));
    cr_expect(job.help);
}

Test(options, every_row_fits_its_screen_and_its_kind)
{
    for (int i = 0; i < option_rows_n; i++) {
        const struct option_row *row = &option_rows[i];
        cr_expect_leq(strlen(row->help), 50, "%s", row->name);
        cr_expect_eq(row->argument[0] == '\0', row->kind == OPTION_flag, "%s", row->name);
        cr_expect_neq(row->commands, 0, "%s", row->name);
        for (int j = 0; j < i; j++)
            cr_expect(strcmp(row->name, option_rows[j].name) || !(row->commands & option_rows[j].commands), "%s twice in a command", row->name);
    }
}

Test(nearest, finds_what_was_meant_and_nothing_else)
{
    static const char *const words[] = { "load", "parse", "explain" };
    cr_expect_str_eq(nearest_word("laod", words, 3), "load");
    cr_expect_str_eq(nearest_word("prse", words, 3), "parse");
    cr_expect_str_eq(nearest_word("explian", words, 3), "explain");
    cr_expect_null(nearest_word("frobnicate", words, 3));
    cr_expect_null(nearest_word("", words, 3));
    cr_expect_null(nearest_word("a-word-that-is-much-longer-than-any-name-here", words, 3));
}
