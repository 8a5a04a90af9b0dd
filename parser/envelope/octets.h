/* octets.h - syslog messages as they come over TCP (RFC 6587, octet counting): the length of each before it, nothing between them. */
#ifndef DAGSIEVE_OCTETS_H
#define DAGSIEVE_OCTETS_H

#include "cutter.h"

extern const struct cutter_kind octets_kind;

#endif
