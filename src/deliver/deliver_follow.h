/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a message for one recipient by the rules of the account:
 * forwards, the copy in a mailbox, a reply; or a bounce.
 */
#pragma once

#include "config/config.h"
#include "deliver/deliver_mail.h"

/* The work of deliver_mail_store. */
MUST_CHECK bool deliver_follow_rules(struct deliver_mail *mail,
				     const struct deliver_recipient *to,
				     struct deliver_stored *out,
				     struct err *err);
/* The work of deliver_mail_report, where something is to be told. */
void deliver_follow_report(struct deliver_mail *mail,
			   const struct deliver_recipient *to,
			   enum deliver_dsn_report report);
/* The work of deliver_mail_is_bounced. */
bool deliver_follow_bounces(const struct config *config, struct span sender,
			    const struct err *refusal);
