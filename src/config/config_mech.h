/* SPDX-License-Identifier: MIT */
/*
 * The authentication mechanisms by name, what has to be known of one before it
 * begins, and which of them the settings offer. Pure.
 *
 * A set of mechanisms is a bit for each, numbered as in the table.
 */
#pragma once

#include <stdint.h>

#include "base/check.h"
#include "config/config.h"

enum config_mech_flags {
	/* Whoever reads along can log in: TLS, or a network that may. */
	CONFIG_MECH_PLAINTEXT = 1 << 0,
	CONFIG_MECH_BINDING = 1 << 1,     /* wants the bindings of TLS */
	CONFIG_MECH_CERTIFICATE = 1 << 2, /* wants the client's certificate */
	CONFIG_MECH_TOKEN = 1 << 3,       /* wants the settings of OAuth 2 */
	CONFIG_MECH_POP3 = 1 << 4,        /* no SASL mechanism */
};

struct config_mech {
	const char *name;
	unsigned flags;
	/* As in the MECH line of the Dovecot auth protocol, each behind a tab.
	 */
	const char *properties;
};

/* NULL at the end. */
const struct config_mech *config_mech_at(size_t index);
/* Case does not matter. -1: there is none. */
int config_mech_find(struct span name);
/* Names with spaces or commas between. false: one is unknown. */
MUST_CHECK bool config_mech_list(struct span names, uint32_t *out_set);
/* Those of auth_mechanisms that can work by the other settings. A mechanism
 * brings its form with channel binding along. */
uint32_t config_mech_offered(const struct config *config);

/* What is wrong with the value of a setting of that unit, as "must be …";
 * NULL: nothing. A unit "a|b" lists what the value may be. */
const char *config_mech_check(const char *unit, const char *value);
