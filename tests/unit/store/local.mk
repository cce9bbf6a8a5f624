STORE_TEST_LIBS = libstore.a libcrypto.a libquota.a libmaildir.a libaccount.a \
	libconfig.a libindex.a libmime.a libio.a libbase.a $(CMOCKA_LIBS) \
	$(LMDB_LIBS) $(SQLITE_LIBS)
STORE_FIXTURE = tests/unit/store/fixture.c tests/unit/store/fixture.h

check_PROGRAMS += \
	tests/unit/store/test_store_across \
	tests/unit/store/test_store_agree \
	tests/unit/store/test_store_append \
	tests/unit/store/test_store_batch \
	tests/unit/store/test_store_change \
	tests/unit/store/test_store_compact \
	tests/unit/store/test_store_crash \
	tests/unit/store/test_store_folder \
	tests/unit/store/test_store_foreign \
	tests/unit/store/test_store_identity \
	tests/unit/store/test_store_import \
	tests/unit/store/test_store_keywords \
	tests/unit/store/test_store_links \
	tests/unit/store/test_store_sizes \
	tests/unit/store/test_store_metadata \
	tests/unit/store/test_store_objectid \
	tests/unit/store/test_store_once \
	tests/unit/store/test_store_quota \
	tests/unit/store/test_store_ranks \
	tests/unit/store/test_store_rows \
	tests/unit/store/test_store_script \
	tests/unit/store/test_store_search \
	tests/unit/store/test_store_seen \
	tests/unit/store/test_store_share \
	tests/unit/store/test_store_since \
	tests/unit/store/test_store_still \
	tests/unit/store/test_store_sync \
	tests/unit/store/test_store_txn
tests_unit_store_test_store_agree_SOURCES = \
	tests/unit/store/test_store_agree.c $(STORE_FIXTURE)
tests_unit_store_test_store_agree_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_across_SOURCES = \
	tests/unit/store/test_store_across.c $(STORE_FIXTURE)
tests_unit_store_test_store_across_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_script_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_batch_SOURCES = \
	tests/unit/store/test_store_batch.c $(STORE_FIXTURE)
tests_unit_store_test_store_batch_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_append_SOURCES = \
	tests/unit/store/test_store_append.c $(STORE_FIXTURE)
tests_unit_store_test_store_append_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_change_SOURCES = \
	tests/unit/store/test_store_change.c $(STORE_FIXTURE)
tests_unit_store_test_store_change_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_compact_SOURCES = \
	tests/unit/store/test_store_compact.c $(STORE_FIXTURE)
tests_unit_store_test_store_compact_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_crash_SOURCES = \
	tests/unit/store/test_store_crash.c $(STORE_FIXTURE)
tests_unit_store_test_store_crash_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_foreign_SOURCES = \
	tests/unit/store/test_store_foreign.c $(STORE_FIXTURE)
tests_unit_store_test_store_foreign_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_folder_SOURCES = \
	tests/unit/store/test_store_folder.c $(STORE_FIXTURE)
tests_unit_store_test_store_folder_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_identity_SOURCES = \
	tests/unit/store/test_store_identity.c $(STORE_FIXTURE)
tests_unit_store_test_store_identity_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_import_SOURCES = \
	tests/unit/store/test_store_import.c $(STORE_FIXTURE)
tests_unit_store_test_store_import_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_keywords_SOURCES = \
	tests/unit/store/test_store_keywords.c $(STORE_FIXTURE)
tests_unit_store_test_store_keywords_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_links_SOURCES = \
	tests/unit/store/test_store_links.c $(STORE_FIXTURE)
tests_unit_store_test_store_links_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_sizes_SOURCES = \
	tests/unit/store/test_store_sizes.c $(STORE_FIXTURE)
tests_unit_store_test_store_sizes_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_metadata_SOURCES = \
	tests/unit/store/test_store_metadata.c $(STORE_FIXTURE)
tests_unit_store_test_store_metadata_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_objectid_SOURCES = \
	tests/unit/store/test_store_objectid.c $(STORE_FIXTURE)
tests_unit_store_test_store_objectid_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_quota_SOURCES = \
	tests/unit/store/test_store_quota.c $(STORE_FIXTURE)
tests_unit_store_test_store_quota_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_ranks_SOURCES = \
	tests/unit/store/test_store_ranks.c $(STORE_FIXTURE)
tests_unit_store_test_store_ranks_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_rows_SOURCES = tests/unit/store/test_store_rows.c
tests_unit_store_test_store_rows_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_search_SOURCES = \
	tests/unit/store/test_store_search.c $(STORE_FIXTURE)
tests_unit_store_test_store_search_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_seen_SOURCES = \
	tests/unit/store/test_store_seen.c $(STORE_FIXTURE)
tests_unit_store_test_store_seen_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_share_SOURCES = \
	tests/unit/store/test_store_share.c $(STORE_FIXTURE)
tests_unit_store_test_store_share_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_still_SOURCES = \
	tests/unit/store/test_store_still.c $(STORE_FIXTURE)
tests_unit_store_test_store_still_LDADD = $(STORE_TEST_LIBS)

tests_unit_store_test_store_sync_SOURCES = \
	tests/unit/store/test_store_sync.c $(STORE_FIXTURE)
tests_unit_store_test_store_sync_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_once_SOURCES = \
	tests/unit/store/test_store_once.c $(STORE_FIXTURE)
tests_unit_store_test_store_once_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_txn_SOURCES = \
	tests/unit/store/test_store_txn.c $(STORE_FIXTURE)
tests_unit_store_test_store_txn_LDADD = $(STORE_TEST_LIBS)
tests_unit_store_test_store_since_SOURCES = \
	tests/unit/store/test_store_since.c $(STORE_FIXTURE)
tests_unit_store_test_store_since_LDADD = $(STORE_TEST_LIBS)
