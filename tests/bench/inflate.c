/* inflate.c - reads gzip files and throws their bytes away, with the library that the program uses: the yardstick of tests/bench/run.
 *   inflate FILE...    last line on stdout: bytes out */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/input/inflate.h"

enum { ROOM = 1 << 18 };

static int64_t file_inflate(const struct inflate_engine *engine, void *state, int fd)
{
    static unsigned char in[ROOM], out[ROOM];
    struct inflate_io io = { 0 };
    const char *fault;
    int64_t bytes = 0;
    enum inflate_status status = INFLATE_MORE;
    engine->start(state);
    while (status == INFLATE_MORE) {
        if (!io.n_in) {
            ssize_t n = read(fd, in, sizeof(in));
            if (n <= 0)
                break;
            io.in = in;
            io.n_in = (size_t)n;
        }
        io.out = out;
        io.n_out = sizeof(out);
        status = engine->run(state, &io, &fault);
        bytes += (int64_t)(sizeof(out) - io.n_out);
    }
    return bytes;
}

int main(int argc, char **argv)
{
    const struct inflate_engine *engine = inflate_isal ? inflate_isal : &inflate_zlib;
    void *state = engine->open();
    int64_t bytes = 0;
    for (int i = 1; i < argc; i++) {
        int fd = open(argv[i], O_RDONLY);
        if (fd < 0) {
            perror(argv[i]);
            return 1;
        }
        bytes += file_inflate(engine, state, fd);
        close(fd);
    }
    engine->close(state);
    printf("%" PRId64 "\n", bytes);
    return 0;
}
