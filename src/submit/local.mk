# What others link: the client and the words on its socket.
noinst_LIBRARIES += libsubmit.a
libsubmit_a_SOURCES = \
	src/submit/submit_client.c \
	src/submit/submit_client.h \
	src/submit/submit_wire.c \
	src/submit/submit_wire.h

libexec_PROGRAMS += fumikura-submit
fumikura_submit_SOURCES = \
	src/submit/main.c \
	src/submit/submit_command.c \
	src/submit/submit_command.h \
	src/submit/submit_request.c \
	src/submit/submit_request.h \
	src/submit/submit_server.c \
	src/submit/submit_server.h \
	src/submit/submit_smtp.c \
	src/submit/submit_smtp.h \
	src/submit/submit_transport.h
fumikura_submit_LDADD = libsubmit.a libproc.a libconfig.a libaccount.a \
	libcrypto.a libio.a libbase.a $(CURL_LIBS) $(CONFUSE_LIBS) $(OPENSSL_LIBS)
