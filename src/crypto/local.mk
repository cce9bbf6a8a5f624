noinst_LIBRARIES += libcrypto.a
libcrypto_a_SOURCES = \
	src/crypto/crypto_digest.c \
	src/crypto/crypto_digest.h \
	src/crypto/crypto_password.c \
	src/crypto/crypto_password.h \
	src/crypto/crypto_random.c \
	src/crypto/crypto_random.h \
	src/crypto/crypto_secret.c \
	src/crypto/crypto_secret.h
libcrypto_a_CFLAGS = $(AM_CFLAGS) $(CRYPT_CFLAGS) $(ARGON2_CFLAGS)
