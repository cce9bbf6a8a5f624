/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_scram.h"

#include "base/auto.h"
#include "base/b64.h"
#include "base/num.h"
#include "crypto/crypto_secret.h"

static struct span key_span(const struct crypto_scram *scram,
			    const uint8_t *key)
{
	return span_make(key, crypto_hash_size(scram->hash));
}

/* RFC 5802 3: ClientKey = HMAC(SaltedPassword, "Client Key"), StoredKey =
 * H(ClientKey), ServerKey = HMAC(SaltedPassword, "Server Key"). */
void crypto_scram_derive(struct crypto_scram *scram, struct span password)
{
	uint8_t salted[CRYPTO_HASH_MAX], client[CRYPTO_HASH_MAX];
	struct span salt = span_make(scram->salt, scram->salt_len);
	struct span key;

	crypto_hash_pbkdf2(scram->hash, password, salt, scram->rounds, salted);
	key = key_span(scram, salted);
	crypto_hash_hmac(scram->hash, key, SPAN("Client Key"), client);
	crypto_hash_hmac(scram->hash, key, SPAN("Server Key"),
			 scram->server_key);
	key = key_span(scram, client);
	crypto_hash_make(scram->hash, &key, 1, scram->stored_key);
	crypto_secret_wipe(salted, sizeof(salted));
	crypto_secret_wipe(client, sizeof(client));
}

static bool take_base64(struct span *text, size_t max, uint8_t *out,
			size_t *out_len)
{
	auto_buf struct buf bytes;
	struct span piece;
	bool fits;

	buf_init(&bytes, 2 * CRYPTO_SCRAM_SALT_MAX);
	fits = span_cut(text, ',', &piece) && b64_decode(&bytes, piece) &&
	       !bytes.full && bytes.len > 0 && bytes.len <= max;
	if (fits) {
		memcpy(out, bytes.ptr, bytes.len);
		*out_len = bytes.len;
	}
	crypto_secret_wipe_buf(&bytes);
	return fits;
}

static bool take_key(struct span *text, enum crypto_hash hash, uint8_t *out)
{
	size_t len = 0;

	return take_base64(text, CRYPTO_SCRAM_KEY_MAX, out, &len) &&
	       len == crypto_hash_size(hash);
}

bool crypto_scram_parse(enum crypto_hash hash, struct span text,
			struct crypto_scram *out)
{
	struct span rounds;

	*out = (struct crypto_scram){ .hash = hash };
	return span_cut(&text, ',', &rounds) &&
	       num_parse_u32(rounds, 1, CRYPTO_SCRAM_ROUNDS_MAX,
			     &out->rounds) &&
	       take_base64(&text, CRYPTO_SCRAM_SALT_MAX, out->salt,
			   &out->salt_len) &&
	       take_key(&text, hash, out->stored_key) &&
	       take_key(&text, hash, out->server_key) && !text.ptr;
}

void crypto_scram_write(const struct crypto_scram *scram, struct buf *out)
{
	buf_add_u64(out, scram->rounds);
	buf_add_char(out, ',');
	b64_encode(out, span_make(scram->salt, scram->salt_len));
	buf_add_char(out, ',');
	b64_encode(out, key_span(scram, scram->stored_key));
	buf_add_char(out, ',');
	b64_encode(out, key_span(scram, scram->server_key));
}
