noinst_LIBRARIES += libtls.a
libtls_a_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
libtls_a_SOURCES = \
	src/tls/tls_answer.c \
	src/tls/tls_answer.h \
	src/tls/tls_binding.c \
	src/tls/tls_binding.h \
	src/tls/tls_client.c \
	src/tls/tls_client.h \
	src/tls/tls_context.c \
	src/tls/tls_context.h \
	src/tls/tls_context_priv.h \
	src/tls/tls_door.c \
	src/tls/tls_door.h \
	src/tls/tls_err.c \
	src/tls/tls_err.h \
	src/tls/tls_identity.c \
	src/tls/tls_identity.h \
	src/tls/tls_identity_priv.h \
	src/tls/tls_keys.h \
	src/tls/tls_layer.c \
	src/tls/tls_layer.h \
	src/tls/tls_openssl.h \
	src/tls/tls_policy.c \
	src/tls/tls_policy.h \
	src/tls/tls_provider.c \
	src/tls/tls_provider.h \
	src/tls/tls_remote.c \
	src/tls/tls_remote.h \
	src/tls/tls_selfmade.c \
	src/tls/tls_selfmade.h \
	src/tls/tls_sign.c \
	src/tls/tls_sign.h \
	src/tls/tls_sni.c \
	src/tls/tls_sni.h \
	src/tls/tls_socket.c \
	src/tls/tls_socket.h \
	src/tls/tls_stream.c \
	src/tls/tls_stream.h \
	src/tls/tls_stream_priv.h \
	src/tls/tls_ticket.c \
	src/tls/tls_ticket.h
