/* SPDX-License-Identifier: MIT */
#include "tls/tls_sign.h"

#include "tls/tls_err.h"
#include "tls/tls_identity_priv.h"

struct scheme {
	uint32_t number;
	const char *type;
	const char *digest; /* NULL: the key's own */
	bool pss;
};

static const struct scheme schemes[] = {
	{ .number = 0x0403, .type = "EC", .digest = "SHA256" },
	{ .number = 0x0503, .type = "EC", .digest = "SHA384" },
	{ .number = 0x0603, .type = "EC", .digest = "SHA512" },
	{ .number = 0x0804, .type = "RSA", .digest = "SHA256", .pss = true },
	{ .number = 0x0805, .type = "RSA", .digest = "SHA384", .pss = true },
	{ .number = 0x0806, .type = "RSA", .digest = "SHA512", .pss = true },
	{ .number = 0x0401, .type = "RSA", .digest = "SHA256" },
	{ .number = 0x0501, .type = "RSA", .digest = "SHA384" },
	{ .number = 0x0601, .type = "RSA", .digest = "SHA512" },
	{ .number = 0x0807, .type = "ED25519" },
};

static bool is_digest(const char *wanted, const char *name)
{
	const EVP_MD *md = name && *name ? EVP_get_digestbyname(name) : NULL;

	if (!wanted || !md)
		return !wanted && !md;
	return EVP_MD_is_a(md, wanted);
}

uint32_t tls_sign_scheme(const char *type, const char *digest, bool pss)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (span_eq(span_of(type), span_of(schemes[i].type)) &&
		    pss == schemes[i].pss &&
		    is_digest(schemes[i].digest, digest))
			return schemes[i].number;
	return 0;
}

static const struct scheme *find(uint32_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (schemes[i].number == number)
			return &schemes[i];
	return NULL;
}

/* A vector with its length in that many bytes before it. */
static bool skip_vector(struct span *text, size_t width)
{
	size_t len = 0;

	if (text->len < width)
		return false;
	for (size_t i = 0; i < width; i++)
		len = len << 8 | (uint8_t)text->ptr[i];
	if (len == 0 || text->len - width < len)
		return false;
	*text = span_from(*text, width + len);
	return true;
}

static bool is_ecdhe(struct span text)
{
	if (text.len < 3 || text.ptr[0] != 3) /* named_curve */
		return false;
	text = span_from(text, 3);
	return skip_vector(&text, 1) && text.len == 0;
}

static bool is_dhe(struct span text)
{
	return skip_vector(&text, 2) && skip_vector(&text, 2) &&
	       skip_vector(&text, 2) && text.len == 0;
}

static bool is_exchange(struct span text)
{
	enum {
		RANDOMS = 2 * 32
	};

	if (text.len <= RANDOMS)
		return false;
	text = span_from(text, RANDOMS);
	return is_ecdhe(text) || is_dhe(text);
}

static bool is_verify(struct span text)
{
	static const char context[] = "TLS 1.3, server CertificateVerify";
	enum {
		SPACES = 64,
		HEAD = SPACES + sizeof(context), /* with its NUL */
	};

	if (text.len != HEAD + 32 && text.len != HEAD + 48)
		return false;
	for (size_t i = 0; i < SPACES; i++)
		if (text.ptr[i] != ' ')
			return false;
	return memcmp(text.ptr + SPACES, context, sizeof(context)) == 0;
}

bool tls_sign_is_handshake(struct span text, uint32_t scheme)
{
	const struct scheme *s = find(scheme);

	if (!s)
		return false;
	/* RFC 8446 4.2.3: no PKCS #1 in TLS 1.3. */
	if (is_verify(text))
		return s->pss || !span_eq(span_of(s->type), SPAN("RSA"));
	return is_exchange(text);
}

static bool sign(EVP_MD_CTX *ctx, const struct scheme *s, EVP_PKEY *key,
		 struct span text, uint8_t *out, size_t *out_len)
{
	EVP_PKEY_CTX *how;

	if (EVP_DigestSignInit_ex(ctx, &how, s->digest, NULL, NULL, key,
				  NULL) != 1)
		return false;
	if (s->pss &&
	    (EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) <= 0 ||
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) <=
		     0))
		return false;
	*out_len = TLS_SIGN_MAX;
	return EVP_DigestSign(ctx, out, out_len, (const uint8_t *)text.ptr,
			      text.len) == 1;
}

bool tls_sign(const struct tls_identity *one, uint32_t scheme, struct span text,
	      uint8_t out[TLS_SIGN_MAX], size_t *out_len, struct err *err)
{
	const struct scheme *s = find(scheme);
	EVP_MD_CTX *ctx;
	bool done;

	if (!s || !EVP_PKEY_is_a(one->key, s->type) ||
	    !tls_sign_is_handshake(text, scheme))
		return err_set(err, ERR_DENIED, "not to be signed");
	ERR_clear_error();
	ctx = EVP_MD_CTX_new();
	done = ctx && sign(ctx, s, one->key, text, out, out_len);
	EVP_MD_CTX_free(ctx);
	return done || tls_err_set(err, ERR_TEMP, "signing");
}
