SIEVE_CASE = tests/unit/sieve/sieve_case.c tests/unit/sieve/sieve_case.h
SIEVE_LIBS = libfsieve.a libmime.a libbase.a
check_PROGRAMS += tests/unit/sieve/test_sieve_actions
tests_unit_sieve_test_sieve_actions_SOURCES = \
	tests/unit/sieve/test_sieve_actions.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_actions_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_actions_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_code
tests_unit_sieve_test_sieve_code_SOURCES = \
	tests/unit/sieve/test_sieve_code.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_code_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_code_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_control
tests_unit_sieve_test_sieve_control_SOURCES = \
	tests/unit/sieve/test_sieve_control.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_control_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_control_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_match
tests_unit_sieve_test_sieve_match_SOURCES = \
	tests/unit/sieve/test_sieve_match.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_match_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_match_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_run
tests_unit_sieve_test_sieve_run_SOURCES = \
	tests/unit/sieve/test_sieve_run.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_run_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_date
tests_unit_sieve_test_sieve_date_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_parts
tests_unit_sieve_test_sieve_parts_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_regex
tests_unit_sieve_test_sieve_regex_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_rewrite
tests_unit_sieve_test_sieve_rewrite_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_variables
tests_unit_sieve_test_sieve_variables_SOURCES = \
	tests/unit/sieve/test_sieve_variables.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_variables_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_variables_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/sieve/test_sieve_program
tests_unit_sieve_test_sieve_program_SOURCES = \
	tests/unit/sieve/test_sieve_program.c $(SIEVE_CASE)
tests_unit_sieve_test_sieve_program_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_unit_sieve_test_sieve_program_LDADD = $(SIEVE_LIBS) $(CMOCKA_LIBS)
