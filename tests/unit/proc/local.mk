check_PROGRAMS += \
	tests/unit/proc/test_confined \
	tests/unit/proc/test_isolation \
	tests/unit/proc/test_parked \
	tests/unit/proc/test_sandbox_calls \
	tests/unit/proc/test_sight \
	tests/unit/proc/test_starter \
	tests/unit/proc/test_to_master \
	tests/unit/proc/test_trace_blank \
	tests/unit/proc/test_visitors \
	tests/unit/proc/test_workers
tests_unit_proc_test_confined_LDADD = libproc.a libaccount.a libconfig.a \
	libio.a libbase.a $(CONFUSE_LIBS) $(SECCOMP_LIBS) $(CMOCKA_LIBS)
tests_unit_proc_test_isolation_LDADD = libproc.a libaccount.a libconfig.a \
	libio.a libbase.a $(CONFUSE_LIBS) $(SECCOMP_LIBS) $(CMOCKA_LIBS)
tests_unit_proc_test_parked_LDADD = libproc.a libstats.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_proc_test_sandbox_calls_LDADD = libproc.a libbase.a $(CMOCKA_LIBS)
tests_unit_proc_test_sight_LDADD = libproc.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_proc_test_starter_LDADD = libproc.a libconfig.a libstats.a libio.a \
	libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
tests_unit_proc_test_trace_blank_LDADD = libproc.a libio.a libbase.a \
	$(CMOCKA_LIBS)
tests_unit_proc_test_visitors_LDADD = libproc.a libbase.a $(CMOCKA_LIBS)
tests_unit_proc_test_workers_LDADD = libproc.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_proc_test_to_master_LDADD = libproc.a libio.a libbase.a \
	$(CMOCKA_LIBS)
