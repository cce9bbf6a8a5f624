/* SPDX-License-Identifier: MIT */
/* The list of mechanisms. */
#include "auth/auth_mech.h"

static const struct auth_mech *const mechs[] = {
	&auth_mech_plain,
	&auth_mech_login,
};

const struct auth_mech *auth_mech_at(size_t index)
{
	return index < ARRAY_LEN(mechs) ? mechs[index] : NULL;
}

const struct auth_mech *auth_mech_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(mechs); i++)
		if (span_eq_nocase(name, span_of(mechs[i]->name)))
			return mechs[i];
	return NULL;
}
