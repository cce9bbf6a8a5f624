/* SPDX-License-Identifier: MIT */
/* The names are those of RFC 5802 7. */
#include "auth/auth_scram.h"

#include <string.h>

#include "base/auto.h"
#include "base/b64.h"
#include "crypto/crypto_secret.h"

enum {
	PART_MAX = 4096, /* more than a response can hold */
};

void auth_scram_init(struct auth_scram *s)
{
	*s = (struct auth_scram){ .binding = AUTH_SCRAM_UNBOUND };
	buf_init(&s->binding_name, PART_MAX);
	buf_init(&s->header, PART_MAX);
	buf_init(&s->user, PART_MAX);
	buf_init(&s->authorize, PART_MAX);
	buf_init(&s->nonce, PART_MAX);
	buf_init(&s->message, 4 * PART_MAX);
}

void auth_scram_release(struct auth_scram *s)
{
	buf_release(&s->binding_name);
	buf_release(&s->header);
	buf_release(&s->user);
	buf_release(&s->authorize);
	buf_release(&s->nonce);
	buf_release(&s->message);
	crypto_secret_wipe(&s->keys, sizeof(s->keys));
}

/* saslname: "=2C" is a comma, "=3D" an equals sign, no other "=" is. */
static bool take_name(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		struct span rest = span_from(text, i);

		if (text.ptr[i] != '=') {
			buf_add_char(out, text.ptr[i]);
			continue;
		}
		if (span_starts(rest, SPAN("=2C")))
			buf_add_char(out, ',');
		else if (span_starts(rest, SPAN("=3D")))
			buf_add_char(out, '=');
		else
			return false;
		i += 2;
	}
	return out->len > 0 && !out->full;
}

/* The value of the attribute that comes next; false: another one does. */
static bool take_attribute(struct span *message, char name,
			   struct span *out_value)
{
	struct span field;
	struct span rest = *message;

	if (!span_cut(&rest, ',', &field) || field.len < 2 ||
	    field.ptr[0] != name || field.ptr[1] != '=')
		return false;
	*message = rest;
	*out_value = span_from(field, 2);
	return true;
}

static bool is_printable(struct span nonce)
{
	for (size_t i = 0; i < nonce.len; i++)
		if (nonce.ptr[i] < 0x21 || nonce.ptr[i] > 0x7e)
			return false;
	return nonce.len > 0;
}

/* gs2-cbind-flag "," [ authzid ] "," */
static bool read_header(struct auth_scram *s, struct span *message)
{
	struct span all = *message;
	struct span flag, authorize;

	if (!span_cut(message, ',', &flag) ||
	    !span_cut(message, ',', &authorize) || !message->ptr)
		return false;
	buf_add(&s->header, span_first(all, all.len - message->len));
	if (span_eq(flag, SPAN("y"))) {
		s->binding = AUTH_SCRAM_UNOFFERED;
	} else if (span_starts(flag, SPAN("p="))) {
		s->binding = AUTH_SCRAM_BOUND;
		buf_add(&s->binding_name, span_from(flag, 2));
	} else if (!span_eq(flag, SPAN("n"))) {
		return false;
	}
	return !authorize.len ||
	       (span_starts(authorize, SPAN("a=")) &&
		take_name(span_from(authorize, 2), &s->authorize));
}

bool auth_scram_read_first(struct auth_scram *s, struct span message)
{
	struct span user, nonce;

	if (message.len > PART_MAX || !read_header(s, &message))
		return false;
	buf_add(&s->message, message);
	/* "m=" before it would be an extension that must be understood. */
	if (!take_attribute(&message, 'n', &user) ||
	    !take_attribute(&message, 'r', &nonce) || !is_printable(nonce) ||
	    !take_name(user, &s->user))
		return false;
	buf_add(&s->nonce, nonce);
	return true;
}

