check_PROGRAMS += tests/unit/base/test_span tests/unit/base/test_b64 \
	tests/unit/base/test_buf \
	tests/unit/base/test_hash tests/unit/base/test_hex tests/unit/base/test_network \
	tests/unit/base/test_ranges \
	tests/unit/base/test_utf8 tests/unit/base/test_xtext
tests_unit_base_test_xtext_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_span_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_b64_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_buf_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_hash_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_hex_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_ranges_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_utf8_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_base_test_network_LDADD = libbase.a $(CMOCKA_LIBS)
