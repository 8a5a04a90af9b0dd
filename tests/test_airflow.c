/* test_airflow.c - what is Airflow's own: each row of airflow.def says what its sample shows. */
#include <criterion/criterion.h>

#include "parser/catalogue/airflow.h"

Test(airflow, each_files_sample_is_one_of_its_lines)
{
    for (size_t i = 0; i < airflow_files_n; i++) {
        const struct airflow_file *row = &airflow_files[i];
        struct slice sample = slice_of(row->sample), file = slice_part(sample, 1, slice_index(sample, ':'));
        cr_expect(airflow_file_find(file, true) == row, "%s", row->sample);
        cr_expect(airflow_file_find(file, false) == (row->era == AIRFLOW_OLD ? NULL : row), "%s", row->sample);
        cr_expect(row->reason[0]);
    }
    cr_expect_null(airflow_file_find(SLICE("my_taskinstance.py"), true));
    cr_expect_null(airflow_file_find(SLICE(""), true));
}

Test(airflow, each_carriers_sample_carries_a_head)
{
    for (size_t i = 0; i < airflow_carriers_n; i++) {
        struct slice sample = slice_of(airflow_carriers[i].sample), file = slice_part(sample, 1, slice_index(sample, ':'));
        cr_expect(airflow_file_carries(file), "%s", airflow_carriers[i].sample);
        cr_expect(slice_has(slice_from(sample, 1), SLICE(" {")), "%s", airflow_carriers[i].sample);
    }
    cr_expect_not(airflow_file_carries(SLICE("x.py")));
}

Test(airflow, each_logger_is_found_as_it_is_or_by_its_beginning)
{
    for (size_t i = 0; i < airflow_loggers_n; i++) {
        const struct airflow_logger *row = &airflow_loggers[i];
        cr_expect(airflow_logger_find(row->name) == row, "%.*s", SLICE_ARG(row->name));
        cr_expect(row->sample[0] && row->reason[0]);
    }
    cr_expect(airflow_logger_find(SLICE("airflow.models.dagbag"))->says == AIRFLOW_STARTS);
    cr_expect_null(airflow_logger_find(SLICE("task.mine")));
    cr_expect_null(airflow_logger_find(SLICE("airflower")));
}

Test(airflow, starts_and_echoes_begin_their_samples)
{
    for (size_t i = 0; i < airflow_starts_n; i++)
        cr_expect(airflow_start_find(slice_of(airflow_starts[i].sample)) == &airflow_starts[i], "%s", airflow_starts[i].sample);
    for (size_t i = 0; i < airflow_echoes_n; i++)
        cr_expect(airflow_is_echo(slice_of(airflow_echoes[i].sample)), "%s", airflow_echoes[i].sample);
    cr_expect_null(airflow_start_find(SLICE("Starting to train")));
    cr_expect_not(airflow_is_echo(SLICE("Running factor=calibration")));
}

Test(airflow, lead_ins_begin_their_samples)
{
    for (size_t i = 0; i < airflow_lead_ins_n; i++) {
        struct slice sample = slice_of(airflow_lead_ins[i].sample);
        size_t said = slice_find(sample, SLICE(" - "));
        cr_expect(airflow_leads_in(slice_part(sample, 1, slice_index(sample, ':')), slice_from(sample, said + 3)), "%s", airflow_lead_ins[i].sample);
        cr_expect(airflow_lead_ins[i].reason[0]);
    }
    cr_expect_not(airflow_leads_in(SLICE("logging_mixin.py"), SLICE("Changed")));
    cr_expect_not(airflow_leads_in(SLICE("x.py"), SLICE("/")));
}
