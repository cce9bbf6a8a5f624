IMAP_TEST_LIBS = libimap.a libdeliver.a libfsieve.a libsubmit.a libstore.a libcrypto.a libquota.a libwire.a libproc.a \
	libmaildir.a libaccount.a libconfig.a libindex.a libmime.a libio.a \
	libbase.a $(CMOCKA_LIBS) $(LMDB_LIBS) $(ZLIB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) $(PCRE2_LIBS)

check_PROGRAMS += \
	tests/unit/imap/test_imap_args \
	tests/unit/imap/test_imap_deflate \
	tests/unit/imap/test_imap_flags \
	tests/unit/imap/test_imap_partial \
	tests/unit/imap/test_imap_pattern \
	tests/unit/imap/test_imap_record \
	tests/unit/imap/test_imap_search \
	tests/unit/imap/test_imap_set
tests_unit_imap_test_imap_args_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_deflate_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_flags_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_partial_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_pattern_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_record_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_search_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_set_LDADD = $(IMAP_TEST_LIBS)
IMAP_PEER = tests/unit/imap/peer.c tests/unit/imap/peer.h
check_PROGRAMS += \
	tests/unit/imap/test_imap_commands \
	tests/unit/imap/test_imap_session
tests_unit_imap_test_imap_commands_SOURCES = \
	tests/unit/imap/test_imap_commands.c $(IMAP_PEER)
tests_unit_imap_test_imap_session_SOURCES = \
	tests/unit/imap/test_imap_session.c $(IMAP_PEER)
tests_unit_imap_test_imap_commands_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_session_LDADD = $(IMAP_TEST_LIBS)
check_PROGRAMS += \
	tests/unit/imap/test_cmd_fetch \
	tests/unit/imap/test_fetch_binary \
	tests/unit/imap/test_imap_url \
	tests/unit/imap/test_fetch_parse \
	tests/unit/imap/test_fetch_section
tests_unit_imap_test_cmd_fetch_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_imap_url_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_fetch_binary_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_fetch_parse_LDADD = $(IMAP_TEST_LIBS)
tests_unit_imap_test_fetch_section_LDADD = $(IMAP_TEST_LIBS)
check_PROGRAMS += tests/unit/imap/test_imap_list_parse
tests_unit_imap_test_imap_list_parse_LDADD = $(IMAP_TEST_LIBS)
check_PROGRAMS += tests/unit/imap/test_imap_resync
tests_unit_imap_test_imap_resync_LDADD = $(IMAP_TEST_LIBS)
check_PROGRAMS += tests/unit/imap/test_imap_notify_parse
tests_unit_imap_test_imap_notify_parse_LDADD = $(IMAP_TEST_LIBS)
check_PROGRAMS += tests/unit/imap/test_imap_sources
tests_unit_imap_test_imap_sources_LDADD = $(IMAP_TEST_LIBS)
