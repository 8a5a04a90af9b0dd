/* table_rows.h - how one record looks in a terminal: a line (seldom two) for each. For table.c. */
#ifndef DAGSIEVE_TABLE_ROWS_H
#define DAGSIEVE_TABLE_ROWS_H

#include "parser/catalogue/record.h"
#include "terminal.h"

/* Where the rows beneath a log begin; their section's name stands before. Of a longer text than ROW_LONG bytes no line shows the end. */
enum { ROW_INDENT = 10, ROW_LONG = 4096 };

/* Cuts the record's texts that are longer than a line shows; what is left of them stands in space. */
void row_shorten(struct record *, struct buf *space);
/* By severity, P0 to P3; without one: green for what the model can be used for (ML_EXPLOITABLE, ML_SOLID). */
enum style code_style(struct slice code, struct slice severity);
/* The style of a state: Airflow's word, empty = no outcome. */
enum style state_style(struct slice state);

void row_log_names(struct terminal *);
/* State, start, duration, who; a second line (exit, error) where the attempt did not end well. */
void row_log(struct terminal *, const struct record *log);
void row_block_names(struct terminal *);
/* severity: of the block's main code. A second line names what a provisional verdict lacked. */
void row_block(struct terminal *, const struct record *block, struct slice severity);
void row_finding(struct terminal *, const struct record *finding);
/* Whom it is about, and what is said of them. */
void row_notice(struct terminal *, const struct record *notice);
void row_event(struct terminal *, const struct record *event);
void row_reject(struct terminal *, const struct record *reject);

#endif
