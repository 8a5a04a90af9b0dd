/* bodies.c - see bodies.h. */
#include "parser/mask/mask.h"
#include "bodies.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* What a block complained about: "code line:col text" a line. */
static void told(void *context, enum complaint complaint, int64_t line, int col, struct slice text)
{
    buf_printf(context, "%s %d:%d ", complaints[complaint].name, (int)line, col);
    buf_slice(context, text);
    buf_char(context, '\n');
}

struct block *block;
static struct mask *mask;
struct buf complaint_text;
struct cell cells[CORRELATION__N];
static struct buf described;

void bodies_set_up(void)
{
    mask = mask_open();
    block = block_new(mask, told, &complaint_text);
}

void bodies_tear_down(void)
{
    block_free(&block);
    mask_close(&mask);
    buf_free(&complaint_text);
    buf_free(&described);
}

const char *describe(void)
{
    const struct schema *schema = &schemas[RECORD_correlation];
    buf_reset(&described);
    for (int i = 0; i < schema->n; i++) {
        const struct cell *cell = &cells[i];
        if (!cell->present || i == CORRELATION_line || (i == CORRELATION_closed && cell->num) ||
            (i == CORRELATION_extra && slice_eq(cell->text, SLICE("{}"))) || (i == CORRELATION_notes && slice_eq(cell->text, SLICE("[]"))))
            continue;
        if (described.n)
            buf_char(&described, ' ');
        if (i == CORRELATION_closed) {
            buf_text(&described, "open");
            continue;
        }
        buf_printf(&described, "%s=", schema->field[i].name);
        cell_plain(&described, schema->field[i].kind, cell);
    }
    buf_char(&described, '\0');
    return described.p;
}

static struct slice line_take(const char **text)
{
    size_t n = strcspn(*text, "\n");
    struct slice line = { *text, n };
    *text += n + ((*text)[n] == '\n');
    return line;
}

enum block_answer feed(const char *text)
{
    struct record record = { &schemas[RECORD_correlation], cells };
    struct slice line = line_take(&text);
    enum block_answer answer = BLOCK_field;
    int64_t number = 1;
    memset(cells, 0, sizeof(cells));
    buf_reset(&complaint_text);
    cr_assert(block_is_opening(line), "no opening line: %.*s", SLICE_ARG(line));
    block_begin(block, line, number);
    while (*text) {
        /* A copy without bytes behind it, so that a sanitizer sees each read too far. */
        line = line_take(&text);
        char *copy = memory_new(line.n);
        memcpy(copy, line.p, line.n);
        answer = block_line(block, (struct slice){ copy, line.n }, ++number);
        free(copy);
        if (answer != BLOCK_field && answer != BLOCK_neutral && !(answer == BLOCK_blank && !block_ends_at_blank(block)))
            break;
        answer = BLOCK_field;
    }
    block_end(block, answer == BLOCK_clean_end, &record);
    buf_char(&complaint_text, '\0');
    return answer;
}

const char *read_body(const char *body)
{
    struct buf text = { 0 };
    buf_printf(&text, "=== CORRELATION DATA ===\n%s\n=== END CORRELATION DATA ===\n", body);
    buf_char(&text, '\0');
    feed(text.p);
    buf_free(&text);
    return describe();
}

void check_bodies(const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *found = read_body(samples[i].body);
        cr_expect_str_eq(found, samples[i].expected, "\n%s\nexpected %s\nfound    %s", samples[i].body, samples[i].expected, found);
    }
}
