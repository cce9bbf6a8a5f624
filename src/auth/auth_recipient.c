/* SPDX-License-Identifier: MIT */
#include "auth/auth_recipient.h"

#include <stdlib.h>

#include "account/account_address.h"
#include "auth/auth_chain.h"
#include "base/auto.h"
#include "base/x.h"

struct question {
	struct auth_server *server;
	char *plain; /* to be asked for next; NULL: nothing */
	auth_recipient_told *told;
	void *arg;
};

static enum auth_recipient judge(const struct auth_chain_answer *answer)
{
	if (answer->verdict == AUTH_VERDICT_UNKNOWN)
		return AUTH_RECIPIENT_UNKNOWN;
	if (answer->verdict != AUTH_VERDICT_OK)
		return AUTH_RECIPIENT_TEMP;
	switch ((enum account_state)answer->entry->account.state) {
	case ACCOUNT_ACTIVE:
	case ACCOUNT_NOACCESS:
		return AUTH_RECIPIENT_TAKES;
	case ACCOUNT_DISABLED:
		return AUTH_RECIPIENT_DISABLED;
	case ACCOUNT_DELETED:
		break;
	}
	return AUTH_RECIPIENT_UNKNOWN;
}

static void answered(void *arg, const struct auth_chain_answer *answer);

static void ask(struct question *q, const char *user)
{
	const struct account_query query = {
		.user = user,
		.service = "lmtp",
		.local_ip = "",
		.remote_ip = "",
	};

	auth_chain_lookup(q->server->chain, &query, answered, q);
}

static void answered(void *arg, const struct auth_chain_answer *answer)
{
	struct question *q = arg;

	if (answer->verdict == AUTH_VERDICT_UNKNOWN && q->plain) {
		auto_free char *plain = TAKE(q->plain);

		ask(q, plain);
		return;
	}
	q->told(q->arg, judge(answer), answer->entry);
	free(q->plain);
	free(q);
}

void auth_recipient_find(struct auth_server *server, struct span address,
			 auth_recipient_told *told, void *arg)
{
	auto_free char *user = x_span_dup(address);
	struct question *q;

	if (span_find_char(address, '\0') < address.len) {
		told(arg, AUTH_RECIPIENT_UNKNOWN, NULL);
		return;
	}
	q = x_calloc(1, sizeof(*q));
	q->server = server;
	q->told = told;
	q->arg = arg;
	q->plain = account_address_plain(
		address, server->proc.config.recipient_delimiter);
	ask(q, user);
}
