check_PROGRAMS += \
	tests/unit/index/test_index \
	tests/unit/index/test_index_blob \
	tests/unit/index/test_index_dump \
	tests/unit/index/test_index_env \
	tests/unit/index/test_index_folder \
	tests/unit/index/test_index_log \
	tests/unit/index/test_index_message \
	tests/unit/index/test_index_record \
	tests/unit/index/test_index_txn \
	tests/unit/index/test_index_uids \
	tests/unit/index/test_index_verify
INDEX_TEST_LIBS = libindex.a libio.a libbase.a $(LMDB_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/unit/index/index_fixture.h
tests_unit_index_test_index_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_blob_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_dump_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_env_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_folder_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_log_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_message_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_record_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_txn_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_uids_LDADD = $(INDEX_TEST_LIBS)
tests_unit_index_test_index_verify_LDADD = $(INDEX_TEST_LIBS)
