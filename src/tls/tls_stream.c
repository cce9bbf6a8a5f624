/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL reports trouble through a queue per thread and errno, so both are
 * emptied before each call; else a leftover of one connection would end
 * another.
 */
#include "tls/tls_stream.h"

#include <errno.h>

#include "base/x.h"
#include "tls/tls_context_priv.h"
#include "tls/tls_openssl.h"
#include "tls/tls_socket.h"
#include "tls/tls_stream_priv.h"

struct tls_stream *tls_stream_new(const struct tls_context *context, int fd)
{
	struct tls_stream *s = x_calloc(1, sizeof(*s));
	BIO *bio = tls_socket_new(fd);

	s->ssl = SSL_new(context->site[0].ctx);
	if (!s->ssl || !bio) {
		BIO_free(bio);
		ERR_clear_error();
		tls_stream_free(&s);
		return NULL;
	}
	SSL_set_bio(s->ssl, bio, bio);
	SSL_set_accept_state(s->ssl);
	return s;
}

void tls_stream_free(struct tls_stream **stream)
{
	if (*stream)
		SSL_free((*stream)->ssl);
	free(*stream);
	*stream = NULL;
}

static void prepare(void)
{
	ERR_clear_error();
	errno = 0;
}

static enum tls_stream_step step_of(struct tls_stream *s, int result)
{
	switch (SSL_get_error(s->ssl, result)) {
	case SSL_ERROR_NONE:
		return TLS_STREAM_DONE;
	case SSL_ERROR_WANT_READ:
		return TLS_STREAM_WANT_READ;
	case SSL_ERROR_WANT_WRITE:
		return TLS_STREAM_WANT_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return TLS_STREAM_EOF;
	default:
		s->failed = true;
		return TLS_STREAM_FAILED;
	}
}

enum tls_stream_step tls_stream_handshake(struct tls_stream *s)
{
	if (s->failed)
		return TLS_STREAM_FAILED;
	prepare();
	return step_of(s, SSL_do_handshake(s->ssl));
}

enum tls_stream_step tls_stream_read(struct tls_stream *s, void *to,
				     size_t space, size_t *out_len)
{
	*out_len = 0;
	if (s->failed)
		return TLS_STREAM_FAILED;
	prepare();
	return step_of(s, SSL_read_ex(s->ssl, to, space, out_len));
}

enum tls_stream_step tls_stream_write(struct tls_stream *s, const void *from,
				      size_t len, size_t *out_len)
{
	*out_len = 0;
	if (s->failed)
		return TLS_STREAM_FAILED;
	prepare();
	return step_of(s, SSL_write_ex(s->ssl, from, len, out_len));
}

bool tls_stream_has_input(const struct tls_stream *s)
{
	return s->failed || SSL_has_pending(s->ssl) == 1 ||
	       SSL_get_shutdown(s->ssl) & SSL_RECEIVED_SHUTDOWN;
}

void tls_stream_end(struct tls_stream *s)
{
	if (s->failed || !SSL_is_init_finished(s->ssl))
		return;
	prepare();
	/* A socket that takes no alert now is one whose peer won't miss it. */
	(void)SSL_shutdown(s->ssl);
}

const char *tls_stream_version(const struct tls_stream *s)
{
	return SSL_get_version(s->ssl);
}

const char *tls_stream_cipher(const struct tls_stream *s)
{
	return SSL_get_cipher_name(s->ssl);
}
