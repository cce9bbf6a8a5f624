/* SPDX-License-Identifier: MIT */
/* The modifiers of set (RFC 5229 4.1), for all that set variables. Private to
 * this folder. */
#pragma once

#include "sieve/sieve_command.h"

enum {
	SIEVE_SET_SLOTS = SIEVE_SLOT_OWN + 5 /* first slot behind theirs */
};
extern const struct sieve_tag sieve_set_tags[];

/* Sets the variable to the value as the tags of the call modify it. */
MUST_CHECK bool sieve_set_assign(struct sieve_run *run,
				 const struct sieve_call *call,
				 const struct sieve_piece *variable,
				 struct span value);
