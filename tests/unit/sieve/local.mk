SIEVE_CASE = tests/unit/sieve/sieve_case.c tests/unit/sieve/sieve_case.h
SIEVE_LIBS = libfsieve.a libmime.a libbase.a
check_PROGRAMS += tests/unit/sieve/test_sieve_run
tests_unit_sieve_test_sieve_run_SOURCES = \
	tests/unit/sieve/test_sieve_run.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_run_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
