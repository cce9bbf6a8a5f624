/* SPDX-License-Identifier: MIT */
/* The names H, A1, A2 and KD are those of RFC 2831 2.1.2.1. */
#include "auth/auth_digest.h"

#include "crypto/crypto_secret.h"

enum {
	MD5_SIZE = 16
};

static const struct {
	const char *name;
	bool needed;
} fields[] = {
	[AUTH_DIGEST_USERNAME] = { "username", true },
	[AUTH_DIGEST_REALM] = { "realm", false },
	[AUTH_DIGEST_NONCE] = { "nonce", true },
	[AUTH_DIGEST_CNONCE] = { "cnonce", true },
	[AUTH_DIGEST_COUNT] = { "nc", true },
	[AUTH_DIGEST_QOP] = { "qop", false },
	[AUTH_DIGEST_URI] = { "digest-uri", true },
	[AUTH_DIGEST_RESPONSE] = { "response", true },
	[AUTH_DIGEST_CHARSET] = { "charset", false },
	[AUTH_DIGEST_AUTHZID] = { "authzid", false },
};

void auth_digest_init(struct auth_digest *digest)
{
	*digest = (struct auth_digest){ .has = { false } };
	for (unsigned i = 0; i < AUTH_DIGEST_FIELDS; i++)
		buf_init(&digest->field[i], AUTH_DIGEST_RESPONSE_MAX);
}

void auth_digest_release(struct auth_digest *digest)
{
	for (unsigned i = 0; i < AUTH_DIGEST_FIELDS; i++)
		buf_release(&digest->field[i]);
}

static void skip_space(struct span *text)
{
	while (text->len && strchr(" \t\r\n", text->ptr[0]) && text->ptr[0])
		*text = span_from(*text, 1);
}

/* RFC 2616 2.2 */
static bool is_token(char c)
{
	return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?={}", c);
}

static struct span take_token(struct span *text)
{
	size_t n = 0;
	struct span token;

	while (n < text->len && is_token(text->ptr[n]))
		n++;
	token = span_first(*text, n);
	*text = span_from(*text, n);
	return token;
}

static bool take_quoted(struct span *text, struct buf *out)
{
	for (size_t i = 1; i < text->len; i++) {
		if (text->ptr[i] == '"') {
			*text = span_from(*text, i + 1);
			return true;
		}
		if (text->ptr[i] == '\\' && ++i == text->len)
			return false;
		if (text->ptr[i] == '\0')
			return false;
		buf_add_char(out, text->ptr[i]);
	}
	return false;
}

static bool take_value(struct span *text, struct buf *out)
{
	if (text->len && text->ptr[0] == '"')
		return take_quoted(text, out);
	buf_add(out, take_token(text));
	return out->len > 0;
}

static bool keep(struct auth_digest *digest, struct span name,
		 const struct buf *value)
{
	for (unsigned i = 0; i < AUTH_DIGEST_FIELDS; i++) {
		if (!span_eq_nocase(name, span_of(fields[i].name)))
			continue;
		if (digest->has[i])
			return false;
		digest->has[i] = true;
		buf_add(&digest->field[i], buf_span(value));
	}
	return true;
}

/* name "=" ( token | quoted ), with commas and white space around */
static bool take_field(struct span *text, struct auth_digest *digest,
		       struct buf *value)
{
	struct span name = take_token(text);

	buf_reset(value);
	skip_space(text);
	if (!name.len || !text->len || text->ptr[0] != '=')
		return false;
	*text = span_from(*text, 1);
	skip_space(text);
	if (!take_value(text, value) || !keep(digest, name, value))
		return false;
	skip_space(text);
	return !text->len || text->ptr[0] == ',';
}

static bool has_needed(const struct auth_digest *digest)
{
	for (unsigned i = 0; i < AUTH_DIGEST_FIELDS; i++)
		if (fields[i].needed && !digest->has[i])
			return false;
	return true;
}

bool auth_digest_parse(struct span text, struct auth_digest *out)
{
	struct buf value;
	bool ok = text.len <= AUTH_DIGEST_RESPONSE_MAX;

	buf_init(&value, AUTH_DIGEST_RESPONSE_MAX);
	while (ok && text.len) {
		skip_space(&text);
		if (text.len && text.ptr[0] == ',')
			text = span_from(text, 1);
		else if (text.len)
			ok = take_field(&text, out, &value);
	}
	buf_release(&value);
	return ok && has_needed(out);
}

static struct span field(const struct auth_digest *digest,
			 enum auth_digest_field which)
{
	return buf_span(&digest->field[which]);
}

static void hash_hex(const struct span *parts, size_t count,
		     char out[AUTH_DIGEST_HEX])
{
	uint8_t hash[MD5_SIZE];

	crypto_hash_make(CRYPTO_HASH_MD5, parts, count, hash);
	crypto_hash_hex(hash, MD5_SIZE, out);
	crypto_secret_wipe(hash, sizeof(hash));
}

/* H(A1): H({ H(user:realm:password), ":", nonce, ":", cnonce [":" authzid] })
 */
static void hash_a1(const struct auth_digest *digest,
		    const uint8_t ha1[CRYPTO_VERIFIER_HA1],
		    char out[AUTH_DIGEST_HEX])
{
	const struct span parts[] = {
		span_make(ha1, CRYPTO_VERIFIER_HA1), SPAN(":"),
		field(digest, AUTH_DIGEST_NONCE),    SPAN(":"),
		field(digest, AUTH_DIGEST_CNONCE),   SPAN(":"),
		field(digest, AUTH_DIGEST_AUTHZID),
	};

	/* An empty one is none: GNU SASL's client sends it so. */
	hash_hex(parts, field(digest, AUTH_DIGEST_AUTHZID).len ? 7 : 5, out);
}

/* H(A2): the server's has no "AUTHENTICATE". */
static void hash_a2(const struct auth_digest *digest,
		    enum auth_digest_side side, char out[AUTH_DIGEST_HEX])
{
	const struct span parts[] = {
		side == AUTH_DIGEST_CLIENT ? SPAN("AUTHENTICATE:") : SPAN(":"),
		field(digest, AUTH_DIGEST_URI),
	};

	hash_hex(parts, 2, out);
}

void auth_digest_compute(const struct auth_digest *digest,
			 const uint8_t ha1[CRYPTO_VERIFIER_HA1],
			 enum auth_digest_side side, char out[AUTH_DIGEST_HEX])
{
	char a1[AUTH_DIGEST_HEX], a2[AUTH_DIGEST_HEX];
	struct span parts[11];

	hash_a1(digest, ha1, a1);
	hash_a2(digest, side, a2);
	for (unsigned i = 1; i < ARRAY_LEN(parts); i += 2)
		parts[i] = SPAN(":");
	parts[0] = span_of(a1);
	parts[2] = field(digest, AUTH_DIGEST_NONCE);
	parts[4] = field(digest, AUTH_DIGEST_COUNT);
	parts[6] = field(digest, AUTH_DIGEST_CNONCE);
	parts[8] = SPAN("auth");
	parts[10] = span_of(a2);
	hash_hex(parts, ARRAY_LEN(parts), out);
	crypto_secret_wipe(a1, sizeof(a1));
}
