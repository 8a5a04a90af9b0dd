/* block_end.c - the end of a block: what its fields say together, and the record that comes of it. */
#include "block_inside.h"

#include "parser/text/decimal.h"

/* Shares printed under the names of percentages (domain §3.1, units). */
static void percentages_settle(struct block *block)
{
    static const int fields[] = { CORRELATION_tp_pct, CORRELATION_sl_pct, CORRELATION_timeout_pct };
    struct buf *sum = &block->room, *next = &block->other;
    buf_reset(sum);
    buf_text(sum, "0");
    for (int i = 0; i < 3; i++) {
        const struct given *given = &block->field[fields[i]];
        if (!given->present || given->has_unit)
            return;
        buf_reset(next);
        decimal_add(buf_view(sum), given->cell.text, next);
        struct buf *swap = sum;
        sum = next;
        next = swap;
    }
    if (decimal_compare(buf_view(sum), SLICE("0.98")) < 0 || decimal_compare(buf_view(sum), SLICE("1.02")) > 0)
        return;
    for (int i = 0; i < 3; i++) {
        buf_reset(next);
        decimal_shift(block->field[fields[i]].cell.text, 2, next);
        block->field[fields[i]].cell.text = arena_keep(&block->arena, buf_view(next));
    }
    block_complained(block, COMPLAINT_pct_as_share, SLICE(""), SLICE(""));
}

static void crypto_settle(struct block *block)
{
    struct given *crypto = &block->field[CORRELATION_crypto];
    if (crypto->present || !block->header_crypto.n)
        return;
    crypto->given = crypto->present = true;
    crypto->evidence = block->opening.evidence;
    cell_text(&crypto->cell, block->header_crypto);
    block_complained(block, COMPLAINT_crypto_from_header, SLICE(""), SLICE(""));
}

static void field_lend(struct block *block, int from, int to)
{
    block->field[to].given = block->field[to].present = true;
    block->field[to].evidence = block->field[from].evidence;
}

/* gate_passed and gate_reason from the text of the gates, where no field of those names gives them. */
static void gates_settle(struct block *block)
{
    const struct given *gates = &block->field[CORRELATION_gates];
    struct given *passed = &block->field[CORRELATION_gate_passed], *reason = &block->field[CORRELATION_gate_reason];
    if (!gates->present)
        return;
    buf_reset(&block->room);
    int answer = value_gates(gates->cell.text, &block->room);
    if (answer >= 0 && !passed->present) {
        field_lend(block, CORRELATION_gates, CORRELATION_gate_passed);
        cell_num(&passed->cell, answer);
    }
    if (block->room.n && !reason->present) {
        field_lend(block, CORRELATION_gates, CORRELATION_gate_reason);
        cell_text(&reason->cell, arena_keep(&block->arena, buf_view(&block->room)));
    }
}

static bool is_finite(const struct cell *cell)
{
    return cell->present && cell->text.n && (byte_is_digit(cell->text.p[0]) || (cell->text.p[0] == '-' && byte_is_digit(cell->text.p[1])));
}

static void difference_write(struct block *block, struct cell *cells, int to, int a, int b)
{
    if (!is_finite(&cells[a]) || !is_finite(&cells[b]))
        return;
    buf_reset(&block->room);
    decimal_subtract(cells[a].text, cells[b].text, &block->room);
    cell_text(&cells[to], arena_keep(&block->arena, buf_view(&block->room)));
}

static void notes_write(struct block *block, struct record *out)
{
    const char *names[COMPLAINT__N];
    int n = 0;
    for (uint64_t rest = block->notes; rest; rest &= rest - 1) {
        const char *name = complaints[__builtin_ctzll(rest)].name;
        int at = n++;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--)
            names[at] = names[at - 1];
        names[at] = name;
    }
    buf_reset(&block->notes_json);
    buf_char(&block->notes_json, '[');
    for (int i = 0; i < n; i++) {
        buf_text(&block->notes_json, i ? ",\"" : "\"");
        buf_text(&block->notes_json, names[i]);
        buf_char(&block->notes_json, '"');
    }
    buf_char(&block->notes_json, ']');
    cell_text(&out->cell[CORRELATION_notes], buf_view(&block->notes_json));
}

void block_note(struct block *block, enum complaint complaint, struct record *out)
{
    block->notes |= (uint64_t)1 << complaint;
    notes_write(block, out);
}

void block_end(struct block *block, bool closed, struct record *out)
{
    block->here = block->member; /* the text of the line before is gone */
    block_dict_end(&block->dict);
    if (block_is_torn(block) && block->dict.is_bare && block->last.field) {
        block->here = (struct position){ .evidence = block->field[block->last.field->field].evidence };
        block_half_take(block, &block->last);
    }
    block->here = block->opening;
    percentages_settle(block);
    crypto_settle(block);
    gates_settle(block);
    for (int i = 0; i < CORRELATION__N; i++)
        if (block->field[i].present)
            out->cell[i] = block->field[i].cell;
#define DIFFERENCE(name, a, b, help) difference_write(block, out->cell, CORRELATION_##name, CORRELATION_##a, CORRELATION_##b);
#include "parser/catalogue/fields.def"
    cell_num(&out->cell[CORRELATION_line], block->opening.evidence.line);
    cell_num(&out->cell[CORRELATION_closed], closed);
    cell_text(&out->cell[CORRELATION_extra], attribute_map_json(&block->extra));
    notes_write(block, out);
}

bool block_evidence(const struct block *block, int field, struct evidence *out)
{
    if (field < 0 || field >= CORRELATION__N || !block->field[field].given)
        return false;
    *out = block->field[field].evidence;
    return true;
}

struct evidence block_opening(const struct block *block)
{
    return block->opening.evidence;
}

int block_secrets(const struct block *block)
{
    return block->secrets;
}
