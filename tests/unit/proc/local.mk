check_PROGRAMS += \
	tests/unit/proc/test_parked
tests_unit_proc_test_parked_LDADD = libproc.a libstats.a libio.a libbase.a $(CMOCKA_LIBS)
