/* SPDX-License-Identifier: MIT */
/* What gate asks the key process: nothing but a handshake is signed, and an
 * answer never has more than it says. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "tls/tls_answer.h"
#include "tls/tls_identity_priv.h"
#include "tls/tls_sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With a key and no certificate, which only ABOUT would want. */
static const struct tls_answers *with_a_key(void)
{
	static struct tls_identity one = { .names = NULL };
	static struct tls_answers answers = { .ticket_seconds = 3600 };

	if (one.key)
		return &answers;
	log_init("fuzz", LOG_LEVEL_ERROR);
	one.key = EVP_EC_gen("P-256");
	answers.identities.one = &one;
	answers.identities.count = 1;
	return &answers;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_keys_request request;
	static struct tls_keys_answer answer;
	struct span text;

	if (size > sizeof(request))
		return 0;
	memset(&request, 0, sizeof(request));
	memcpy(&request, data, size);
	if (!tls_answer_is_request(&request, size) ||
	    request.kind == TLS_KEYS_ABOUT)
		return 0;
	tls_answer(with_a_key(), &request, &answer);
	text = span_make((const char *)request.text, request.len);
	if (answer.len > sizeof(answer.bytes) || (!answer.good && answer.len))
		abort();
	if (request.kind == TLS_KEYS_SIGN && answer.good &&
	    !tls_sign_is_handshake(text, request.scheme))
		abort();
	return 0;
}
