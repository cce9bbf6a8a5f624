/* SPDX-License-Identifier: MIT */
/* What deliver.c and deliver_mail.c share. */
#pragma once

#include "account/account_client.h"
#include "deliver/deliver.h"
#include "deliver/deliver_users.h"

struct deliver {
	const struct config *config;
	struct account_client accounts;
	struct store_settings settings;
	struct deliver_users users;
};
