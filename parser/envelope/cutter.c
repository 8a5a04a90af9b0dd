/* cutter.c - the kinds of inputs that are no lines; see cutter.h. */
#include "cutter.h"

#include "document.h"
#include "frames.h"
#include "journal_export.h"
#include "csv_table.h"
#include "octets.h"
#include "row_arrays.h"
#include "yaml_records.h"

const struct cutter_kind *const cutter_kinds[] = { &row_arrays_kind, &document_kind, &table_kind, &journal_export_kind, &yaml_kind, &frames_kind, &octets_kind, NULL };

const struct cutter_kind *cutter_find(const struct envelopes *envelopes, struct slice text, bool cut)
{
    for (int i = 0; cutter_kinds[i]; i++)
        if (cutter_kinds[i]->begins(envelopes, text, cut))
            return cutter_kinds[i];
    return NULL;
}
