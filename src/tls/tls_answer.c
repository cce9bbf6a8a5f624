/* SPDX-License-Identifier: MIT */
#include "tls/tls_answer.h"

#include "base/clock.h"
#include "base/log.h"
#include "tls/tls_identity_priv.h"
#include "tls/tls_sign.h"

bool tls_answer_is_request(const struct tls_keys_request *request, size_t size)
{
	return size >= TLS_KEYS_REQUEST_HEAD &&
	       request->len == size - TLS_KEYS_REQUEST_HEAD;
}

static bool add_certificate(const X509 *certificate,
			    struct tls_keys_answer *out)
{
	uint8_t *at = out->bytes + out->len;
	int len = i2d_X509(certificate, NULL);

	if (len <= 0 || (size_t)len > sizeof(out->bytes) - out->len)
		return false;
	out->len += (uint32_t)i2d_X509(certificate, &at);
	return true;
}

static bool tell_about(const struct tls_identity *one,
		       struct tls_keys_answer *out)
{
	size_t len = strlen(one->names) + 1;

	if (len > sizeof(out->bytes))
		return false;
	memcpy(out->bytes, one->names, len);
	out->len = (uint32_t)len;
	if (!add_certificate(one->leaf, out))
		return false;
	for (int i = 0; i < sk_X509_num(one->chain); i++)
		if (!add_certificate(sk_X509_value(one->chain, i), out))
			return false;
	return true;
}

static bool sign(const struct tls_identity *one,
		 const struct tls_keys_request *request,
		 struct tls_keys_answer *out)
{
	struct span text = span_make((const char *)request->text, request->len);
	size_t len = 0;
	struct err err;

	if (!tls_sign(one, request->scheme, text, out->bytes, &len, &err)) {
		log_err(LOG_LEVEL_WARN, "sign", &err, "key=%u scheme=%04x",
			request->key, request->scheme);
		return false;
	}
	out->len = (uint32_t)len;
	return true;
}

static bool give_tickets(const struct tls_answers *answers,
			 struct tls_keys_answer *out)
{
	struct tls_keys_tickets keys;
	bool done =
		tls_ticket_derive(answers->ticket_secret,
				  answers->ticket_seconds, clock_now(), &keys);

	memcpy(out->bytes, &keys, sizeof(keys));
	OPENSSL_cleanse(&keys, sizeof(keys));
	out->len = sizeof(keys);
	return done;
}

void tls_answer(const struct tls_answers *answers,
		const struct tls_keys_request *request,
		struct tls_keys_answer *out)
{
	const struct tls_identities *all = &answers->identities;
	const struct tls_identity *one =
		request->key < all->count ? &all->one[request->key] : NULL;
	bool good = false;

	out->count = (uint32_t)all->count;
	out->len = 0;
	if (request->kind == TLS_KEYS_TICKETS)
		good = give_tickets(answers, out);
	else if (request->kind == TLS_KEYS_ABOUT && one)
		good = tell_about(one, out);
	else if (request->kind == TLS_KEYS_SIGN && one)
		good = sign(one, request, out);
	out->good = good;
	if (!good)
		out->len = 0;
}
