/* airflow_page.h - verify --airflow: what Airflow's metadata database and the stored logs tell differently. */
#ifndef DAGSIEVE_AIRFLOW_PAGE_H
#define DAGSIEVE_AIRFLOW_PAGE_H

#include "job.h"
#include "sink/connection/pg.h"

/* Compares and prints a line for each difference, then the counts; json: one object. Status 1 where something differs. stored is open, the caller's. */
void airflow_page(const struct job *, struct pg *stored, struct report *);

#endif
