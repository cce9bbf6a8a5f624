libexec_PROGRAMS += fumikura-keys
fumikura_keys_SOURCES = \
	src/keys/keys_server.c \
	src/keys/keys_server.h \
	src/keys/main.c
fumikura_keys_CFLAGS = $(AM_CFLAGS)
fumikura_keys_LDADD = libtls.a libproc.a libconfig.a libaccount.a libio.a \
	libbase.a $(OPENSSL_LIBS) $(CONFUSE_LIBS)