void auth_scram_write_first(struct auth_scram *s, struct span nonce,
			    struct buf *out)
{
	size_t start = out->len;

	buf_add(&s->nonce, nonce);
	buf_add_str(out, "r=");
	buf_add(out, buf_span(&s->nonce));
	buf_add_str(out, ",s=");
	b64_encode(out, span_make(s->keys.salt, s->keys.salt_len));
	buf_add_str(out, ",i=");
	buf_add_u64(out, s->keys.rounds);
	buf_add_char(&s->message, ',');
	buf_add(&s->message, span_from(buf_span(out), start));
}

static bool is_right_channel(const struct auth_scram *s, struct span said,
			     struct span binding)
{
	auto_buf struct buf bytes;
	auto_buf struct buf wanted;

	buf_init(&bytes, PART_MAX);
	buf_init(&wanted, 2 * PART_MAX);
	buf_add(&wanted, buf_span(&s->header));
	if (s->binding == AUTH_SCRAM_BOUND)
		buf_add(&wanted, binding);
	return b64_decode(&bytes, said) &&
	       crypto_secret_eq(buf_span(&bytes), buf_span(&wanted));
}

/* ClientKey = ClientProof XOR HMAC(StoredKey, AuthMessage), whose hash must be
 * StoredKey. */
static bool is_right_proof(const struct auth_scram *s, struct span proof)
{
	uint8_t key[CRYPTO_HASH_MAX], hash[CRYPTO_HASH_MAX];
	size_t size = crypto_hash_size(s->keys.hash);
	struct span part = span_make(key, size);
	bool right;

	if (proof.len != size)
		return false;
	crypto_hash_hmac(s->keys.hash, span_make(s->keys.stored_key, size),
			 buf_span(&s->message), key);
	for (size_t i = 0; i < size; i++)
		key[i] ^= (uint8_t)proof.ptr[i];
	crypto_hash_make(s->keys.hash, &part, 1, hash);
	right = crypto_secret_eq(span_make(hash, size),
				 span_make(s->keys.stored_key, size));
	crypto_secret_wipe(key, sizeof(key));
	return right;
}

/* Index of ",p=", which begins the last attribute. */
static size_t find_proof(struct span message)
{
	size_t at = message.len;

	while (at > 0 && message.ptr[at - 1] != ',')
		at--;
	return at > 0 && span_starts(span_from(message, at), SPAN("p="))
		       ? at - 1
		       : message.len;
}

enum auth_scram_final auth_scram_read_final(struct auth_scram *s,
					    struct span message,
					    struct span binding)
{
	size_t end = find_proof(message);
	struct span rest = span_first(message, end);
	struct span channel, nonce;
	auto_buf struct buf proof;
	bool proven;

	buf_init(&proof, PART_MAX);
	if (message.len > PART_MAX || end == message.len ||
	    !take_attribute(&rest, 'c', &channel) ||
	    !take_attribute(&rest, 'r', &nonce) ||
	    !b64_decode(&proof, span_from(message, end + 3)))
		return AUTH_SCRAM_MALFORMED;
	buf_add_char(&s->message, ',');
	buf_add(&s->message, span_first(message, end));
	/* All of it in any case: what is wrong is nobody's to time. */
	proven = is_right_proof(s, buf_span(&proof));
	proven &= is_right_channel(s, channel, binding);
	proven &= span_eq(nonce, buf_span(&s->nonce));
	return proven ? AUTH_SCRAM_PROVEN : AUTH_SCRAM_WRONG;
}

void auth_scram_write_final(const struct auth_scram *s, struct buf *out)
{
	uint8_t signature[CRYPTO_HASH_MAX];
	size_t size = crypto_hash_size(s->keys.hash);

	crypto_hash_hmac(s->keys.hash, span_make(s->keys.server_key, size),
			 buf_span(&s->message), signature);
	buf_add_str(out, "v=");
	b64_encode(out, span_make(signature, size));
}
