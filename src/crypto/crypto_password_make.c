/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "base/b64.h"
#include "base/x.h"
#include "crypto/crypto_compute.h"
#include "crypto/crypto_crypt.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_scram.h"
#include "crypto/crypto_secret.h"

enum {
	DIGEST_SALT = 8,
	PBKDF2_SALT = 8, /* shown in hex */
	PBKDF2_ROUNDS = 100000,
	SCRAM_SALT = 16,
	NS_MTA_SALT = 16 /* shown in hex */
};

/* What a hash is made of. */
struct recipe {
	const struct crypto_scheme *scheme;
	enum crypto_encoding encoding;
	struct span name; /* as asked for */
	struct span user;
	struct span password;
	const char *password_text;
};

static void add_pbkdf2(struct span password, struct buf *out)
{
	char salt[2 * PBKDF2_SALT + 1], hex[CRYPTO_COMPUTE_HEX];

	crypto_random_hex(salt, PBKDF2_SALT);
	crypto_compute_pbkdf2(span_of(salt), PBKDF2_ROUNDS, password, hex);
	buf_add_format(out, "$1$%s$%d$%s", salt, PBKDF2_ROUNDS, hex);
}

static void add_scram(enum crypto_hash hash, struct span password,
		      struct buf *out)
{
	struct crypto_scram scram = {
		.hash = hash,
		.rounds = CRYPTO_SCRAM_ROUNDS,
		.salt_len = SCRAM_SALT,
	};

	crypto_random_fill(scram.salt, scram.salt_len);
	crypto_scram_derive(&scram, password);
	crypto_scram_write(&scram, out);
	crypto_secret_wipe(&scram, sizeof(scram));
}

static void add_ns_mta(struct span password, struct buf *out)
{
	char salt[2 * NS_MTA_SALT + 1], hex[CRYPTO_COMPUTE_HEX];

	crypto_random_hex(salt, NS_MTA_SALT);
	crypto_compute_ns_mta(span_of(salt), password, hex);
	buf_add_str(out, hex);
	buf_add_str(out, salt);
}

static void add_computed(const struct recipe *r, struct buf *out)
{
	uint8_t hash[CRYPTO_HASH_MAX], salt[DIGEST_SALT];
	bool salted = r->scheme->kind == CRYPTO_KIND_SALTED;
	struct span fresh = span_make(salt, salted ? sizeof(salt) : 0);
	size_t len;

	crypto_random_fill(salt, sizeof(salt));
	len = crypto_compute(r->scheme, r->user, fresh, r->password, hash);
	buf_add(out, span_make(hash, len));
	buf_add(out, fresh);
}

static bool add_bytes(const struct recipe *r, struct buf *out, struct err *err)
{
	switch (r->scheme->kind) {
	case CRYPTO_KIND_PLAIN:
		buf_add(out, r->password);
		break;
	case CRYPTO_KIND_PLAIN_TRUNC:
		return err_set(err, ERR_SYNTAX, "no %s hashes are made",
			       r->scheme->name);
	case CRYPTO_KIND_CRYPT:
		return crypto_crypt_make(r->scheme, r->password_text, out, err);
	case CRYPTO_KIND_ARGON2:
		return crypto_crypt_make_argon2(r->scheme, r->password_text,
						out, err);
	case CRYPTO_KIND_PBKDF2:
		add_pbkdf2(r->password, out);
		break;
	case CRYPTO_KIND_SCRAM:
		add_scram(r->scheme->hash, r->password, out);
		break;
	case CRYPTO_KIND_NS_MTA_MD5:
		add_ns_mta(r->password, out);
		break;
	case CRYPTO_KIND_HASH:
	case CRYPTO_KIND_SALTED:
	case CRYPTO_KIND_CRAM_MD5:
	case CRYPTO_KIND_DIGEST_MD5:
	case CRYPTO_KIND_LANMAN:
	case CRYPTO_KIND_NTLM:
	case CRYPTO_KIND_RPA:
		add_computed(r, out);
		break;
	}
	return true;
}

static void add_encoded(struct buf *out, struct span bytes,
			enum crypto_encoding encoding)
{
	switch (encoding) {
	case CRYPTO_ENCODING_NONE:
		buf_add(out, bytes);
		break;
	case CRYPTO_ENCODING_BASE64:
		b64_encode(out, bytes);
		break;
	case CRYPTO_ENCODING_HEX:
		for (size_t i = 0; i < bytes.len; i++)
			buf_add_format(out, "%02x",
				       (unsigned char)bytes.ptr[i]);
		break;
	}
}

static bool check(const struct recipe *r, struct err *err)
{
	size_t max = CRYPTO_CRYPT_PASSWORD_MAX;

	if (!r->scheme)
		return err_set(err, ERR_SYNTAX, "unknown password scheme %.*s",
			       SPAN_ARG(span_first(r->name, 64)));
	if (r->scheme->kind == CRYPTO_KIND_DIGEST_MD5 && r->user.len == 0)
		return err_set(err, ERR_SYNTAX,
			       "%s hashes need the user's name",
			       r->scheme->name);
	if (r->password.len == 0 ||
	    span_find_char(r->password, '\0') < r->password.len)
		return err_set(err, ERR_SYNTAX,
			       "a password can't be empty "
			       "or have a NUL in it");
	if (span_eq(span_of(r->scheme->name), SPAN("BLF-CRYPT")))
		max = CRYPTO_CRYPT_BLF_PASSWORD_MAX;
	return r->password.len <= max ||
	       err_set(err, ERR_LIMIT,
		       "%s takes passwords of at most %zu bytes",
		       r->scheme->name, max);
}

static bool make(const struct recipe *r, struct buf *out, struct err *err)
{
	auto_buf struct buf bytes;
	bool made;

	buf_init(&bytes, CRYPTO_STORED_MAX);
	buf_add_char(out, '{');
	for (size_t i = 0; i < r->name.len; i++) {
		char c = r->name.ptr[i];

		buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
	}
	buf_add_char(out, '}');
	made = add_bytes(r, &bytes, err);
	if (made)
		add_encoded(out, buf_span(&bytes), r->encoding);
	made = made && ((!bytes.full && !out->full) ||
			err_set(err, ERR_LIMIT, "the hash is too long"));
	crypto_secret_wipe_buf(&bytes);
	return made;
}

bool crypto_password_make_for(const char *scheme, struct span user,
			      struct span password,
			      char out[CRYPTO_PASSWORD_STORED_MAX],
			      struct err *err)
{
	struct recipe r = {
		.name = span_of(scheme),
		.user = user,
		.password = password,
	};
	auto_buf struct buf made;
	bool suffixed, done;
	char *text;

	buf_init(&made, CRYPTO_PASSWORD_STORED_MAX - 1);
	r.scheme = crypto_scheme_find(r.name, &r.encoding, &suffixed);
	if (!check(&r, err))
		return false;
	if (!suffixed)
		r.encoding = r.scheme->encoding;
	if (r.scheme == crypto_scheme_at(0))
		r.scheme = crypto_scheme_at(1);
	text = x_span_dup(password);
	r.password_text = text;
	done = make(&r, &made, err);
	if (done)
		snprintf(out, CRYPTO_PASSWORD_STORED_MAX, "%s", buf_str(&made));
	crypto_secret_wipe_buf(&made);
	crypto_secret_free(&text);
	return done;
}

bool crypto_password_make(const char *scheme, struct span password,
			  char out[CRYPTO_PASSWORD_STORED_MAX], struct err *err)
{
	return crypto_password_make_for(scheme, SPAN(""), password, out, err);
}
