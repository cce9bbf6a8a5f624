check_PROGRAMS += \
	tests/unit/maildir/test_md_acl \
	tests/unit/maildir/test_md_acl_list \
	tests/unit/maildir/test_md_export \
	tests/unit/maildir/test_md_facts \
	tests/unit/maildir/test_md_facts_mend \
	tests/unit/maildir/test_md_folder \
	tests/unit/maildir/test_md_import \
	tests/unit/maildir/test_md_import_courier \
	tests/unit/maildir/test_md_import_dovecot \
	tests/unit/maildir/test_md_import_keywords \
	tests/unit/maildir/test_md_import_pop \
	tests/unit/maildir/test_md_keywords \
	tests/unit/maildir/test_md_known \
	tests/unit/maildir/test_md_name \
	tests/unit/maildir/test_md_renaming \
	tests/unit/maildir/test_md_scan \
	tests/unit/maildir/test_md_subscriptions \
	tests/unit/maildir/test_md_time \
	tests/unit/maildir/test_md_uid
EXTRA_DIST += tests/unit/maildir/root_fixture.h
tests_unit_maildir_test_md_facts_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_facts_mend_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_folder_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_import_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_import_courier_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_import_dovecot_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_import_keywords_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_keywords_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_known_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_name_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_renaming_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_scan_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_subscriptions_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_time_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_uid_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_acl_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_acl_list_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_export_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_maildir_test_md_import_pop_LDADD = \
	libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
