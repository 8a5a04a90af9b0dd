/* csv_file.c - reads CSV with a header, byte by byte into libcsv, so that every fault has its line and column; see csv_file.h. */
#include "csv_file.h"

#include <csv.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/utf8.h"

enum { WORDS_MAX = 512 };

struct reader {
    const struct csv_column *columns;
    int n_columns;
    bool (*row)(void *context, const struct csv_row *);
    void *context;
    struct csv_row now;
    int64_t line;          /* of the byte that comes next */
    int col;
    int64_t field_line;    /* where the field at hand began */
    int field_col;
    int place[CSV_COLUMNS]; /* header's column -> ours, -1 = a second one of the same name */
    size_t from[CSV_COLUMNS], upto[CSV_COLUMNS]; /* values of the row at hand in text */
    int at[CSV_COLUMNS];
    int width, n;          /* columns of the header; values so far of this row */
    struct buf text;
    bool between;          /* the byte that comes next begins a field, or a row */
    bool has_header, ok;
};

static void refuse(struct reader *reader, int64_t line, int col, const char *words)
{
    complain(reader->now.report, COMPLAINT_bad_row, &(struct where){ reader->now.path, line, col }, "%s", words);
    reader->ok = false;
}

bool csv_refuse(const struct csv_row *row, int column, const char *format, ...)
{
    char words[WORDS_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    complain(row->report, COMPLAINT_bad_row, &(struct where){ row->path, row->line, row->col[column] }, "%s", words);
    return false;
}

static struct slice value_of(const struct reader *reader, int i)
{
    return slice_part(buf_view(&reader->text), reader->from[i], reader->upto[i]);
}

static void on_field(void *bytes, size_t n, void *context)
{
    struct reader *reader = context;
    if (reader->n == 0)
        reader->now.line = reader->field_line;
    if (reader->n < CSV_COLUMNS) {
        reader->from[reader->n] = reader->text.n;
        buf_add(&reader->text, bytes, n);
        reader->upto[reader->n] = reader->text.n;
        reader->at[reader->n] = reader->field_col;
    }
    reader->n++;
    reader->between = true;
}

static int column_find(const struct reader *reader, struct slice name)
{
    for (int i = 0; i < reader->n_columns; i++)
        if (slice_eq(name, slice_of(reader->columns[i].name)))
            return i;
    return -1;
}

/* "name, value[, meaning]" */
static void columns_list(const struct reader *reader, struct buf *out)
{
    for (int i = 0; i < reader->n_columns; i++)
        buf_printf(out, reader->columns[i].required ? "%s%s" : "%s[%s]", i ? ", " : "", reader->columns[i].name);
}

static void header_take(struct reader *reader)
{
    struct buf words = { 0 };
    bool there[CSV_COLUMNS] = { false };
    reader->has_header = true;
    reader->width = reader->n < CSV_COLUMNS ? reader->n : CSV_COLUMNS;
    for (int i = 0; i < reader->width; i++) {
        int column = reader->place[i] = column_find(reader, value_of(reader, i));
        if (column >= 0 && !there[column]) {
            there[column] = true;
            continue;
        }
        buf_reset(&words);
        buf_printf(&words, "column \"%.*s\" %s; the header names ", SLICE_ARG(slice_part(value_of(reader, i), 0, 64)), column < 0 ? "is not known" : "stands twice");
        columns_list(reader, &words);
        buf_char(&words, '\0');
        refuse(reader, reader->now.line, reader->at[i], words.p);
    }
    for (int i = 0; i < reader->n_columns; i++) {
        if (there[i] || !reader->columns[i].required)
            continue;
        buf_reset(&words);
        buf_printf(&words, "column \"%s\" is missing; the header names ", reader->columns[i].name);
        columns_list(reader, &words);
        buf_char(&words, '\0');
        refuse(reader, reader->now.line, 1, words.p);
    }
    buf_free(&words);
}

static void row_take(struct reader *reader)
{
    struct csv_row *row = &reader->now;
    char words[WORDS_MAX];
    if (reader->n != reader->width) {
        snprintf(words, sizeof(words), "%d values, the header names %d columns", reader->n, reader->width);
        refuse(reader, row->line, 1, words);
        return;
    }
    memset(row->value, 0, sizeof(row->value));
    memset(row->col, 0, sizeof(row->col));
    for (int i = 0; i < reader->width; i++) {
        row->value[reader->place[i]] = value_of(reader, i);
        row->col[reader->place[i]] = reader->at[i];
        if (utf8_valid(value_of(reader, i)) < value_of(reader, i).n) {
            refuse(reader, row->line, reader->at[i], "is not UTF-8");
            return;
        }
    }
    if (!reader->row(reader->context, row))
        reader->ok = false;
}

static void on_row(int terminator, void *context)
{
    struct reader *reader = context;
    (void)terminator;
    if (!reader->has_header)
        header_take(reader);
    else if (reader->width)
        row_take(reader);
    reader->n = 0;
    buf_reset(&reader->text);
}

/* Feeds one byte and keeps the position of what comes next. false: it does not belong there. */
static bool byte_feed(struct reader *reader, struct csv_parser *parser, char byte)
{
    reader->between = reader->between && reader->n == 0 && (byte == '\n' || byte == '\r');
    if (csv_parse(parser, &byte, 1, on_field, on_row, reader) != 1) {
        refuse(reader, reader->line, reader->col, "a quote stands where none belongs");
        return false;
    }
    reader->col++;
    if (byte == '\n') {
        reader->line++;
        reader->col = 1;
    }
    if (reader->between) {
        reader->field_line = reader->line;
        reader->field_col = reader->col;
    }
    return true;
}

static bool bytes_feed(struct reader *reader, struct csv_parser *parser, FILE *file)
{
    static const char mark[] = "\xef\xbb\xbf";
    char bytes[8192];
    size_t n;
    bool first = true;
    while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        size_t from = first && n >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
        if (first && from < n && (bytes[from] == '{' || bytes[from] == '[')) {
            refuse(reader, 1, 1, "this is JSON, not CSV with a header line (import infra --format prometheus reads answers of Prometheus)");
            return false;
        }
        first = false;
        for (size_t i = from; i < n; i++) {
            if (!byte_feed(reader, parser, bytes[i]))
                return false;
            if (reader->has_header && !reader->ok && reader->line <= 2 && reader->n == 0 && bytes[i] == '\n')
                return false; /* a header that does not fit: the rows mean nothing */
        }
    }
    return true;
}

