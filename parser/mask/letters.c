/* letters.c - see letters.h. */
#include "letters.h"

struct letters letters_of(struct slice value)
{
    struct letters n = { 0 };
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        n.letters += byte_is_letter(c);
        n.capitals += c >= 'A' && c <= 'Z';
        n.digits += byte_is_digit(c);
        n.signs += c && strchr("!@#$%^&*+?=", c) && i + 1 < value.n;
        n.others += c <= ' ' || strchr("/\\<>[](){},;:\"'`|~", c);
    }
    return n;
}
