noinst_LIBRARIES += libgate.a
libgate_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
libgate_a_SOURCES = \
	src/gate/gate.c \
	src/gate/gate.h \
	src/gate/gate_attempt.c \
	src/gate/gate_attempt.h \
	src/gate/gate_auth.c \
	src/gate/gate_auth.h \
	src/gate/gate_away.c \
	src/gate/gate_away.h \
	src/gate/gate_conn.c \
	src/gate/gate_conn.h \
	src/gate/gate_conn_login.c \
	src/gate/gate_conn_login.h \
	src/gate/gate_conn_priv.h \
	src/gate/gate_gather.c \
	src/gate/gate_gather.h \
	src/gate/gate_handoff.c \
	src/gate/gate_handoff.h \
	src/gate/gate_imap.c \
	src/gate/gate_imap_cmd.c \
	src/gate/gate_imap_cmd.h \
	src/gate/gate_io.c \
	src/gate/gate_io.h \
	src/gate/gate_linger.c \
	src/gate/gate_linger.h \
	src/gate/gate_outbox.c \
	src/gate/gate_outbox.h \
	src/gate/gate_park.c \
	src/gate/gate_park.h \
	src/gate/gate_peer.c \
	src/gate/gate_peer.h \
	src/gate/gate_pop3.c \
	src/gate/gate_protocol.h \
	src/gate/gate_question.c \
	src/gate/gate_question.h \
	src/gate/gate_relay.c \
	src/gate/gate_relay.h \
	src/gate/gate_sasl.c \
	src/gate/gate_sasl.h \
	src/gate/gate_secret.c \
	src/gate/gate_secret.h \
	src/gate/gate_server.c \
	src/gate/gate_server.h \
	src/gate/gate_sieve.c \
	src/gate/gate_stream.c \
	src/gate/gate_stream.h \
	src/gate/gate_talk.c

libexec_PROGRAMS += fumikura-gate
fumikura_gate_SOURCES = src/gate/main.c
fumikura_gate_LDADD = libgate.a libwire.a libproc.a libaccount.a libtls.a \
	libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(EVENT_LIBS) $(CONFUSE_LIBS) $(SQLITE_LIBS)
