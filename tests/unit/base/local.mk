check_PROGRAMS += tests/unit/base/test_span tests/unit/base/test_b64
tests_unit_base_test_span_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_b64_LDADD = libbase.a $(CMOCKA_LIBS)
