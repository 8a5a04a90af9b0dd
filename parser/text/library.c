/* library.c - see library.h. */
#include "library.h"

#include <dlfcn.h>
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
