# What others link: the client and the words on its socket.
noinst_LIBRARIES += libsubmit.a
libsubmit_a_SOURCES = \
	src/submit/submit_client.c \
	src/submit/submit_client.h \
	src/submit/submit_envelope.c \
	src/submit/submit_envelope.h \
	src/submit/submit_wire.c \
	src/submit/submit_wire.h

# What is told to an SMTP server and what it tells, without I/O.
noinst_LIBRARIES += libsmtp.a
libsmtp_a_SOURCES = \
	src/submit/submit_answer.c \
	src/submit/submit_answer.h \
	src/submit/submit_lines.c \
	src/submit/submit_lines.h

libexec_PROGRAMS += fumikura-submit
fumikura_submit_SOURCES = \
	src/submit/main.c \
	src/submit/submit_command.c \
	src/submit/submit_command.h \
	src/submit/submit_dialogue.c \
	src/submit/submit_dialogue.h \
	src/submit/submit_request.c \
	src/submit/submit_request.h \
	src/submit/submit_server.c \
	src/submit/submit_server.h \
	src/submit/submit_smtp.c \
	src/submit/submit_smtp.h \
	src/submit/submit_transport.h
fumikura_submit_LDADD = libsmtp.a libsubmit.a libproc.a libconfig.a libaccount.a \
	libcrypto.a libio.a libbase.a $(CURL_LIBS) $(CONFUSE_LIBS) $(OPENSSL_LIBS)
