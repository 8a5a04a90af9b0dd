/* status_page.h - the morning's page and the line for monitoring plugins, from what the views say. */
#ifndef DAGSIEVE_STATUS_PAGE_H
#define DAGSIEVE_STATUS_PAGE_H

#include "sink/read/status.h"

enum { PAGE_WIDTH = 120 };

/* The page; screen: its columns, 0 = none; unicode: signs beyond ASCII may be used. */
void status_page(const struct status *, int screen, bool colour, bool unicode, struct buf *out);
/* "DAGSIEVE CRITICAL - ORANGE: why | figures" as monitoring plugins print it. */
void status_line(const struct status *, struct buf *out);
/* 0 GREEN, 1 YELLOW, 2 ORANGE or RED, 3 UNKNOWN: what --check ends with. */
int status_level(const struct status *);

#endif
