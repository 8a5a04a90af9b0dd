/* cmd_help.c - the command help: options.def as text for a screen of 80 x 24, for the manual (mdoc). */
#include <stdio.h>

#include "commands.h"
#include "options.h"
#include "shell_completion.h"

static void print_option(const struct option_row *row)
{
    enum { SCREEN = 80, RIGHT = 29 }; /* where the right column begins */
    char left[SCREEN], right[2 * SCREEN];
    const char *argument = strchr(row->argument, '|') ? "WORD" : row->argument;
    snprintf(left, sizeof(left), "%c%c%c --%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
             row->letter ? ',' : ' ', row->name, argument[0] ? "=" : "", argument);
    bool preset = row->preset[0], words = strchr(row->argument, '|');
    int n = snprintf(right, sizeof(right), "%s%s%s%s", row->help, preset ? " (" : "", row->preset, preset ? ")" : "");
    printf("  %-*s %s", RIGHT - 3, left, right);
    if (words && RIGHT + n + 2 + (int)strlen(row->argument) <= SCREEN)
        printf(": %s", row->argument);
    else if (words)
        printf("\n%*s%s", RIGHT, "", row->argument);
    putchar('\n');
}

static void print_command(enum command command)
{
    const struct command_row *row = &command_rows[command];
    printf("usage: dagsieve %s [OPTION...] %s\n\n%s\n%s\n", row->name, row->operands, row->summary, row->text);
    for (int i = 0; i < option_rows_n; i++)
        if (option_in(&option_rows[i], command) && option_rows[i].letter != 'h') /* who reads this has found it */
            print_option(&option_rows[i]);
}

static void print_overview(void)
{
    fputs("dagsieve sieves Apache Airflow task logs into PostgreSQL\n\nusage: dagsieve COMMAND [OPTION...] [OPERAND...]\n\n", stdout);
    for (int i = 0; i < COMMAND__N; i++)
        printf("  %-10s %s\n", command_rows[i].name, command_rows[i].summary);
    fputs("\ndagsieve help COMMAND lists the options of one; man dagsieve has it all.\n\n"
          "Exit status: 0 all kept, 1 some input rejected, 2 bad usage, 3 an input could\n"
          "not be read, 4 the database refused or was away, 5 another load has the lock,\n"
          "128+N ended by signal N. The worst seen wins.\n", stdout);
}

/* Names of variables, with | between, as mdoc's arguments. */
static void man_variables(const char *names)
{
    for (; *names; names++)
        fputs(*names == '|' ? " , " : (char[]){ *names, '\0' }, stdout);
}

/* What each option of the command is called where the manual lists it: -d, --dbname CONNINFO */
static void man_option(const struct option_row *row)
{
    fputs(".It ", stdout);
    if (row->letter)
        printf("Fl %c , ", row->letter);
    printf("Fl -%s", row->name);
    if (row->argument[0])
        printf(" Ar %s", row->argument);
    printf("\n%s.\n", row->help);
    if (row->preset[0])
        printf("The default is\n.Cm %s .\n", row->preset);
    if (row->environment[0]) {
        fputs("Read from the environment variable\n.Ev ", stdout);
        man_variables(row->environment);
        puts("\nwhere it is not given.");
    }
}

/* Whether the variable stands for an option of the same name, of other commands, that comes before. */
static bool named_before(int row)
{
    for (int i = 0; i < row; i++)
        if (strcmp(option_rows[i].name, option_rows[row].name) == 0 && strcmp(option_rows[i].environment, option_rows[row].environment) == 0)
            return true;
    return false;
}

static void print_man(void)
{
    puts(".Sh COMMANDS");
    for (int i = 0; i < COMMAND__N; i++) {
        const struct command_row *row = &command_rows[i];
        printf(".Ss dagsieve %s %s\n%s.\n%s.Bl -tag -width Ds\n", row->name, row->operands, row->summary, row->text);
        for (int j = 0; j < option_rows_n; j++)
            if (option_in(&option_rows[j], (enum command)i))
                man_option(&option_rows[j]);
        puts(".El");
    }
    puts(".Sh ENVIRONMENT\n.Bl -tag -width Ds");
    for (int i = 0; i < option_rows_n; i++)
        if (option_rows[i].environment[0] && !named_before(i)) {
            fputs(".It Ev ", stdout);
            man_variables(option_rows[i].environment);
            printf("\nStands for\n.Fl -%s .\n", option_rows[i].name);
        }
    puts(".It Ev JOB_COMPLETION_INDEX\nThe I of\n.Fl -shard Ar N .\n"
         ".It Ev NO_COLOR\nNo colour unless it is asked for with\n.Fl -colour .\n"
         ".It Ev TMPDIR\nWhere records wait that do not fit into memory.\n"
         ".It Ev PGHOST , PGSERVICE , PGPASSFILE No ...\nAs for\n.Xr psql 1 .\n.El");
}

void cmd_help(const struct job *job, struct report *report)
{
    enum command command = job->command;
    if (job->man)
        print_man();
    else if (job->bash || job->zsh || job->fish)
        (job->bash ? completion_bash : job->zsh ? completion_zsh : completion_fish)();
    else if (command == COMMAND_help && job->n_operands == 0)
        print_overview();
    else if (command != COMMAND_help || command_find(job->operands[0], &command, report))
        print_command(command);
}
