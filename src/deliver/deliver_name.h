/* SPDX-License-Identifier: MIT */
/* Which of a recipient's addresses is written where. */
#pragma once

#include <stdbool.h>

#include "config/config.h"
#include "deliver/deliver_mail.h"

/* As the MTA calls it behind its aliases, if it says so. */
struct span deliver_name_final(const struct deliver_recipient *to);
/* Does the setting delivered_to have that value? */
bool deliver_name_mode_is(const struct config *config, const char *mode);
/* What the Delivered-To of that recipient says; ptr NULL: there is none. */
struct span deliver_name_written(const struct config *config,
				 const struct deliver_recipient *to);
