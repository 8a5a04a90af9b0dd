/* main.c - picks the command and turns the worst that was complained about into the exit status. */
#include <stdio.h>

#include "commands.h"
#include "options.h"
#include "stop_signal.h"

static void (*const functions[COMMAND__N])(const struct job *, struct report *) = {
#define COMMAND(name, operands, least, most, summary, text) [COMMAND_##name] = cmd_##name,
#include "options.def"
};

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
            cmd_help(&job, &report);
        else
            functions[job.command](&job, &report);
        close_output(&report);
    }
    int signal_number = *stop_flag();
    return signal_number ? 128 + signal_number : report.status;
}
