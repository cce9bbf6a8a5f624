check_PROGRAMS += \
	tests/unit/crypto/test_crypto_digest \
	tests/unit/crypto/test_crypto_password \
	tests/unit/crypto/test_crypto_prep \
	tests/unit/crypto/test_crypto_secret \
	tests/unit/crypto/test_crypto_verifier
tests_unit_crypto_test_crypto_digest_LDADD = \
	libcrypto.a libbase.a $(CMOCKA_LIBS)
tests_unit_crypto_test_crypto_password_LDADD = \
	libcrypto.a libbase.a $(CRYPT_LIBS) $(ARGON2_LIBS) $(CMOCKA_LIBS)
tests_unit_crypto_test_crypto_secret_LDADD = \
	libcrypto.a libbase.a $(CMOCKA_LIBS)
tests_unit_crypto_test_crypto_prep_LDADD = \
	libcrypto.a libbase.a $(CRYPT_LIBS) $(CMOCKA_LIBS)
tests_unit_crypto_test_crypto_verifier_LDADD = \
	libcrypto.a libbase.a $(CRYPT_LIBS) $(CMOCKA_LIBS)
