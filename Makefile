# dagsieve: how it is built and tried. `make help` lists what can be asked for.
#
# Everything that is made goes to build/ (another VARIANT: build/VARIANT/). Sources are found by wildcard:
#   cmd/*.c parser/*/*.c sink/*/*.c   the program, room by room; all but cmd/main.c are also build/libdagsieve.a
#   sink/sql/*.sql                embedded as build/sql.c by sink/sql/embed.awk
#   tests/test_*.c                a Criterion program each, linked with the archive
#   tests/*.c, other names        helpers, linked into those of the programs that use them
#   tests/fuzz/fuzz_*.c           a libFuzzer target each
#   tests/fault/*.c               a library for LD_PRELOAD each
# Switches: CC CFLAGS LDFLAGS PREFIX DESTDIR, STRICT=yes (warnings are errors, as under CI=true), ISAL=no, LIBARCHIVE=no,
# SIMD=no (fast paths off), V=1 (shows the commands).

VERSION = 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
PKG_CONFIG ?= pkg-config
MAKEFLAGS += --no-print-directory
Q = $(if $(V),,@)

# --- variants: what else to build it with -----------------------------------------------------------------------
VARIANT ?=
B = build$(if $(VARIANT),/$(VARIANT))

HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
SANITIZE = -O1 -fno-omit-frame-pointer -fno-sanitize-recover=undefined
ifeq ($(VARIANT),)
    CFLAGS ?= -O2 -g
else ifeq ($(VARIANT),clang)
    CC = clang
    CFLAGS = -O2 -g
else ifeq ($(VARIANT),asan)
    CFLAGS = -g $(SANITIZE) -fsanitize=address,undefined
    HARDEN =
else ifeq ($(VARIANT),fuzz)
    CC = clang
    CFLAGS = -g $(SANITIZE) -fsanitize=address,undefined,fuzzer-no-link
    HARDEN =
else ifeq ($(VARIANT),cover)
    CFLAGS = -O0 -g --coverage
    HARDEN =
else ifeq ($(VARIANT),valgrind)
    CFLAGS = -O1 -g -DJIT_OFF
else
    $(error VARIANT is one of clang, asan, fuzz, cover, valgrind)
endif

# --- libraries and flags ----------------------------------------------------------------------------------------
packages = libpcre2-8 libpq zlib
found = $(if $(filter no,$(2)),,$(shell $(PKG_CONFIG) --exists $(1) && echo $(1)))
isal := $(call found,libisal,$(ISAL))
libarchive := $(call found,libarchive,$(LIBARCHIVE))
libyaml := $(call found,yaml-0.1,$(LIBYAML))
packages += $(isal) $(libarchive) $(libyaml)

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
    -Wcast-qual -Wvla -Wformat=2
ifneq ($(filter true,$(CI))$(filter yes,$(STRICT)),)
    WARNINGS += -Werror
endif
FLAGS = -std=c11 -D_GNU_SOURCE -I. -DDAGSIEVE_VERSION=\"$(VERSION)\" $(if $(isal),-DHAVE_ISAL) $(if $(libarchive),-DHAVE_LIBARCHIVE) $(if $(libyaml),-DHAVE_LIBYAML) $(if $(filter no,$(SIMD)),-DNO_SIMD) \
    $(WARNINGS) $(HARDEN) -fPIE $(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null) $(CFLAGS)
LINK = -pie -Wl,-z,relro,-z,now $(filter -fsanitize=% --coverage -fprofile-generate,$(CFLAGS)) $(LDFLAGS)
# Opened when they are first needed (parser/text/library.h), so not linked.
late = libpq $(libarchive)
LIBS = $(shell $(PKG_CONFIG) --libs $(filter-out $(late),$(packages)) 2>/dev/null) -lcsv -ldl

