noinst_LIBRARIES += liblmtp.a
liblmtp_a_SOURCES = \
	src/lmtp/lmtp_apop.c \
	src/lmtp/lmtp_apop.h \
	src/lmtp/lmtp_client.c \
	src/lmtp/lmtp_client.h \
	src/lmtp/lmtp_crowd.c \
	src/lmtp/lmtp_crowd.h \
	src/lmtp/lmtp_data.c \
	src/lmtp/lmtp_data.h \
	src/lmtp/lmtp_deliver.c \
	src/lmtp/lmtp_deliver.h \
	src/lmtp/lmtp_input.c \
	src/lmtp/lmtp_input.h \
	src/lmtp/lmtp_line.c \
	src/lmtp/lmtp_line.h \
	src/lmtp/lmtp_outcome.c \
	src/lmtp/lmtp_outcome.h \
	src/lmtp/lmtp_parse.c \
	src/lmtp/lmtp_parse.h \
	src/lmtp/lmtp_peer.c \
	src/lmtp/lmtp_peer.h \
	src/lmtp/lmtp_quit.c \
	src/lmtp/lmtp_quit.h \
	src/lmtp/lmtp_reply.c \
	src/lmtp/lmtp_reply.h \
	src/lmtp/lmtp_room.c \
	src/lmtp/lmtp_room.h \
	src/lmtp/lmtp_session.c \
	src/lmtp/lmtp_session.h \
	src/lmtp/lmtp_transaction.c \
	src/lmtp/lmtp_transaction.h

libexec_PROGRAMS += fumikura-lmtp
fumikura_lmtp_SOURCES = \
	src/lmtp/lmtp_pool.c \
	src/lmtp/lmtp_pool.h \
	src/lmtp/lmtp_worker.c \
	src/lmtp/lmtp_worker.h \
	src/lmtp/main.c
fumikura_lmtp_LDADD = liblmtp.a libtls.a libdeliver.a libfsieve.a libsubmit.a libstore.a \
	libquota.a libproc.a libmaildir.a libaccount.a libcrypto.a libconfig.a \
	libindex.a libmime.a libio.a libbase.a $(OPENSSL_LIBS) $(LMDB_LIBS) \
	$(SQLITE_LIBS) $(CONFUSE_LIBS) $(CRYPT_LIBS) $(PCRE2_LIBS)
