noinst_LIBRARIES += libmanagesieve.a
libmanagesieve_a_SOURCES = \
	src/managesieve/ms_capability.c \
	src/managesieve/ms_capability.h \
	src/managesieve/ms_check.c \
	src/managesieve/ms_check.h \
	src/managesieve/ms_cmd_any.c \
	src/managesieve/ms_cmd_change.c \
	src/managesieve/ms_cmd_script.c \
	src/managesieve/ms_command.h \
	src/managesieve/ms_commands.c \
	src/managesieve/ms_commands.h \
	src/managesieve/ms_input.c \
	src/managesieve/ms_input.h \
	src/managesieve/ms_reply.c \
	src/managesieve/ms_reply.h \
	src/managesieve/ms_session.c \
	src/managesieve/ms_session.h

libexec_PROGRAMS += fumikura-managesieve
fumikura_managesieve_SOURCES = src/managesieve/main.c
fumikura_managesieve_LDADD = libmanagesieve.a libstore.a libfsieve.a \
	libcrypto.a libquota.a libwire.a libproc.a libmaildir.a libaccount.a \
	libconfig.a libindex.a libmime.a libio.a libbase.a $(LMDB_LIBS) \
	$(SQLITE_LIBS) $(CONFUSE_LIBS) $(CRYPT_LIBS) $(PCRE2_LIBS)
