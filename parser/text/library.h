/* library.h - a shared library that is opened when it is first needed. What libpq and libarchive bring along (TLS, Kerberos, LDAP, XML, ICU: 35
 * libraries) costs a start 19 million instructions, and most starts neither talk to a server nor open an archive.
 *
 * Who uses one lists the functions once, #define FUNCTIONS(row) row(PQexec) row(PQclear) ..., keeps the pointers in a struct of nothing but
 * LIBRARY_POINTER rows, and calls through it. The header of the library gives the types, so that calls are checked as ever. */
#ifndef DAGSIEVE_LIBRARY_H
#define DAGSIEVE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#define LIBRARY_POINTER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/* Opens the library of that soname and writes the addresses of the n functions to the pointers, in the order of names. A function that was loaded
 * before it (LD_PRELOAD) is preferred, as the linker does. It stays open until the process ends. NULL: done; else why not, which lives until the next
 * call. */
const char *library_open(const char *soname, const char *const names[], size_t n, void *pointers);
/* Whether that answer of library_open is about this moment: the library is there, memory or descriptors for it are not. */
bool library_lacks_room(const char *why);

#endif
