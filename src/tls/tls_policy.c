/* SPDX-License-Identifier: MIT */
/*
 * The server's order decides among ciphers, so that the ECDSA certificate is
 * preferred in TLS 1.2 too; but a client that has ChaCha20 first gets it.
 */
#include "tls/tls_policy.h"

#include "base/auto.h"
#include "base/span.h"
#include "base/x.h"
#include "config/config.h"
#include "tls/tls_err.h"

struct policy {
	const char *name;
	int min_protocol;
	const char *ciphers;
	const char *suites;
	const char *groups;
};

#define ECDHE_AES_128                                                          \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
#define ECDHE_AES_256                                                          \
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
#define ECDHE_CHACHA20                                                         \
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
#define DHE_AES                                                                \
	"DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"                 \
	"DHE-RSA-CHACHA20-POLY1305"
#define ECDHE_USUAL  ECDHE_AES_128 ":" ECDHE_AES_256 ":" ECDHE_CHACHA20
#define ECDHE_STRONG ECDHE_AES_256 ":" ECDHE_CHACHA20 ":" ECDHE_AES_128
#define SUITES_USUAL                                                           \
	"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"                       \
	"TLS_CHACHA20_POLY1305_SHA256"
#define SUITES_STRONG                                                          \
	"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"                 \
	"TLS_AES_128_GCM_SHA256"

static const struct policy policies[] = {
	{ .name = "intermediate",
	  .min_protocol = TLS1_2_VERSION,
	  .ciphers = ECDHE_USUAL,
	  .suites = SUITES_USUAL,
	  .groups = "X25519:P-256:P-384" },
	{ .name = "modern",
	  .min_protocol = TLS1_3_VERSION,
	  .ciphers = ECDHE_USUAL, /* of use with tls_min_protocol only */
	  .suites = SUITES_USUAL,
	  .groups = "X25519:P-256:P-384" },
	{ .name = "cryptrec",
	  .min_protocol = TLS1_2_VERSION,
	  .ciphers = ECDHE_USUAL ":" DHE_AES,
	  .suites = SUITES_USUAL,
	  .groups = "P-256:X25519:P-384:P-521" },
	{ .name = "cryptrec-high",
	  .min_protocol = TLS1_2_VERSION,
	  .ciphers = ECDHE_STRONG,
	  .suites = SUITES_STRONG,
	  .groups = "P-256:X25519:P-384:P-521" },
};

/* No SHA-1. ECDSA first: with two certificates it is the one of TLS 1.3. */
static const char signatures[] =
	"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:"
	"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
	"rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
	"RSA+SHA256:RSA+SHA384:RSA+SHA512";

static const struct policy *policy_of(const struct config *config)
{
	for (size_t i = 0; i < ARRAY_LEN(policies); i++)
		if (span_eq(span_of(config->tls_policy),
			    span_of(policies[i].name)))
			return &policies[i];
	return &policies[0];
}

static int min_protocol(const struct config *config, const struct policy *p)
{
	struct span word = span_of(config->tls_min_protocol);

	if (span_eq(word, SPAN("TLSv1.2")))
		return TLS1_2_VERSION;
	return span_eq(word, SPAN("TLSv1.3")) ? TLS1_3_VERSION
					      : p->min_protocol;
}

static const char *value(const char *setting, const char *preset)
{
	return setting[0] ? setting : preset;
}

static bool set_dh(SSL_CTX *ctx, const char *path)
{
	EVP_PKEY *params;
	BIO *bio;

	if (!*path)
		return SSL_CTX_set_dh_auto(ctx, 1) == 1;
	bio = BIO_new_file(path, "r");
	params = bio ? PEM_read_bio_Parameters(bio, NULL) : NULL;
	BIO_free(bio);
	if (params && SSL_CTX_set0_tmp_dh_pkey(ctx, params) == 1)
		return true;
	EVP_PKEY_free(params);
	return false;
}

/* OpenSSL's own macros cast the const away, of which clang warns. */
static bool set_list(SSL_CTX *ctx, int which, const char *list)
{
	auto_free char *copy = x_strdup(list);

	return SSL_CTX_ctrl(ctx, which, 0, copy) == 1;
}

bool tls_policy_apply(const struct config *config, SSL_CTX *ctx,
		      struct err *err)
{
	const struct policy *p = policy_of(config);
	const char *failed = NULL;

	ERR_clear_error();
	if (SSL_CTX_set_min_proto_version(ctx, min_protocol(config, p)) != 1 ||
	    !set_list(ctx, SSL_CTRL_SET_SIGALGS_LIST, signatures))
		failed = "tls_policy";
	else if (SSL_CTX_set_cipher_list(
			 ctx, value(config->tls_ciphers, p->ciphers)) != 1)
		failed = "tls_ciphers";
	else if (SSL_CTX_set_ciphersuites(
			 ctx, value(config->tls_ciphersuites, p->suites)) != 1)
		failed = "tls_ciphersuites";
	else if (!set_list(ctx, SSL_CTRL_SET_GROUPS_LIST,
			   value(config->tls_groups, p->groups)))
		failed = "tls_groups";
	else if (!set_dh(ctx, config->tls_dh_params))
		failed = "tls_dh_params";
	return !failed || tls_err_set(err, ERR_CORRUPT, failed);
}
