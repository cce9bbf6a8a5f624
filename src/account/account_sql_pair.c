/* SPDX-License-Identifier: MIT */
#include "account/account_sql_pair.h"

#include <string.h>

#include "crypto/crypto_secret.h"

/* What password_query says of logins counts, of all else user_query. */
static void take_login(struct account_entry *out,
		       const struct account_entry *login)
{
	memcpy(out->password, login->password, sizeof(out->password));
	memcpy(out->apop_secret, login->apop_secret, sizeof(out->apop_secret));
	out->closed_services |= login->closed_services;
	if (login->allow_nets[0])
		memcpy(out->allow_nets, login->allow_nets,
		       sizeof(out->allow_nets));
	if (login->account.state > out->account.state)
		out->account.state = login->account.state;
}

static void take_no_login(struct account_entry *out)
{
	crypto_secret_wipe(out->password, sizeof(out->password));
	crypto_secret_wipe(out->apop_secret, sizeof(out->apop_secret));
	if (out->account.state < ACCOUNT_NOACCESS)
		out->account.state = ACCOUNT_NOACCESS;
}

bool account_sql_pair_lookup(const struct account_sql_schema *schema,
			     account_sql_pair_ask *ask, void *source,
			     const struct account_query *query,
			     struct account_entry *out, struct err *err)
{
	struct account_query user = *query;
	struct account_entry login;
	bool known, good;

	if (!schema->login.text)
		return ask(source, &schema->user, query, out, err);
	known = ask(source, &schema->login, query, &login, err);
	if (!known && err->kind != ERR_NOTFOUND)
		return false;
	if (known)
		user.user = login.account.user;
	good = ask(source, &schema->user, &user, out, err);
	if (good && known)
		take_login(out, &login);
	else if (good)
		take_no_login(out);
	crypto_secret_wipe(&login, sizeof(login));
	return good;
}
