check_PROGRAMS += \
	tests/unit/account/test_account \
	tests/unit/account/test_account_access \
	tests/unit/account/test_account_address \
	tests/unit/account/test_account_apop \
	tests/unit/account/test_account_authdaemond \
	tests/unit/account/test_account_checkpassword \
	tests/unit/account/test_account_client \
	tests/unit/account/test_account_ldap_text \
	tests/unit/account/test_account_passwdfile \
	tests/unit/account/test_account_sql \
	tests/unit/account/test_account_sqlite \
	tests/unit/account/test_account_static \
	tests/unit/account/test_account_system \
	tests/unit/account/test_account_vpopmail \
	tests/unit/account/test_account_wire
tests_unit_account_test_account_LDADD = \
	libaccount.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_apop_LDADD = \
	libaccount.a libcrypto.a libbase.a $(CRYPT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_sqlite_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_wire_LDADD = \
	libaccount.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_client_LDADD = \
	libaccount.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_passwdfile_SOURCES = \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_passwdfile.c
tests_unit_account_test_account_passwdfile_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_ldap_text_LDADD = \
	libaccount.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_sql_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_vpopmail_SOURCES = \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_vpopmail.c
tests_unit_account_test_account_vpopmail_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_address_LDADD = \
	libaccount.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_access_LDADD = \
	libaccount.a libbase.a $(CMOCKA_LIBS)
tests_unit_account_test_account_authdaemond_SOURCES = \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_authdaemond.c
tests_unit_account_test_account_authdaemond_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_checkpassword_SOURCES = \
	tests/unit/account/helpers.h \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_checkpassword.c
tests_unit_account_test_account_checkpassword_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_static_SOURCES = \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_static.c
tests_unit_account_test_account_static_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
tests_unit_account_test_account_system_SOURCES = \
	tests/unit/account/helpers.h \
	tests/unit/account/sources.h \
	tests/unit/account/test_account_system.c
tests_unit_account_test_account_system_LDADD = \
	$(ACCOUNT_LIBS) $(CMOCKA_LIBS)
