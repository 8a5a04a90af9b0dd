/* test_incident.c - known incidents, without a log. */
#include <criterion/criterion.h>

#include "parser/attempt/incident.h"
#include "parts.h"

static void look(struct part_test *test, struct incidents *incidents, const char *text, bool code)
{
    struct line line = part_line(test, text);
    line.code = code;
    incidents_line(incidents, &line, &test->ctx);
}

Test(incident, a_signature_is_one_finding_with_its_first_line)
{
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    look(&test, &incidents, "nothing", false);
    look(&test, &incidents, "ModuleNotFoundError: No module named 'sympy'", false);
    look(&test, &incidents, "No module named 'x' password=hunter2secret", false);
    incidents_end(&incidents, &test.ctx);
    EXPECT_OUT(test, "\"line\":2,\"scope\":\"attempt\",\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
    EXPECT_OUT(test, "\"evidence\":\"ModuleNotFoundError: No module named 'sympy'\",\"count\":2");
    part_end(&test);
}

Test(incident, a_kill_by_airflow_or_source_code_is_no_lack_of_memory)
{
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    look(&test, &incidents, "    raise X('return code -9')", true);
    test.ctx.facts.airflow_kills = true;
    look(&test, &incidents, "Task exited with return code -9", false);
    incidents_end(&incidents, &test.ctx);
    EXPECT_NO_OUT(test, "OOM_KILLED");
    test.ctx.facts.airflow_kills = false;
    look(&test, &incidents, "Task exited with return code -9", false);
    incidents_end(&incidents, &test.ctx);
    EXPECT_OUT(test, "OOM_KILLED");
    part_end(&test);
}

Test(incident, what_text_and_members_both_show_counts_once)
{
    static const char object[] = "{\"event\":\"x\",\"error\":\"No space left on device\"}";
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    struct line line = part_line(&test, object);
    incidents_line(&incidents, &line, &test.ctx);
    incidents_members(&incidents, SLICE("x"), slice_of(object), line.bits, &test.ctx);
    cr_expect_eq(incidents.known[SIGNATURE_DISK_FULL].count, 1);
    part_end(&test);
}

#define SHOUTING "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG     SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING SHOUTING

Test(incident, the_evidence_of_a_long_line_is_around_the_match)
{
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    look(&test, &incidents, "begins \xc3\xa9 password=hunter2secret " LONG " No module named 'sympy' token=abcdef0123 " LONG, false);
    incidents_end(&incidents, &test.ctx);
    EXPECT_OUT(test, "x No module named 'sympy' token=*** x");
    EXPECT_NO_OUT(test, "begins");
    cr_expect_eq(test.ctx.notes[COMPLAINT_secret_masked], 1, "the one that is in it");
    cr_expect_leq(incidents.known[SIGNATURE_MISSING_DEPENDENCY].evidence.n, EVIDENCE_MAX);
    part_end(&test);
}

Test(incident, an_exceptions_evidence_is_its_own_text)
{
    static const char object[] = "{\"event\":\"Task failed with exception\",\"error_detail\":[{\"exc_type\":\"RuntimeError\",\"exc_value\":\"training failed\","
                                 "\"frames\":[{\"filename\":\"" LONG "\"}]},{\"exc_type\":\"ExceptionGroup\",\"exc_value\":\"two\",\"exceptions\":[["
                                 "{\"exc_type\":\"ModuleNotFoundError\",\"exc_value\":\"No module named 'sympy'\"}]]}]}";
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    struct line line = part_line(&test, object);
    incidents_members(&incidents, SLICE(""), slice_of(object), line.bits, &test.ctx);
    incidents_end(&incidents, &test.ctx);
    EXPECT_OUT(test, "\"evidence\":\"ModuleNotFoundError: No module named 'sympy'\",\"count\":1");
    part_end(&test);
}

Test(incident, what_another_part_found_is_a_finding_too)
{
    struct part_test test;
    struct incidents incidents = { 0 };
    struct found silent = { SIGNATURE_TASK_SILENT, 7, 3, SLICE("no line"), SLICE("silence_s"), SLICE("900"), SLICE("600") };
    part_begin(&test);
    incident_tell(&silent, &test.ctx);
    EXPECT_OUT(test, "\"code\":\"TASK_SILENT\"");
    incidents_add(&incidents, &silent, &test.ctx);
    incidents_add_once(&incidents, &silent, &test.ctx); /* the line has shown it */
    incidents_end(&incidents, &test.ctx);
    EXPECT_OUT(test, "\"field\":\"silence_s\",\"value\":900,\"limit_value\":600,\"evidence\":\"no line\",\"count\":3");
    part_end(&test);
}

Test(incident, an_open_logs_are_told_when_they_grow)
{
    struct part_test test;
    struct incidents incidents = { 0 };
    part_begin(&test);
    look(&test, &incidents, "No space left on device", false);
    incidents_tell(&incidents, &test.ctx);
    EXPECT_OUT(test, "\"count\":1");
    buf_reset(&test.out);
    incidents_tell(&incidents, &test.ctx);
    cr_expect_eq(test.out.n, 0);
    look(&test, &incidents, "No space left on device", false);
    incidents_tell(&incidents, &test.ctx);
    EXPECT_OUT(test, "\"count\":2");
    part_end(&test);
}
