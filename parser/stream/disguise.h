/* disguise.h - a log that something made of it hides: all of it on one line, a page, a listing. What to type undoes it. */
#ifndef DAGSIEVE_DISGUISE_H
#define DAGSIEVE_DISGUISE_H

#include "choice.h"

/* Appends what to type where an input that begins with text, its first lines, is a log in disguise: several messages of Airflow's on the first line, parted by tabs,
 * blanks or "\\n", or in one string of JSON or Python; its lines as cat -A shows them; a page of HTML; base64; Splunk's XML; a table that is drawn, or a
 * field a line (nothing is appended where no command is known). false: it is none. */
bool disguise_find(struct choice *, struct slice text, struct buf *recipe);

#endif
