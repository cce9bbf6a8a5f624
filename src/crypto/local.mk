noinst_LIBRARIES += libcrypto.a
libcrypto_a_SOURCES = \
	src/crypto/crypto_compute.c \
	src/crypto/crypto_compute.h \
	src/crypto/crypto_cram.c \
	src/crypto/crypto_cram.h \
	src/crypto/crypto_crypt.c \
	src/crypto/crypto_crypt.h \
	src/crypto/crypto_digest.c \
	src/crypto/crypto_digest.h \
	src/crypto/crypto_hash.c \
	src/crypto/crypto_hash.h \
	src/crypto/crypto_password.c \
	src/crypto/crypto_password.h \
	src/crypto/crypto_password_make.c \
	src/crypto/crypto_prep.c \
	src/crypto/crypto_prep.h \
	src/crypto/crypto_random.c \
	src/crypto/crypto_random.h \
	src/crypto/crypto_scheme.c \
	src/crypto/crypto_scheme.h \
	src/crypto/crypto_scram.c \
	src/crypto/crypto_scram.h \
	src/crypto/crypto_secret.c \
	src/crypto/crypto_secret.h \
	src/crypto/crypto_stored.c \
	src/crypto/crypto_stored.h \
	src/crypto/crypto_verifier.c \
	src/crypto/crypto_verifier.h \
	src/crypto/crypto_windows.c \
	src/crypto/crypto_windows.h
libcrypto_a_CFLAGS = $(AM_CFLAGS) $(CRYPT_CFLAGS) $(ARGON2_CFLAGS) \
	$(NETTLE_CFLAGS) $(IDN_CFLAGS)
