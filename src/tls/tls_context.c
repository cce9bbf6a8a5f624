/* SPDX-License-Identifier: MIT */
/*
 * The session cache is off: a resumption goes by ticket (tls_ticket), which
 * costs no memory here. With
 * SSL_MODE_RELEASE_BUFFERS an idle connection holds about 14 KiB instead of 46.
 */
#include "tls/tls_context.h"

#include <fcntl.h>

#include "base/auto.h"
#include "base/span.h"
#include "base/x.h"
#include "config/config.h"
#include "io/file.h"
#include "tls/tls_context_priv.h"
#include "tls/tls_err.h"
#include "tls/tls_identity_priv.h"
#include "tls/tls_openssl.h"
#include "tls/tls_policy.h"
#include "tls/tls_sni.h"

enum {
	CA_MAX = 16 * 1024 * 1024
};

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
	/* Until tls_ticket_serve. */
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	return SSL_CTX_set_num_tickets(ctx, 0) == 1;
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

/* A ticket tells who the client was: of no use once other authorities are
 * trusted, or others are revoked. */
static bool set_id(SSL_CTX *ctx, const struct config *config,
		   enum tls_context_clients clients)
{
	unsigned char id[SHA256_DIGEST_LENGTH] = { 0 };
	auto_buf struct buf text;
	struct err unread;

	buf_init(&text, CA_MAX);
	if (clients != TLS_CONTEXT_ANONYMOUS &&
	    !file_read(AT_FDCWD, config->tls_client_ca, &text, &unread))
		return false;
	buf_add_char(&text, (char)('0' + clients));
	return EVP_Q_digest(NULL, "SHA256", NULL, text.ptr, text.len, id,
			    NULL) == 1 &&
	       SSL_CTX_set_session_id_context(ctx, id, sizeof(id)) == 1;
}

static bool set_clients(SSL_CTX *ctx, const char *ca,
			enum tls_context_clients clients)
{
	STACK_OF(X509_NAME) * names;
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);

	if (clients == TLS_CONTEXT_ANONYMOUS)
		return true;
	names = SSL_load_client_CA_file(ca);
	if (!names || X509_STORE_load_file(store, ca) != 1) {
		sk_X509_NAME_pop_free(names, X509_NAME_free);
		return false;
	}
	SSL_CTX_set_client_CA_list(ctx, names);
	if (has_revocation_list(store))
		X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	if (clients == TLS_CONTEXT_KNOWN)
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, pass_untrusted);
	else
		SSL_CTX_set_verify(
			ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			NULL);
	return true;
}

static bool open_site(struct tls_site *site, const struct config *config,
		      enum tls_context_clients clients, struct err *err)
{
	site->ctx = SSL_CTX_new(TLS_server_method());
	if (!site->ctx || !set_rules(site->ctx))
		return tls_err_set(err, ERR_CORRUPT, "setting up TLS");
	if (!tls_policy_apply(config, site->ctx, err))
		return false;
	return (set_clients(site->ctx, config->tls_client_ca, clients) &&
		set_id(site->ctx, config, clients)) ||
	       tls_err_set(err, ERR_CORRUPT, config->tls_client_ca);
}

static bool has_names(const struct tls_context *context, const char *names)
{
	return context->count > 0 &&
	       span_eq(span_of(context->site[context->count - 1].names),
		       span_of(names));
}

/* Identities with the same names follow each other. */
static bool add_identity(struct tls_context *context,
			 const struct tls_identity *one,
			 const struct config *config,
			 enum tls_context_clients clients, struct err *err)
{
	struct tls_site *site;

	if (!has_names(context, one->names)) {
		context->site =
			x_realloc_array(context->site, context->count + 1,
					sizeof(*context->site));
		site = &context->site[context->count++];
		*site = (struct tls_site){ .names = x_strdup(one->names) };
		if (!open_site(site, config, clients, err))
			return false;
	}
	site = &context->site[context->count - 1];
	if (SSL_CTX_use_cert_and_key(site->ctx, one->leaf, one->key, one->chain,
				     0) == 1)
		return true;
	tls_err_set(err, ERR_CORRUPT, "using a certificate");
	return *one->names && err_detail(err, "local_name \"%s\"", one->names);
}

bool tls_context_new(const struct config *config,
		     const struct tls_identities *identities,
		     enum tls_context_clients clients, struct tls_context **out,
		     struct err *err)
{
	struct tls_context *context = x_calloc(1, sizeof(*context));

	*out = context;
	ERR_clear_error();
	for (size_t i = 0; i < identities->count; i++) {
		if (add_identity(context, &identities->one[i], config, clients,
				 err))
			continue;
		tls_context_free(out);
		return false;
	}
	tls_sni_serve(context);
	return true;
}

void tls_context_free(struct tls_context **context)
{
	for (size_t i = 0; *context && i < (*context)->count; i++) {
		SSL_CTX_free((*context)->site[i].ctx);
		free((*context)->site[i].names);
	}
	if (*context)
		free((*context)->site);
	free(*context);
	*context = NULL;
}
