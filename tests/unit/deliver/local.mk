DELIVER_TEST_LIBS = libdeliver.a libfsieve.a libmime.a libcrypto.a libio.a libbase.a \
	$(NETTLE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/deliver/test_deliver_actions \
	tests/unit/deliver/test_deliver_bounce \
	tests/unit/deliver/test_deliver_dsn \
	tests/unit/deliver/test_deliver_kept \
	tests/unit/deliver/test_deliver_notify \
	tests/unit/deliver/test_deliver_program \
	tests/unit/deliver/test_deliver_qmail \
	tests/unit/deliver/test_deliver_reply \
	tests/unit/deliver/test_deliver_vacation
tests_unit_deliver_test_deliver_actions_SOURCES = \
	tests/unit/deliver/test_deliver_actions.c $(STORE_FIXTURE)
tests_unit_deliver_test_deliver_actions_LDADD = libdeliver.a libsubmit.a \
	libstore.a libfsieve.a libquota.a libmaildir.a libaccount.a libconfig.a \
	libindex.a libmime.a libcrypto.a libio.a libbase.a $(NETTLE_LIBS) \
	$(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
tests_unit_deliver_test_deliver_bounce_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_dsn_LDADD = libdeliver.a libsubmit.a libbase.a \
	$(CMOCKA_LIBS)
tests_unit_deliver_test_deliver_kept_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_notify_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_program_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_qmail_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_reply_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_vacation_LDADD = libdeliver.a libfsieve.a \
	libstore.a libquota.a libmaildir.a libaccount.a libconfig.a \
	libindex.a libmime.a libcrypto.a libio.a libbase.a $(NETTLE_LIBS) \
	$(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
