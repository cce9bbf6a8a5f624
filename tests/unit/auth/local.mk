AUTH_TEST_LIBS = \
	libauth.a libaccount.a libcrypto.a libbase.a $(EVENT_LIBS) \
	$(SOURCE_LIBS) $(CRYPT_LIBS) $(ARGON2_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/auth/test_auth_check \
	tests/unit/auth/test_auth_logins \
	tests/unit/auth/test_auth_protocol \
	tests/unit/auth/test_auth_question
tests_unit_auth_test_auth_logins_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_protocol_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_question_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_check_LDADD = $(AUTH_TEST_LIBS)
