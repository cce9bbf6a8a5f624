check_PROGRAMS += \
	tests/unit/index/test_index \
	tests/unit/index/test_index_message \
	tests/unit/index/test_index_txn
INDEX_TEST_LIBS = libindex.a libio.a libbase.a $(LMDB_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/unit/index/index_fixture.h
tests_unit_index_test_index_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_message_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_txn_LDADD = $(INDEX_TEST_LIBS)
