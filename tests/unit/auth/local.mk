AUTH_TEST_LIBS = \
	libauth.a libaccount.a libconfig.a libcrypto.a libio.a libbase.a \
	$(EVENT_LIBS) $(CONFUSE_LIBS) $(CURL_LIBS) $(JWT_LIBS) \
	$(SOURCE_LIBS) $(CRYPT_LIBS) $(ARGON2_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/auth/test_auth_cache \
	tests/unit/auth/test_auth_authdaemon_parse \
	tests/unit/auth/test_auth_authdaemon_write \
	tests/unit/auth/test_auth_chain \
	tests/unit/auth/test_auth_check \
	tests/unit/auth/test_auth_bearer \
	tests/unit/auth/test_auth_digest \
	tests/unit/auth/test_auth_introspect \
	tests/unit/auth/test_auth_jwt \
	tests/unit/auth/test_auth_key \
	tests/unit/auth/test_auth_lmtp \
	tests/unit/auth/test_auth_grants \
	tests/unit/auth/test_auth_logins \
	tests/unit/auth/test_auth_mech \
	tests/unit/auth/test_auth_penalty \
	tests/unit/auth/test_auth_protocol \
	tests/unit/auth/test_auth_prover \
	tests/unit/auth/test_auth_question \
	tests/unit/auth/test_auth_policy_parse \
	tests/unit/auth/test_auth_relay_table \
	tests/unit/auth/test_auth_socketmap_parse \
	tests/unit/auth/test_auth_scram \
	tests/unit/auth/test_auth_source \
	tests/unit/auth/test_auth_token
tests_unit_auth_test_auth_grants_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_logins_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_protocol_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_question_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_check_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_bearer_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_digest_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_jwt_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_scram_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_token_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_mech_LDADD = $(AUTH_TEST_LIBS) $(GSASL_LIBS)
tests_unit_auth_test_auth_penalty_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_cache_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_authdaemon_parse_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_authdaemon_write_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_policy_parse_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_relay_table_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_socketmap_parse_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_chain_SOURCES = \
	tests/unit/auth/chains.h \
	tests/unit/auth/test_auth_chain.c
tests_unit_auth_test_auth_chain_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_introspect_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_key_SOURCES = \
	tests/unit/auth/chains.h \
	tests/unit/auth/test_auth_key.c
tests_unit_auth_test_auth_key_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_lmtp_SOURCES = \
	tests/unit/auth/chains.h \
	tests/unit/auth/test_auth_lmtp.c
tests_unit_auth_test_auth_lmtp_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_source_SOURCES = \
	tests/unit/auth/chains.h \
	tests/unit/auth/test_auth_source.c
tests_unit_auth_test_auth_source_LDADD = $(AUTH_TEST_LIBS)
tests_unit_auth_test_auth_prover_SOURCES = \
	tests/unit/auth/chains.h \
	tests/unit/auth/test_auth_prover.c
tests_unit_auth_test_auth_prover_LDADD = $(AUTH_TEST_LIBS)
