/* SPDX-License-Identifier: MIT */
#include "auth/auth_check.h"

#include "account/account_access.h"
#include "base/network.h"
#include "crypto/crypto_password.h"
#include "stats/stats.h"

enum auth_verdict auth_check_password(const struct crypto_stored *stored,
				      struct span password, struct span dummy)
{
	const struct crypto_stored instead = { .text = dummy };
	bool usable = stored->text.len > 0;

	stats_add(STATS_auth_hashes, 1);
	switch (crypto_password_verify(usable ? stored : &instead, password)) {
	case CRYPTO_PASSWORD_RIGHT:
		return usable ? AUTH_VERDICT_OK : AUTH_VERDICT_WRONG;
	case CRYPTO_PASSWORD_UNUSABLE:
		return usable ? AUTH_VERDICT_UNUSABLE : AUTH_VERDICT_WRONG;
	case CRYPTO_PASSWORD_WRONG:
		break;
	}
	return AUTH_VERDICT_WRONG;
}

enum auth_verdict auth_check_access(const struct account_entry *entry,
				    const struct account_query *query)
{
	uint32_t service = account_access_service(span_of(query->service));

	if (entry->account.state != ACCOUNT_ACTIVE)
		return AUTH_VERDICT_DISABLED;
	if (entry->closed_services & service)
		return AUTH_VERDICT_FORBIDDEN;
	if (entry->allow_nets[0] &&
	    !network_list_has(span_of(entry->allow_nets),
			      span_of(query->remote_ip)))
		return AUTH_VERDICT_FORBIDDEN;
	return AUTH_VERDICT_OK;
}

const char *auth_check_verdict_name(enum auth_verdict verdict)
{
	static const char *const names[] = {
		[AUTH_VERDICT_OK] = "ok",
		[AUTH_VERDICT_UNKNOWN] = "unknown_user",
		[AUTH_VERDICT_WRONG] = "wrong_password",
		[AUTH_VERDICT_DISABLED] = "disabled",
		[AUTH_VERDICT_FORBIDDEN] = "not_allowed",
		[AUTH_VERDICT_AUTHORIZE] = "authorization_refused",
		[AUTH_VERDICT_UNUSABLE] = "unusable_stored_password",
		[AUTH_VERDICT_TEMP] = "temporary_failure",
		[AUTH_VERDICT_JUDGE] = "undecided",
	};
	return names[verdict];
}
