/* SPDX-License-Identifier: MIT */
/*
 * The session cache is off: a resumption goes by ticket, which costs no memory
 * here, and one ticket per connection is enough for a mail program. With
 * SSL_MODE_RELEASE_BUFFERS an idle connection holds about 14 KiB instead of 46.
 */
#include "tls/tls_context.h"

#include "base/x.h"
#include "tls/tls_context_priv.h"
#include "tls/tls_err.h"
#include "tls/tls_openssl.h"

/* TLS 1.2; the suites of TLS 1.3 are good as they come. */
static const char ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

static bool set_rules(SSL_CTX *ctx)
{
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION |
					 SSL_OP_NO_COMPRESSION |
					 SSL_OP_CLEANSE_PLAINTEXT |
					 SSL_OP_IGNORE_UNEXPECTED_EOF |
					 SSL_OP_CIPHER_SERVER_PREFERENCE |
					 SSL_OP_PRIORITIZE_CHACHA);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS |
				      SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* A record's header and body in one system call. */
	SSL_CTX_set_read_ahead(ctx, 1);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(ctx, ciphers) == 1 &&
	       SSL_CTX_set_num_tickets(ctx, 1) == 1;
}

bool tls_context_new(const char *cert_path, const char *key_path,
		     struct tls_context **out, struct err *err)
{
	struct tls_context *context = x_calloc(1, sizeof(*context));
	const char *failed = NULL;

	*out = context;
	context->ctx = SSL_CTX_new(TLS_server_method());
	if (!context->ctx || !set_rules(context->ctx))
		failed = "setting up TLS";
	else if (SSL_CTX_use_certificate_chain_file(context->ctx, cert_path) !=
		 1)
		failed = cert_path;
	else if (SSL_CTX_use_PrivateKey_file(context->ctx, key_path,
					     SSL_FILETYPE_PEM) != 1 ||
		 SSL_CTX_check_private_key(context->ctx) != 1)
		failed = key_path;
	if (!failed)
		return true;
	tls_context_free(out);
	return tls_err_set(err, ERR_CORRUPT, failed);
}

void tls_context_free(struct tls_context **context)
{
	if (*context)
		SSL_CTX_free((*context)->ctx);
	free(*context);
	*context = NULL;
}
