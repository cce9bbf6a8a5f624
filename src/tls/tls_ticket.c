/* SPDX-License-Identifier: MIT */
/*
 * A process has three keys: a ticket is made with that of the current period,
 * one of the last period is still read. It asks for new ones when the middle
 * one is no more the current one; if nobody answers, what it has serves on.
 */
#include "tls/tls_ticket.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "tls/tls_context_priv.h"
#include "tls/tls_door.h"
#include "tls/tls_openssl.h"

enum {
	THIS = 1,
	IV = 16
};

static struct tls_keys_tickets keys; /* of all contexts of the process */

/* One byte more than a key has is not used of it. */
static bool derive_one(const uint8_t secret[TLS_TICKET_SECRET], uint64_t period,
		       struct tls_keys_ticket *out)
{
	uint8_t bytes[3 * SHA256_DIGEST_LENGTH];
	char text[64];

	for (unsigned i = 0; i < 3; i++) {
		size_t len;

		snprintf(text, sizeof(text), "fumikura ticket %llu %u",
			 (unsigned long long)period, i);
		if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, secret,
			       TLS_TICKET_SECRET, (const uint8_t *)text,
			       strlen(text), bytes + i * SHA256_DIGEST_LENGTH,
			       SHA256_DIGEST_LENGTH, &len))
			return false;
	}
	memcpy(out, bytes, sizeof(*out));
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return true;
}

bool tls_ticket_derive(const uint8_t secret[TLS_TICKET_SECRET],
		       uint32_t seconds, int64_t now,
		       struct tls_keys_tickets *out)
{
	*out = (struct tls_keys_tickets){ .seconds = seconds };
	if (seconds == 0)
		return true;
	out->first = (uint64_t)now / seconds - THIS;
	for (unsigned i = 0; i < TLS_KEYS_TICKETS_KEPT; i++)
		if (!derive_one(secret, out->first + i, &out->one[i]))
			return false;
	return true;
}

static bool ask_for_keys(int wait_ms)
{
	static struct tls_keys_answer answer;
	const struct tls_keys_request request = { .kind = TLS_KEYS_TICKETS };
	struct err err;
	bool good = tls_door_ask(&request, wait_ms, &answer, &err) &&
		    answer.len == sizeof(keys);

	if (good)
		memcpy(&keys, answer.bytes, sizeof(keys));
	OPENSSL_cleanse(answer.bytes, sizeof(keys));
	return good;
}

/* Of the current period, or NULL. */
static const struct tls_keys_ticket *current_key(void)
{
	uint64_t period;

	if (keys.seconds == 0)
		return NULL;
	period = (uint64_t)clock_now() / keys.seconds;
	if (period != keys.first + THIS && ask_for_keys(TLS_DOOR_WAIT_MS))
		period = (uint64_t)clock_now() / keys.seconds;
	if (period < keys.first || period >= keys.first + TLS_KEYS_TICKETS_KEPT)
		return NULL;
	return &keys.one[period - keys.first];
}

static bool set_mac(EVP_MAC_CTX *mac, const struct tls_keys_ticket *key)
{
	char digest[] = "SHA256";
	uint8_t secret[sizeof(key->mac)];
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, secret,
						  sizeof(secret)),
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
						 0),
		OSSL_PARAM_construct_end(),
	};
	bool done;

	memcpy(secret, key->mac, sizeof(secret));
	done = EVP_MAC_CTX_set_params(mac, params) == 1;
	OPENSSL_cleanse(secret, sizeof(secret));
	return done;
}

/* What OpenSSL wants to hear. */
enum {
	TROUBLE = -1,
	NO_TICKET = 0,
	GOOD = 1,
	GOOD_BUT_OLD = 2, /* make a new one */
};

static int make(uint8_t *name, uint8_t *iv, EVP_CIPHER_CTX *cipher,
		EVP_MAC_CTX *mac)
{
	const struct tls_keys_ticket *key = current_key();

	if (!key)
		return NO_TICKET;
	memcpy(name, key->name, sizeof(key->name));
	return RAND_bytes(iv, IV) == 1 &&
			       EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(),
						  NULL, key->cipher, iv) == 1 &&
			       set_mac(mac, key)
		       ? GOOD
		       : TROUBLE;
}

static int take(const uint8_t *name, const uint8_t *iv, EVP_CIPHER_CTX *cipher,
		EVP_MAC_CTX *mac)
{
	const struct tls_keys_ticket *now = current_key();

	for (unsigned i = 0; now && i < TLS_KEYS_TICKETS_KEPT; i++) {
		const struct tls_keys_ticket *key = &keys.one[i];

		if (CRYPTO_memcmp(name, key->name, sizeof(key->name)) != 0)
			continue;
		if (EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL,
				       key->cipher, iv) != 1 ||
		    !set_mac(mac, key))
			return TROUBLE;
		return key == now ? GOOD : GOOD_BUT_OLD;
	}
	return NO_TICKET;
}

static int serve(SSL *ssl, uint8_t *name, uint8_t *iv, EVP_CIPHER_CTX *cipher,
		 EVP_MAC_CTX *mac, int making)
{
	(void)ssl;
	return making ? make(name, iv, cipher, mac)
		      : take(name, iv, cipher, mac);
}

void tls_ticket_serve(const struct tls_context *context)
{
	if (!ask_for_keys(TLS_DOOR_PATIENCE_MS)) {
		log_event(LOG_LEVEL_WARN, "tls", "tickets=none");
		return;
	}
	for (size_t i = 0; keys.seconds && i < context->count; i++) {
		SSL_CTX *ctx = context->site[i].ctx;

		SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
		/* One for each connection is enough for a mail program. */
		SSL_CTX_set_num_tickets(ctx, 1);
		SSL_CTX_set_timeout(ctx, (long)keys.seconds);
		SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, serve);
	}
}
