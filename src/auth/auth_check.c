/* SPDX-License-Identifier: MIT */
#include "auth/auth_check.h"

#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"

/* Whatever it says: only the time it takes counts. */
static void spend_time(const struct auth_check *check)
{
	const struct crypto_stored dummy = { .text = span_of(check->dummy) };
	enum crypto_password ignored =
		crypto_password_verify(&dummy, span_of(check->password));

	(void)ignored;
}

static enum auth_verdict compare(struct auth_check *check,
				 const struct account_entry *row)
{
	const struct crypto_stored stored = {
		.text = span_of(row->password),
		.user = span_of(check->account.user),
	};

	if (!row->password[0]) {
		spend_time(check);
		return AUTH_VERDICT_WRONG;
	}
	switch (crypto_password_verify(&stored, span_of(check->password))) {
	case CRYPTO_PASSWORD_WRONG:
		return AUTH_VERDICT_WRONG;
	case CRYPTO_PASSWORD_UNUSABLE:
		return AUTH_VERDICT_UNUSABLE;
	case CRYPTO_PASSWORD_RIGHT:
		break;
	}
	return row->account.state == ACCOUNT_ACTIVE ? AUTH_VERDICT_OK
						    : AUTH_VERDICT_DISABLED;
}

/* RFC 4616: an authorization identity other than the user's own needs a right
 * that nobody has yet. */
static bool is_own_identity(const struct auth_check *check)
{
	char other[sizeof(check->account.user)];

	return !check->authorize ||
	       (account_normalize(span_of(check->authorize), other,
				  sizeof(other)) &&
		span_eq(span_of(other), span_of(check->account.user)));
}

static enum auth_verdict judge(struct auth_check *check,
			       struct account_sqlite *source,
			       struct account_entry *row)
{
	enum auth_verdict verdict;

	if (!account_normalize(span_of(check->user), check->account.user,
			       sizeof(check->account.user))) {
		check->account.user[0] = '\0';
		spend_time(check);
		return AUTH_VERDICT_UNKNOWN;
	}
	if (!account_sqlite_lookup(source, check->account.user, row,
				   &check->err)) {
		if (check->err.kind != ERR_NOTFOUND)
			return AUTH_VERDICT_TEMP;
		spend_time(check);
		return AUTH_VERDICT_UNKNOWN;
	}
	verdict = compare(check, row);
	if (verdict == AUTH_VERDICT_OK && !is_own_identity(check))
		verdict = AUTH_VERDICT_AUTHORIZE;
	if (verdict == AUTH_VERDICT_OK)
		check->account = row->account;
	return verdict;
}

void auth_check_run(struct auth_check *check, struct account_sqlite *source)
{
	struct account_entry row;

	check->verdict = judge(check, source, &row);
	crypto_secret_wipe(&row, sizeof(row));
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
