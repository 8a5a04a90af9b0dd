/* parts.c - a context without a log; see parts.h. */
#include "parts.h"

#include "parser/text/json.h"

static void show(struct buf *out, const struct record *record)
{
    buf_printf(out, "{\"record\":\"%s\"", record->schema->name);
    for (int i = 0; i < record->schema->n; i++) {
        if (!record->cell[i].present)
            continue;
        buf_printf(out, ",\"%s\":", record->schema->field[i].name);
        cell_json(out, record->schema->field[i].kind, &record->cell[i]);
    }
    buf_text(out, "}\n");
}

static void child(void *context, void *handle, const struct record *record)
{
    (void)handle;
    show(context, record);
}

void part_begin(struct part_test *test)
{
    *test = (struct part_test){ .nowhere = fopen("/dev/null", "w") };
    test->report.to = test->nowhere;
    test->parser = parser_open(&(struct parser_options){ .report = &test->report });
    test->events = (struct stream_events){ .context = &test->out, .child = child, .early = child };
    context_open(&test->ctx, test->parser, &test->events, SLICE("x.log"));
    part_message(test, "x.py", false);
}

void part_message(struct part_test *test, const char *file, bool own)
{
    struct head head = { .family = FAMILY_text, .nesting = 1, .file = slice_of(file), .level = LEVEL_info, .message = SLICE("x") };
    message_begin(&test->message, &head, test->ctx.facts.generation);
    test->message.own = own;
}

struct line part_line(struct part_test *test, const char *text)
{
    test->ctx.line++;
    return (struct line){ .text = slice_of(text), .bits = prefilter_bits(test->parser->prefilter, slice_of(text)), .message = &test->message,
                          .level = test->message.level };
}

struct head part_record(struct part_test *test, const char *json, struct head_space *space)
{
    struct head head;
    test->ctx.line++;
    head_read(&test->parser->heads, slice_of(json), space, &head);
    return head;
}

void part_show(struct part_test *test, enum record_type type, struct cell *cells)
{
    show(&test->out, &(struct record){ &schemas[type], cells });
}

void part_end(struct part_test *test)
{
    context_close(&test->ctx);
    message_free(&test->message);
    buf_free(&test->out);
    parser_close(&test->parser);
    fclose(test->nowhere);
}
