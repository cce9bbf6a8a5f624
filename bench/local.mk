# benchmark programs: built by `make bench` only
EXTRA_PROGRAMS += bench/store-own
bench_store_own_SOURCES = bench/bench.c bench/bench.h \
	bench/bench_delivery.c bench/bench_folder.c bench/store.c
bench_store_own_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
bench_store_own_LDADD = libstore.a libquota.a libmaildir.a libaccount.a \
	libconfig.a libindex.a libmime.a libcrypto.a libio.a libbase.a \
	$(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS)
EXTRA_PROGRAMS += bench/sieve-own
bench_sieve_own_SOURCES = bench/sieve.c bench/sieve_libsieve.h
bench_sieve_own_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
bench_sieve_own_LDADD = libfsieve.a libmime.a libbase.a
if LIBSIEVE
bench_sieve_own_SOURCES += bench/sieve_libsieve.c
bench_sieve_own_LDADD += $(LIBSIEVE_LIBS)
endif
EXTRA_PROGRAMS += bench/way
bench_way_SOURCES = bench/way.c
bench_way_LDADD = libio.a libbase.a

.PHONY: bench
bench: all
	$(MAKE) $(AM_MAKEFLAGS) bench/store-own bench/sieve-own bench/way
