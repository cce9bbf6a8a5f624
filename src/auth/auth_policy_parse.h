/* SPDX-License-Identifier: MIT */
/*
 * Postfix's policy delegation protocol (SMTPD_POLICY_README): "name=value"
 * lines and an empty line to us, "action=…" and an empty line back. Pure.
 */
#pragma once

#include <stdint.h>

#include "auth/auth_frame.h"
#include "base/check.h"

enum auth_policy_state {
	AUTH_POLICY_OTHER, /* nothing to say about */
	AUTH_POLICY_RCPT,
	AUTH_POLICY_END, /* END-OF-MESSAGE */
};

struct auth_policy_request {
	enum auth_policy_state state;
	struct span recipient; /* empty: none, or several at the end */
	struct span client;    /* address */
	uint64_t size;         /* 0: not known */
};

/* The lines, with the LF of the last. */
enum auth_frame auth_policy_parse_frame(struct span in,
					struct span *out_message,
					size_t *out_used);
/* Later lines of one name win. false: not lines of that form, or no
 * smtpd_access_policy. */
MUST_CHECK bool auth_policy_parse(struct span message,
				  struct auth_policy_request *out);
