/* SPDX-License-Identifier: MIT */
#include "auth/auth_exchange.h"

#include <stdlib.h>

#include "account/account.h"
#include "auth/auth_mech.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

void auth_exchange_init(struct auth_exchange *x, const struct auth_mech *mech)
{
	*x = (struct auth_exchange){ .mech = mech, .hostname = "" };
}

void auth_exchange_release(struct auth_exchange *x)
{
	crypto_secret_free(&x->certificate);
	crypto_secret_free(&x->authorize);
	crypto_secret_free(&x->user);
	crypto_secret_free(&x->password);
	crypto_secret_free(&x->challenge);
	if (x->state)
		x->mech->forget(x->state);
	x->state = NULL;
	if (x->found)
		crypto_secret_wipe(x->found, sizeof(*x->found));
	free(x->found);
	x->found = NULL;
	crypto_secret_wipe(x->binding, sizeof(x->binding));
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

const char *auth_exchange_binding_name(enum auth_binding binding)
{
	static const char *const names[] = {
		[AUTH_BINDING_END_POINT] = "tls-server-end-point",
		[AUTH_BINDING_UNIQUE] = "tls-unique",
		[AUTH_BINDING_EXPORTER] = "tls-exporter",
	};

	return names[binding];
}
