/* journal_export.h - journalctl -o export (systemd.io/JOURNAL_EXPORT_FORMATS): an entry is lines NAME=value, or NAME alone, eight bytes of length (little
 * endian) and the value where it has other bytes than text; an empty line ends it. An entry becomes a JSON record, as journalctl -o json writes it. */
#ifndef DAGSIEVE_JOURNAL_EXPORT_H
#define DAGSIEVE_JOURNAL_EXPORT_H

#include "cutter.h"

extern const struct cutter_kind journal_export_kind;

#endif
