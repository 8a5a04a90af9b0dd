/* fuzz_log_format.c - any bytes as a log_format, and a line after the first newline through it. */
#include <assert.h>

#include "parser/head/log_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct slice rest = { (const char *)bytes, n }, text;
    char wrong[256];
    struct log_format_parts parts;
    slice_cut(&rest, '\n', &text);
    struct log_format *format = log_format_open(text, wrong, sizeof(wrong));
    assert(!format || !wrong[0]);
    if (format && log_format_match(format, rest, &parts))
        assert(parts.message.n + parts.time.n + parts.level.n + parts.file.n + parts.name.n <= rest.n);
    log_format_close(&format);
    return 0;
}