# --- what is made from what -------------------------------------------------------------------------------------
SOURCES = $(sort $(wildcard cmd/*.c parser/*/*.c sink/*/*.c))
SQL = $(sort $(wildcard sink/sql/*.sql))
EMBED = $(wildcard sink/sql/embed.awk)
OBJECTS = $(SOURCES:%.c=$(B)/%.o) $(if $(EMBED),$(if $(SQL),$(B)/sql.o))
ARCHIVE = $(B)/libdagsieve.a
TESTS = $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/test_*.c)))
HELPED = $(patsubst %.c,$(B)/%.o,$(sort $(filter-out tests/test_%,$(wildcard tests/*.c))))
HELPERS = $(if $(HELPED),$(B)/tests/helpers.a)
FUZZERS = $(patsubst tests/fuzz/%.c,$(B)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FAULTS = $(patsubst tests/fault/%.c,$(B)/fault/%.so,$(sort $(wildcard tests/fault/*.c)))

.PHONY: all lib tests test suite docs boards boards-preview boards-matrix fuzzers demo demo-stop torture image bench pgo truth accept fuzz asan clang valgrind cover install uninstall deb \
    clean help deps FORCE
.DELETE_ON_ERROR:
.SECONDARY:

## all: the program, build/dagsieve
all: $(B)/dagsieve

## lib: the archive the tests are linked with
lib: $(ARCHIVE)

## tests: builds the Criterion programs, runs none (make build/tests/test_NAME builds one)
tests: $(TESTS) $(FAULTS)

$(B)/dagsieve: $(B)/cmd/main.o $(ARCHIVE)
	@echo "link $@"
	$(Q)$(CC) $(LINK) -o $@ $^ $(LIBS)

# Tells dpkg-shlibdeps of the libraries that are not linked.
$(B)/late.so: $(B)/flags
	@echo "link $@"
	$(Q)$(CC) -shared -Wl,--no-as-needed -o $@ $(shell $(PKG_CONFIG) --libs $(late))

$(ARCHIVE): $(filter-out %/cmd/main.o,$(OBJECTS))
	@rm -f $@
	@echo "ar   $@"
	$(Q)$(AR) rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	@echo "cc   $@"
	$(Q)$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

# Bytes become records here, which is most of what the program does: 4 to 5 % fewer instructions.
$(B)/parser/%.o: private FLAGS += $(if $(filter -O2,$(CFLAGS)),-O3)
# Asked for only where the machine has it.
$(B)/parser/catalogue/prefilter_avx2.o $(B)/parser/text/content_hash_avx2.o: private FLAGS += $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),-mavx2 -mbmi)

# Criterion's macros are not written for -Wpedantic and -Wconversion's strictest reading.
$(B)/tests/%.o: private FLAGS += -Wno-missing-prototypes -Wno-pedantic

$(B)/sql.c: $(SQL) $(EMBED)
	@mkdir -p $(@D)
	awk -f $(EMBED) $(SQL) >$@

$(B)/sql.o: $(B)/sql.c $(B)/flags
	@echo "cc   $@"
	$(Q)$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/helpers.a: $(HELPED)
	@rm -f $@
	@echo "ar   $@"
	$(Q)$(AR) rcs $@ $^

$(B)/tests/test_%: $(B)/tests/test_%.o $(HELPERS) $(ARCHIVE)
	@echo "link $@"
	$(Q)$(CC) $(LINK) -o $@ $^ $(LIBS) -lcriterion

$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(ARCHIVE)
	@echo "link $@"
	$(Q)$(CC) $(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(B)/fault/%.so: tests/fault/%.c $(B)/flags
	@mkdir -p $(@D)
	@echo "cc   $@"
	$(Q)$(CC) $(filter-out -fPIE -fsanitize=% --coverage,$(FLAGS)) -Wno-pedantic -fPIC -shared -o $@ $< -ldl

# Other flags or another compiler than last time: everything is built again.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(FLAGS)' | cmp -s - $@ || echo '$(CC) $(FLAGS)' >$@

-include $(wildcard $(B)/*.d $(B)/*/*.d $(B)/*/*/*.d)

# --- trying it --------------------------------------------------------------------------------------------------
## test: installs or names what is missing, builds, runs every test; last line "N passed, N failed"
test:
	@tests/deps all
	@$(MAKE) suite

suite:
	@$(MAKE) -k all tests || true
	@tests/run $(B) $(TESTS)

## asan: every test under AddressSanitizer and UndefinedBehaviorSanitizer
asan:
	@$(MAKE) VARIANT=asan suite

## clang: every test, built by clang
clang:
	@$(MAKE) VARIANT=clang suite

## valgrind: every Criterion program and golden case under valgrind (slow)
valgrind:
	@$(MAKE) VARIANT=valgrind all tests
	@WRAP="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite" \
	    tests/run build/valgrind $(TESTS:build/%=build/valgrind/%)

## cover: which share of the lines the tests reach, by file
cover:
	@$(MAKE) VARIANT=cover suite
	@tests/cover build/cover

## fuzz: each fuzzing target for FUZZ_SECONDS (20) on what it has found so far
fuzz:
	@$(MAKE) VARIANT=fuzz fuzzers
	@tests/fuzz/run build/fuzz

fuzzers: $(FUZZERS)

## truth: what is read from the logs of real Airflow installations against what is known to be true of them
truth: all
	@tests/truth $(B)

## accept: writes the present output of each golden case as the expected one; look at the difference before a commit
accept: all
	@tests/golden $(B) accept

## image: the container image, built and run by buildah without a daemon (eight minutes)
image: all
	@DEPLOY_IMAGE=whole tests/deploy_image $(B)

## torture: every failpoint in every manner, attacks and dying servers three times, then kill -9 at random moments for TORTURE_SECONDS (600), on three servers at once
torture: all tests
	@FAULT_NUMBERS=all tests/failpoints $(B)
	@for round in 1 2 3; do tests/attack $(B) && tests/away $(B) && tests/dying $(B) || exit 1; done
	@tests/torture $(B) $(or $(TORTURE_SECONDS),600) 3

## bench: the budgets, measured side by side
bench: all
	@tests/bench/run $(B)

## pgo: builds THEN (all; deb) by what a run of the program over the benchmark's corpora showed: gcc only, 7 to 11 % fewer instructions
THEN ?= all
pgo:
	@rm -rf $(B)/profile
	@$(MAKE) all CFLAGS='$(CFLAGS) -fprofile-generate -fprofile-dir=$(abspath $(B))/profile'
	@tests/bench/train $(B) $(B)/profile/corpora
	@$(MAKE) $(THEN) CFLAGS='$(CFLAGS) -fprofile-use -fprofile-dir=$(abspath $(B))/profile -fprofile-partial-training -Wno-missing-profile'

## docs: writes the sections of docs/dagsieve.1 that come from cmd/options.def
docs: all
	@$(B)/dagsieve help --man >$(B)/man
	@awk -v made=$(B)/man '/^\.Sh COMMANDS/ { while ((getline line <made) > 0) print line; made_here = 1 } \
	    /^\.Sh EXIT STATUS/ { made_here = 0 } !made_here' docs/dagsieve.1 >$(B)/dagsieve.1
	@cp $(B)/dagsieve.1 docs/dagsieve.1

## boards: writes what deploy/grafana ships (dashboards, alerts, provisioning) from deploy/grafana/source
boards:
	@node deploy/grafana/source/make.mjs

## boards-preview: the boards of the operator, of failures and sweeps as pages that need no Grafana, with real query results; and their pictures (Chromium)
boards-preview: all
	@tests/deps page || true
	@tests/grafana/preview $(B)

## boards-matrix: every board on every screen over every range with every kind of data: what cannot be read, numbers that are not the database's (about 20 minutes)
boards-matrix: all
	@tests/deps page || true
	@tests/grafana/matrix $(B)

## demo: a throw-away PostgreSQL with 45 nights of a platform loaded; prints what was found and how to go on
demo:
	@tests/deps build postgresql page
	@$(MAKE) all
	@tests/demo start $(B)

## demo-stop: ends the throw-away PostgreSQL and removes it
demo-stop:
	@tests/demo stop $(B)

## deps: installs what building and testing need (apt), or says what is missing where it may not
deps:
	@tests/deps all

# --- installing -------------------------------------------------------------------------------------------------
bindir = $(DESTDIR)$(PREFIX)/bin
mandir = $(DESTDIR)$(PREFIX)/share/man/man1
bashdir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_FOLDER ?= $(PREFIX)/share/zsh/site-functions
zshdir = $(DESTDIR)$(ZSH_FOLDER)
fishdir = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

## install: program, man page and completions below DESTDIR and PREFIX (/usr/local)
install: all
	install -d $(bindir) $(mandir) $(bashdir) $(zshdir) $(fishdir)
	install $(B)/dagsieve $(bindir)/dagsieve
	install -m 644 docs/dagsieve.1 $(mandir)/dagsieve.1
	$(B)/dagsieve help --bash >$(bashdir)/dagsieve
	$(B)/dagsieve help --zsh >$(zshdir)/_dagsieve
	$(B)/dagsieve help --fish >$(fishdir)/dagsieve.fish

## uninstall: removes these again
uninstall:
	rm -f $(bindir)/dagsieve $(mandir)/dagsieve.1 $(bashdir)/dagsieve $(zshdir)/_dagsieve $(fishdir)/dagsieve.fish

## deb: a Debian package of what install puts down, with units, schema, boards and manifests: build/dagsieve_VERSION_ARCH.deb
deb: all $(B)/late.so
	@deploy/debian/build $(B) $(VERSION)

## clean: removes build/
clean:
	rm -rf build

## help: this list
help:
	@awk -F ': ' '/^## / { sub(/^## /, ""); printf "make %-14s %s\n", $$1, substr($$0, length($$1) + 3) }' Makefile
