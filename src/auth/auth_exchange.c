/* SPDX-License-Identifier: MIT */
#include "auth/auth_exchange.h"

#include "base/x.h"
#include "crypto/crypto_secret.h"

void auth_exchange_init(struct auth_exchange *x, const struct auth_mech *mech)
{
	*x = (struct auth_exchange){ .mech = mech };
}

void auth_exchange_release(struct auth_exchange *x)
{
	crypto_secret_free(&x->authorize);
	crypto_secret_free(&x->user);
	crypto_secret_free(&x->password);
}

bool auth_exchange_keep(char **slot, struct span text, size_t max)
{
	if (text.len == 0 || text.len > max ||
	    span_find_char(text, '\0') < text.len)
		return false;
	crypto_secret_free(slot);
	*slot = x_span_dup(text);
	return true;
}
