/* main.c - picks the command and turns the worst that was complained about into the exit status. */
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"
#include "options.h"
#include "secret_words.h"
#include "stop_signal.h"

static void (*const functions[COMMAND__N])(const struct job *, struct report *) = {
#define COMMAND(name, operands, least, most, summary, text) [COMMAND_##name] = cmd_##name,
#include "options.def"
};

/* Output that is lost at the very end (a full disk) is lost output all the same. */
static void close_output(struct report *report)
{
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (lost && !report->count[COMPLAINT_output_failed])
        complain(report, COMPLAINT_output_failed, NULL, "standard output");
}

/* Where 0, 1 or 2 is closed, the next file or connection would be taken for it: read as stdin, written to as stderr. */
static void open_standard_streams(void)
{
    int fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    if (fd >= 0)
        close(fd);
}

/* What a long line took goes back to the system when it is freed: glibc would keep it, and as much again of whatever comes later. What
 * every file takes stays: given back, it comes page by page for the next one (mallopt(3): each threshold is fixed once one is set). */
static void give_back_large(void)
{
#ifdef M_MMAP_THRESHOLD
    enum { LARGE = 1024 * 1024 };
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, LARGE);
#endif
}

int main(int argc, char **argv)
{
    struct job job;
    struct report report = { .to = stderr, .mask = secret_words_mask };
    open_standard_streams();
    give_back_large();
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
