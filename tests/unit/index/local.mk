INDEX_TESTS = \
	tests/unit/index/test_index_message
check_PROGRAMS += $(INDEX_TESTS)
INDEX_TEST_LIBS = libindex.a libio.a libbase.a $(LMDB_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/unit/index/index_fixture.h
tests_unit_index_test_index_message_LDADD = $(INDEX_TEST_LIBS)
