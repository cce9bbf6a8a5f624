noinst_LIBRARIES += libwire.a
libwire_a_SOURCES = \
	src/wire/wire_imap.c \
	src/wire/wire_imap.h \
	src/wire/wire_pop3.c \
	src/wire/wire_pop3.h \
	src/wire/wire_sieve.c \
	src/wire/wire_sieve.h
