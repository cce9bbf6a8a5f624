noinst_LIBRARIES += libpop3.a
libpop3_a_SOURCES = \
	src/pop3/pop3_cmd_capa.c \
	src/pop3/pop3_cmd_list.c \
	src/pop3/pop3_cmd_mark.c \
	src/pop3/pop3_cmd_read.c \
	src/pop3/pop3_command.h \
	src/pop3/pop3_commands.c \
	src/pop3/pop3_commands.h \
	src/pop3/pop3_drop.c \
	src/pop3/pop3_drop.h \
	src/pop3/pop3_lock.c \
	src/pop3/pop3_lock.h \
	src/pop3/pop3_reply.c \
	src/pop3/pop3_reply.h \
	src/pop3/pop3_send.c \
	src/pop3/pop3_send.h \
	src/pop3/pop3_session.c \
	src/pop3/pop3_session.h \
	src/pop3/pop3_uidl.c \
	src/pop3/pop3_uidl.h

libexec_PROGRAMS += fumikura-pop3
fumikura_pop3_SOURCES = src/pop3/main.c
fumikura_pop3_LDADD = libpop3.a libstore.a libcrypto.a libquota.a libwire.a libproc.a \
	libmaildir.a libaccount.a libconfig.a libindex.a libmime.a libio.a \
	libbase.a $(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) $(CRYPT_LIBS)
