/* cmd_version.c - what exactly is running: the versions stored with each log, and the libraries built in. */
#include <stdio.h>

#include "commands.h"
#include "parser/catalogue/prefilter.h"

void cmd_version(const struct job *job, struct report *report)
{
    (void)job;
    struct parser_options options = { .report = report };
    struct parser *parser = parser_open(&options);
    if (!parser)
        return;
    printf("dagsieve %s\nparser %s\nrules %s\n", DAGSIEVE_VERSION, parser_version, parser_rules_version(parser));
    parser_close(&parser);
#ifdef HAVE_ISAL
    puts("inflate: ISA-L");
#else
    puts("inflate: zlib");
#endif
    struct prefilter *search = prefilter_open(NULL, 0, PREFILTER_best);
    printf("search: %s\n", prefilter_name(search));
    prefilter_close(&search);
}
