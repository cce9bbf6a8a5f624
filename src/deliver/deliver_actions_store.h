/* SPDX-License-Identifier: MIT */
/* The copies of a message that scripts want (deliver_actions.h). */
#pragma once

#include "deliver/deliver_actions.h"

/* Looks for what an earlier attempt has stored. ERR_TEMP. */
MUST_CHECK bool deliver_actions_store_find(struct deliver_actions *a,
					   struct err *err);
/* The errors of deliver_mail_store. After one that is not ERR_TEMP nothing of
 * this attempt is left. out->mailbox lies in the plan. */
MUST_CHECK bool deliver_actions_store(struct deliver_actions *a,
				      struct deliver_stored *out,
				      struct err *err);
/* What was remembered in case the message comes again. */
void deliver_actions_store_forget(struct deliver_actions *a);
