check_PROGRAMS += tests/unit/submit/test_submit_wire
tests_unit_submit_test_submit_wire_LDADD = libsubmit.a libbase.a $(CMOCKA_LIBS)