static void file_feed(struct reader *reader, FILE *file)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        abort();
    if (bytes_feed(reader, &parser, file)) {
        if (ferror(file)) {
            complain(reader->now.report, COMPLAINT_read_failed, &(struct where){ .path = reader->now.path }, "%s", strerror(errno));
            reader->ok = false;
        } else if (csv_fini(&parser, on_field, on_row, reader) != 0) {
            refuse(reader, reader->field_line, reader->field_col, "a quote is not closed");
        } else if (!reader->has_header) {
            refuse(reader, 1, 1, "the file is empty, a header line is needed");
        }
    }
    csv_free(&parser);
}

bool csv_file_read(const char *path, const struct csv_column *columns, int n, struct report *report, bool (*row)(void *context, const struct csv_row *),
                   void *context)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "re");
    if (!file) {
        complain(report, COMPLAINT_not_readable, &(struct where){ .path = path }, "%s", strerror(errno));
        return false;
    }
    struct reader reader = { .columns = columns, .n_columns = n, .row = row, .context = context, .now = { .path = path, .report = report },
                             .line = 1, .col = 1, .field_line = 1, .field_col = 1, .between = true, .ok = true };
    file_feed(&reader, file);
    buf_free(&reader.text);
    if (!is_stdin)
        fclose(file);
    return reader.ok;
}
