/* SPDX-License-Identifier: MIT */
/* Look-ups by the section's own queries, in tables that are not ours; for the
 * account_sqlite files only. As account_source_kind has them. */
#pragma once

#include "account/account_sqlite_db.h"

MUST_CHECK bool account_sqlite_query_lookup(struct account_sqlite *db,
					    const struct account_query *query,
					    struct account_entry *out,
					    struct err *err);
MUST_CHECK bool account_sqlite_query_next(struct account_sqlite *db,
					  const char *after,
					  struct account_entry *out,
					  struct err *err);
MUST_CHECK bool account_sqlite_query_password(struct account_sqlite *db,
					      const char *user, const char *old,
					      const char *hash,
					      struct err *err);
/* As account_source_kind.relay. */
MUST_CHECK bool account_sqlite_query_relay(struct account_sqlite *db,
					   const struct account_relay *relay,
					   int64_t now, struct err *err);
