/* yaml_records.h - YAML documents, a log entry each, as gcloud logging read prints them unless another format is asked for; and lists of entries, as aws and az do.
 * An entry becomes a JSON record; an element of a list goes by the rows of documents.def. */
#ifndef DAGSIEVE_YAML_RECORDS_H
#define DAGSIEVE_YAML_RECORDS_H

#include "cutter.h"

/* Begins none where the program was built without libyaml. */
extern const struct cutter_kind yaml_kind;

#endif
