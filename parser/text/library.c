/* library.c - see library.h. */
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

const char *library_open(const char *soname, const char *const names[], size_t n, void *pointers)
{
    if (!dlopen(soname, RTLD_LAZY | RTLD_GLOBAL))
        return dlerror();
    for (size_t i = 0; i < n; i++) {
        void *function = dlsym(RTLD_DEFAULT, names[i]);
        if (!function)
            return dlerror();
        memcpy((char *)pointers + i * sizeof(function), &function, sizeof(function));
    }
    return NULL;
}

bool library_lacks_room(const char *why)
{
    static const char *const words[] = { "failed to map", "annot allocate memory", "annot create" }; /* glibc, elf/dl-load.c */
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strstr(why, words[i]))
            return true;
    return strstr(why, strerror(ENOMEM)) || strstr(why, strerror(EMFILE)) || strstr(why, strerror(ENFILE));
}
