/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_stored.h"

#include "base/auto.h"
#include "base/b64.h"
#include "base/hex.h"
#include "base/num.h"
#include "crypto/crypto_cram.h"
#include "crypto/crypto_scram.h"
#include "crypto/crypto_secret.h"

enum {
	PBKDF2_ROUNDS_MAX = 10000000,
	PASSWORD_LENGTH_MAX = 65535,
	NS_MTA_MD5_LEN = 64,
	WINDOWS_LEN = 16
};

static bool is_hex(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (hex_digit(text.ptr[i]) < 0)
			return false;
	return text.len % 2 == 0;
}

static void add_hex(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i += 2)
		buf_add_char(out, (char)hex_byte(span_from(text, i)));
}

/* How many bytes its hashes have; 0: that differs. */
static size_t fixed_len(const struct crypto_scheme *scheme)
{
	switch (scheme->kind) {
	case CRYPTO_KIND_HASH:
	case CRYPTO_KIND_DIGEST_MD5:
		return crypto_hash_size(scheme->hash);
	case CRYPTO_KIND_CRAM_MD5:
		return CRYPTO_CRAM_SIZE;
	case CRYPTO_KIND_NS_MTA_MD5:
		return NS_MTA_MD5_LEN;
	case CRYPTO_KIND_LANMAN:
	case CRYPTO_KIND_NTLM:
	case CRYPTO_KIND_RPA:
		return WINDOWS_LEN;
	case CRYPTO_KIND_PLAIN:
	case CRYPTO_KIND_PLAIN_TRUNC:
	case CRYPTO_KIND_CRYPT:
	case CRYPTO_KIND_ARGON2:
	case CRYPTO_KIND_SALTED:
	case CRYPTO_KIND_PBKDF2:
	case CRYPTO_KIND_SCRAM:
		break;
	}
	return 0;
}

/* As Dovecot reads them: what says hex may still be base64, and where nothing
 * is said the length tells. */
static bool decode(const struct crypto_scheme *scheme, struct span text,
		   enum crypto_encoding encoding, bool suffixed,
		   struct buf *out)
{
	size_t len = fixed_len(scheme);

	if (!suffixed)
		encoding = scheme->encoding;
	if (!suffixed && encoding != CRYPTO_ENCODING_NONE && len > 0)
		encoding = text.len == 2 * len ? CRYPTO_ENCODING_HEX
					       : CRYPTO_ENCODING_BASE64;
	if (encoding == CRYPTO_ENCODING_NONE)
		buf_add(out, text);
	else if (encoding == CRYPTO_ENCODING_HEX && is_hex(text))
		add_hex(out, text);
	else
		return b64_decode(out, text) && !out->full;
	return !out->full;
}

bool crypto_stored_pbkdf2(struct span text, struct crypto_stored_pbkdf2 *out)
{
	struct span rounds;

	if (!span_starts(text, SPAN("$1$")))
		return false;
	text = span_from(text, 3);
	return span_cut(&text, '$', &out->salt) &&
	       span_cut(&text, '$', &rounds) &&
	       span_cut(&text, '$', &out->hex) && !text.ptr &&
	       num_parse_u32(rounds, 1, PBKDF2_ROUNDS_MAX, &out->rounds) &&
	       is_hex(out->hex) &&
	       out->hex.len == 2 * crypto_hash_size(CRYPTO_HASH_SHA1);
}

bool crypto_stored_trunc(struct span text, uint32_t *out_length,
			 struct span *out_start)
{
	size_t dash = span_find_char(text, '-');

	*out_start = span_from(text, dash + 1);
	return dash < text.len &&
	       num_parse_u32(span_first(text, dash), 1, PASSWORD_LENGTH_MAX,
			     out_length) &&
	       out_start->len > 0 && out_start->len <= *out_length;
}

static bool is_text(struct span bytes)
{
	return span_find_char(bytes, '\0') == bytes.len;
}

