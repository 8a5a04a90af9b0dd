/* main.c - picks the command and turns the worst that was complained about into the exit status. */
#include <stdio.h>

#include "options.h"
#include "stop_signal.h"

/* Output that is lost at the very end (a full disk) is lost output all the same. */
static void close_output(struct report *report)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        complain(report, COMPLAINT_output_failed, NULL, "standard output");
}

int main(int argc, char **argv)
{
    struct job job;
    struct report report = { .to = stderr };
    stop_catch();
    if (options_read(argc, argv, &job, &report)) {
        report.max_rejects = job.max_rejects;
        if (job.help)
            help_run(&job, &report);
        else
            command_rows[job.command].run(&job, &report);
        close_output(&report);
    }
    int signal_number = *stop_flag();
    return signal_number ? 128 + signal_number : report.status;
}
