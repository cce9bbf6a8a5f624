/* SPDX-License-Identifier: MIT */
#include "tls/tls_remote.h"

#include "base/x.h"
#include "tls/tls_door.h"
#include "tls/tls_err.h"
#include "tls/tls_identity_priv.h"
#include "tls/tls_provider.h"

static bool read_chain(const uint8_t *at, const uint8_t *end,
		       struct tls_identity *out)
{
	out->chain = sk_X509_new_null();
	out->leaf = d2i_X509(NULL, &at, end - at);
	if (!out->leaf || !out->chain)
		return false;
	while (at < end) {
		X509 *next = d2i_X509(NULL, &at, end - at);

		if (!next || !sk_X509_push(out->chain, next))
			return false;
	}
	return true;
}

static bool read_answer(const struct tls_keys_answer *answer, uint32_t number,
			struct tls_identity *out, struct err *err)
{
	const uint8_t *nul = memchr(answer->bytes, '\0', answer->len);
	const uint8_t *end = answer->bytes + answer->len;

	if (!nul || answer->count > TLS_KEYS_MAX)
		return err_set(err, ERR_TEMP, "malformed answer about a key");
	out->names = x_strdup((const char *)answer->bytes);
	if (!read_chain(nul + 1, end, out))
		return tls_err_set(err, ERR_TEMP, "a certificate");
	out->key = tls_provider_key(X509_get0_pubkey(out->leaf), number);
	return out->key || tls_err_set(err, ERR_TEMP, "a key elsewhere");
}

static bool ask_about(uint32_t number, struct tls_identities *list,
		      uint32_t *out_count, struct err *err)
{
	static struct tls_keys_answer answer;
	const struct tls_keys_request request = { .kind = TLS_KEYS_ABOUT,
						  .key = number };
	struct tls_identity *one;

	if (!tls_door_ask(&request, TLS_DOOR_PATIENCE_MS, &answer, err))
		return false;
	*out_count = answer.count;
	list->one =
		x_realloc_array(list->one, list->count + 1, sizeof(*list->one));
	one = &list->one[list->count++];
	*one = (struct tls_identity){ .names = NULL };
	return read_answer(&answer, number, one, err);
}

bool tls_remote_identities(struct tls_identities *out, struct err *err)
{
	uint32_t count = 1;

	*out = (struct tls_identities){ .one = NULL };
	ERR_clear_error();
	for (uint32_t i = 0; i < count; i++) {
		if (ask_about(i, out, &count, err))
			continue;
		tls_identity_release_all(out);
		return false;
	}
	return true;
}
