/* SPDX-License-Identifier: MIT */
#include "auth/auth_mech.h"

static const struct auth_mech *const mechs[] = {
	&auth_mech_plain,         &auth_mech_login,
	&auth_mech_cram_md5,      &auth_mech_digest_md5,
	&auth_mech_scram_sha_1,   &auth_mech_scram_sha_1_plus,
	&auth_mech_scram_sha_256, &auth_mech_scram_sha_256_plus,
	&auth_mech_external,      &auth_mech_oauthbearer,
	&auth_mech_xoauth2,       &auth_mech_apop,
};

const struct auth_mech *auth_mech_at(size_t index)
{
	const struct config_mech *known = config_mech_at(index);

	return known ? auth_mech_find(span_of(known->name)) : NULL;
}

const struct auth_mech *auth_mech_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(mechs); i++)
		if (span_eq_nocase(name, span_of(mechs[i]->name)))
			return mechs[i];
	return NULL;
}
