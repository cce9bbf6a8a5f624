/* SPDX-License-Identifier: MIT */
/* Sieve's redirect (RFC 5228 4.2): the message, maybe edited, to an address. */
#pragma once

#include "deliver/deliver_outgoing.h"
#include "sieve/sieve_action.h"

/* Is it an address of the user that the message came to? Then it is kept. */
bool deliver_redirect_is_own(const struct deliver_outgoing *o,
			     struct span address);
/* Was the message redirected from here once already, and came back? */
bool deliver_redirect_went_round(const struct deliver_outgoing *o,
				 struct span header);
/* As deliver_outgoing_pass_on. is_alone: nothing else becomes of it. */
MUST_CHECK bool deliver_redirect_send(const struct deliver_outgoing *o,
				      const struct sieve_action *action,
				      bool is_alone, struct err *err);
