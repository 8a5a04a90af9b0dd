/* shell_completion.c - dagsieve help --bash | --zsh | --fish. Knows no command and no option but by its row in options.def. */
#include "shell_completion.h"

#include <stdio.h>

#include "options.h"

/* The text between single quotes as POSIX shells read it. */
static void print_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++)
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, stdout);
    putchar('\'');
}

/* The words of "a|b|c", with a blank after each. */
static void print_words(const char *words)
{
    for (; *words; words++)
        putchar(*words == '|' ? ' ' : *words);
    putchar(' ');
}

/* What may be typed as it stands where the command takes "print | check FILE": its words in small letters. */
static void print_operands(const struct command_row *row)
{
    for (const char *at = row->operands; *at;) {
        size_t length = strcspn(at, " |[]");
        size_t small = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        if (length && small == length)
            printf("%.*s ", (int)length, at);
        at += length + strspn(at + length, " |[]");
    }
    if (strstr(row->operands, "CATALOGUE"))
        fputs(
#define CATALOGUE(name) #name " "
#include "options.def"
            , stdout);
    if (strstr(row->operands, "COMMAND"))
        for (int i = 0; i < COMMAND__N; i++)
            printf("%s ", command_rows[i].name);
}

static bool takes_file(const struct option_row *row)
{
    return strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "PATH") == 0 || strcmp(row->argument, "DIR") == 0;
}

/* "load:--jobs | load:-j) words='": one name may stand for other words in another command. */
static void bash_pattern(const struct option_row *row)
{
    const char *bar = "    ";
    for (int i = 0; i < COMMAND__N; i++) {
        if (!option_in(row, (enum command)i))
            continue;
        printf("%s%s:--%s", bar, command_rows[i].name, row->name);
        if (row->letter)
            printf(" | %s:-%c", command_rows[i].name, row->letter);
        bar = " | ";
    }
    fputs(") words='", stdout);
}

void completion_bash(void)
{
    puts("# bash completion for dagsieve, written by: dagsieve help --bash\n_dagsieve()\n{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} words=\n"
         "    case ${COMP_WORDS[1]}:$last in");
    for (int i = 0; i < option_rows_n; i++) {
        const struct option_row *row = &option_rows[i];
        if (!row->argument[0])
            continue;
        bash_pattern(row);
        if (row->kind == OPTION_choice)
            print_words(row->argument);
        puts("' ;;");
    }
    for (int i = 0; i < COMMAND__N; i++) {
        printf("    %s:*) words='", command_rows[i].name);
        print_operands(&command_rows[i]);
        fputs("'; [[ $word != -* ]] || words='", stdout);
        for (int j = 0; j < option_rows_n; j++)
            if (option_in(&option_rows[j], (enum command)i))
                printf("--%s ", option_rows[j].name);
        puts("' ;;");
    }
    fputs("    esac\n    [ \"$COMP_CWORD\" -gt 1 ] || words='", stdout);
    for (int i = 0; i < COMMAND__N; i++)
        printf("%s ", command_rows[i].name);
    puts("'\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -o default -F _dagsieve dagsieve");
}

/* A row's help between the brackets of _arguments, its own brackets escaped. */
static void zsh_help(const char *help, char *out, size_t size)
{
    size_t n = 0;
    out[n++] = '[';
    for (; *help && n + 4 < size; help++) {
        if (strchr("[]\\", *help))
            out[n++] = '\\';
        out[n++] = *help;
    }
    memcpy(out + n, "]", 2);
}

/* An option as _arguments takes it: '(-d --dbname)'{-d+,--dbname=}'[help]'':CONNINFO: ' */
static void zsh_option(const struct option_row *row)
{
    const char *equals = row->argument[0] ? "=" : "";
    char help[160], action[160] = "";
    zsh_help(row->help, help, sizeof(help));
    if (row->kind == OPTION_choice)
        snprintf(action, sizeof(action), ":word:(%s)", row->argument);
    else if (row->argument[0])
        snprintf(action, sizeof(action), ":%s:%s", row->argument, takes_file(row) ? "_files" : " ");
    for (char *bar = action; (bar = strchr(bar, '|'));)
        *bar = ' ';
    fputs(" \\\n            ", stdout);
    if (row->letter)
        printf("'(-%c --%s)'{-%c%s,--%s%s}", row->letter, row->name, row->letter, equals[0] ? "+" : "", row->name, equals);
    else
        printf("--%s%s", row->name, equals);
    print_quoted(help);
    if (action[0])
        print_quoted(action);
}

void completion_zsh(void)
{
    puts("#compdef dagsieve\n# zsh completion for dagsieve, written by: dagsieve help --zsh\n_dagsieve()\n{\n"
         "    local context state state_descr line\n    local -a commands=(");
    for (int i = 0; i < COMMAND__N; i++) {
        char row[160];
        snprintf(row, sizeof(row), "%s:%s", command_rows[i].name, command_rows[i].summary);
        fputs("        ", stdout);
        print_quoted(row);
        putchar('\n');
    }
    puts("    )\n    typeset -A opt_args\n    _arguments -C '1: :->command' '*:: :->rest'\n"
         "    if [[ $state = command ]]; then\n        _describe command commands\n        return\n    fi\n    case $words[1] in");
    for (int i = 0; i < COMMAND__N; i++) {
        printf("    %s)\n        _arguments", command_rows[i].name);
        for (int j = 0; j < option_rows_n; j++)
            if (option_in(&option_rows[j], (enum command)i))
                zsh_option(&option_rows[j]);
        fputs(" \\\n            '*:operand:{ _files; compadd -- ", stdout);
        print_operands(&command_rows[i]);
        puts("}' ;;");
    }
    puts("    esac\n}\n_dagsieve \"$@\"");
}

/* An option of whichever commands have it. */
static void fish_option(const struct option_row *row)
{
    fputs("complete -c dagsieve -n '__fish_seen_subcommand_from", stdout);
    for (int i = 0; i < COMMAND__N; i++)
        if (option_in(row, (enum command)i))
            printf(" %s", command_rows[i].name);
    printf("' -l %s", row->name);
    if (row->letter)
        printf(" -s %c", row->letter);
    if (row->argument[0])
        fputs(takes_file(row) ? " -r -F" : " -x", stdout);
    if (row->kind == OPTION_choice) {
        fputs(" -a '", stdout);
        print_words(row->argument);
        putchar('\'');
    }
    fputs(" -d ", stdout);
    print_quoted(row->help);
    putchar('\n');
}

void completion_fish(void)
{
    puts("# fish completion for dagsieve, written by: dagsieve help --fish");
    for (int i = 0; i < COMMAND__N; i++) {
        const struct command_row *row = &command_rows[i];
        printf("complete -c dagsieve -n __fish_use_subcommand -f -a %s -d ", row->name);
        print_quoted(row->summary);
        printf("\ncomplete -c dagsieve -n '__fish_seen_subcommand_from %s' -a '", row->name);
        print_operands(row);
        puts("'");
    }
    for (int i = 0; i < option_rows_n; i++)
        fish_option(&option_rows[i]);
}