static bool fits(const struct crypto_scheme *scheme, struct span bytes)
{
	struct crypto_stored_pbkdf2 pbkdf2;
	struct crypto_scram scram;
	struct span start;
	uint32_t length;
	bool parsed;

	switch (scheme->kind) {
	case CRYPTO_KIND_PLAIN:
		return bytes.len > 0;
	case CRYPTO_KIND_PLAIN_TRUNC:
		return crypto_stored_trunc(bytes, &length, &start);
	case CRYPTO_KIND_CRYPT:
	case CRYPTO_KIND_ARGON2:
		return is_text(bytes) && crypto_scheme_begins(scheme, bytes);
	case CRYPTO_KIND_SALTED:
		return bytes.len > crypto_hash_size(scheme->hash);
	case CRYPTO_KIND_PBKDF2:
		return crypto_stored_pbkdf2(bytes, &pbkdf2);
	case CRYPTO_KIND_SCRAM:
		parsed = crypto_scram_parse(scheme->hash, bytes, &scram);
		crypto_secret_wipe(&scram, sizeof(scram));
		return parsed;
	case CRYPTO_KIND_NS_MTA_MD5:
		return bytes.len == NS_MTA_MD5_LEN &&
		       is_hex(span_first(bytes, NS_MTA_MD5_LEN / 2));
	case CRYPTO_KIND_HASH:
	case CRYPTO_KIND_CRAM_MD5:
	case CRYPTO_KIND_DIGEST_MD5:
	case CRYPTO_KIND_LANMAN:
	case CRYPTO_KIND_NTLM:
	case CRYPTO_KIND_RPA:
		break;
	}
	return bytes.len == fixed_len(scheme);
}

/* {MD5} and {MD5-CRYPT} are used for the one and for the other. */
static const char *name_of_md5(struct span name, struct span text)
{
	if (!span_eq_nocase(name, SPAN("MD5")) &&
	    !span_eq_nocase(name, SPAN("MD5-CRYPT")))
		return NULL;
	return span_starts(text, SPAN("$1$")) ? "MD5-CRYPT" : "MD5";
}

static bool parse_named(struct span name, struct span text,
			struct crypto_parsed *out)
{
	enum crypto_encoding encoding = CRYPTO_ENCODING_NONE;
	const char *md5 = name_of_md5(name, text);
	auto_buf struct buf bytes;
	bool suffixed, good;

	buf_init(&bytes, CRYPTO_STORED_MAX);
	out->scheme = crypto_scheme_find(md5 ? span_of(md5) : name, &encoding,
					 &suffixed);
	if (!out->scheme)
		return false;
	good = decode(out->scheme, text, encoding, suffixed, &bytes);
	if (good && out->scheme == crypto_scheme_at(0))
		out->scheme = crypto_scheme_of(buf_span(&bytes));
	good = good && out->scheme && fits(out->scheme, buf_span(&bytes));
	if (good) {
		memcpy(out->bytes, bytes.ptr, bytes.len);
		out->len = bytes.len;
		out->bytes[out->len] = '\0';
	}
	crypto_secret_wipe_buf(&bytes);
	return good;
}

static struct span name_of_bare(const struct crypto_stored *stored)
{
	const struct crypto_scheme *scheme = crypto_scheme_of(stored->text);
	struct span named = span_of(stored->scheme);

	if (scheme && (crypto_scheme_is_marked(scheme) || named.len == 0))
		return span_of(scheme->name);
	if (named.len == 0 && stored->text.len == 32)
		return SPAN("PLAIN-MD5");
	return named;
}

bool crypto_stored_parse(const struct crypto_stored *stored,
			 struct crypto_parsed *out)
{
	struct span text = stored->text;
	size_t end;

	*out = (struct crypto_parsed){ 0 };
	if (text.len == 0 || text.len > CRYPTO_STORED_MAX)
		return false;
	if (text.ptr[0] != '{')
		return parse_named(name_of_bare(stored), text, out);
	end = span_find_char(text, '}');
	return end < text.len &&
	       parse_named(span_from(span_first(text, end), 1),
			   span_from(text, end + 1), out);
}

void crypto_stored_release(struct crypto_parsed *parsed)
{
	crypto_secret_wipe(parsed, sizeof(*parsed));
}

struct span crypto_stored_bytes(const struct crypto_parsed *parsed)
{
	return span_make(parsed->bytes, parsed->len);
}

/* CRYPT stands for what is made by that name. */
static const struct crypto_scheme *scheme_to_make(const char *name)
{
	enum crypto_encoding encoding;
	bool suffixed;
	const struct crypto_scheme *scheme =
		crypto_scheme_find(span_of(name), &encoding, &suffixed);

	return scheme == crypto_scheme_at(0) ? crypto_scheme_at(1) : scheme;
}

bool crypto_stored_is_scheme(const char *name)
{
	return scheme_to_make(name) != NULL;
}

bool crypto_stored_is_of(const struct crypto_stored *stored, const char *name)
{
	auto_parsed struct crypto_parsed parsed;

	return !crypto_stored_parse(stored, &parsed) ||
	       parsed.scheme == scheme_to_make(name);
}

bool crypto_stored_is_weak(const struct crypto_stored *stored)
{
	auto_parsed struct crypto_parsed parsed;

	return crypto_stored_parse(stored, &parsed) && parsed.scheme->weak;
}
