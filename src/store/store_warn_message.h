/* SPDX-License-Identifier: MIT */
/* The text of a warning message. */
#pragma once

#include "store/store_priv.h"

/* The whole message for that user; text: what the settings' file holds, or
 * empty for the text built in. */
void store_warn_message(struct buf *out, const struct store_user *user,
			const struct store_passed *passed, struct span text);
