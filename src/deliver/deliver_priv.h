/* SPDX-License-Identifier: MIT */
/* What deliver.c and deliver_mail.c share. */
#pragma once

#include "account/account_client.h"
#include "account/account_rules.h"
#include "deliver/deliver.h"
#include "deliver/deliver_kept.h"
#include "deliver/deliver_users.h"
#include "submit/submit_client.h"

struct deliver {
	const struct config *config;
	struct account_client accounts;
	struct store_settings settings;
	struct deliver_users users;
	struct deliver_kept kept;
	struct submit_client submit;
	struct account_rules rules; /* deliver_ask_rules */
	bool has_rules;             /* else these are zero */
};
