/* SPDX-License-Identifier: MIT */
/* Changes of accounts in PostfixAdmin's tables, as account_source_kind has
 * them. ERR_STATE where the section's tables are others. */
#pragma once

#include "account/account_source.h"

bool account_mysql_edit_possible(const struct config_source *section);
MUST_CHECK bool account_mysql_edit_add(struct account_source *source,
				       const struct account_entry *row,
				       struct err *err);
MUST_CHECK bool account_mysql_edit_state(struct account_source *source,
					 const char *user,
					 enum account_state state,
					 struct err *err);
MUST_CHECK bool account_mysql_edit_limits(struct account_source *source,
					  const char *user, uint64_t bytes,
					  uint32_t messages, struct err *err);
MUST_CHECK bool account_mysql_edit_remove(struct account_source *source,
					  const char *user, struct err *err);
