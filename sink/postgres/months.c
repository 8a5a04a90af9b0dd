/* months.c - see months.h. */
#include "months.h"

#define MICROS_A_DAY INT64_C(86400000000)

/* Civil month of a day count: years begin in March, so that leap days come last. */
int month_of(int64_t micros)
{
    int64_t days = micros / MICROS_A_DAY - (micros % MICROS_A_DAY < 0);
    if (days < 0)
        return -1;
    int64_t shifted = days + 719468, era = shifted / 146097, day = shifted % 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t month = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153; /* 0 = March */
    int64_t since = (era * 400 + year - 2010) * 12 + month + 2;
    return since >= 0 && since < MONTHS ? (int)since : -1;
}
