check_PROGRAMS += tests/unit/master/test_login
tests_unit_master_test_login_SOURCES = tests/unit/master/test_login.c \
	src/master/login.c src/master/login_limit.c src/master/pending.c \
	src/master/session_table.c
tests_unit_master_test_login_LDADD = libproc.a libconfig.a libstats.a libio.a \
	libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
