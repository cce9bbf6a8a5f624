/* SPDX-License-Identifier: MIT */
/*
 * The session cache is off: a resumption goes by ticket, which costs no memory
 * here, and one ticket per connection is enough for a mail program. With
 * SSL_MODE_RELEASE_BUFFERS an idle connection holds about 14 KiB instead of 46.
 */
#include "tls/tls_context.h"

#include "base/span.h"
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

enum tls_context_clients tls_context_clients(const char *word)
{
	struct span text = span_of(word);

	if (span_eq(text, SPAN("required")))
		return TLS_CONTEXT_CERTIFIED;
	return span_eq(text, SPAN("optional")) ? TLS_CONTEXT_KNOWN
					       : TLS_CONTEXT_ANONYMOUS;
}

/* The client goes on, but nobody will ask it who it is. */
static int pass_untrusted(int trusted, X509_STORE_CTX *check)
{
	(void)trusted;
	(void)check;
	return 1;
}

static bool has_revocation_list(X509_STORE *store)
{
	const STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);

	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++)
		if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) ==
		    X509_LU_CRL)
			return true;
	return false;
}

static bool set_clients(SSL_CTX *ctx, const struct tls_context_options *options)
{
	static const unsigned char id[] = "fumikura";
	STACK_OF(X509_NAME) * names;
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);

	if (options->clients == TLS_CONTEXT_ANONYMOUS)
		return true;
	names = SSL_load_client_CA_file(options->client_ca);
	if (!names || X509_STORE_load_file(store, options->client_ca) != 1) {
		sk_X509_NAME_pop_free(names, X509_NAME_free);
		return false;
	}
	SSL_CTX_set_client_CA_list(ctx, names);
	if (has_revocation_list(store))
		X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	if (options->clients == TLS_CONTEXT_KNOWN)
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, pass_untrusted);
	else
		SSL_CTX_set_verify(
			ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			NULL);
	/* Without it a ticket of a client with a certificate is an error. */
	return SSL_CTX_set_session_id_context(ctx, id, sizeof(id) - 1) == 1;
}

bool tls_context_new(const struct tls_context_options *options,
		     struct tls_context **out, struct err *err)
{
	struct tls_context *context = x_calloc(1, sizeof(*context));
	const char *failed = NULL;

	*out = context;
	context->ctx = SSL_CTX_new(TLS_server_method());
	if (!context->ctx || !set_rules(context->ctx))
		failed = "setting up TLS";
	else if (SSL_CTX_use_certificate_chain_file(context->ctx,
						    options->cert) != 1)
		failed = options->cert;
	else if (SSL_CTX_use_PrivateKey_file(context->ctx, options->key,
					     SSL_FILETYPE_PEM) != 1 ||
		 SSL_CTX_check_private_key(context->ctx) != 1)
		failed = options->key;
	else if (!set_clients(context->ctx, options))
		failed = options->client_ca;
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
