/* SPDX-License-Identifier: MIT */
#include "auth/auth_recipient.h"

#include <stdlib.h>

#include "account/account_address.h"
#include "auth/auth_chain.h"
#include "base/auto.h"
#include "base/x.h"

enum {
	USER_MAX = 1000
};

struct question {
	struct auth_server *server;
	char *address; /* that step is about */
	struct account_address step;
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

/* The next user that the address may belong to. */
static bool ask_next(struct question *q)
{
	auto_buf struct buf user;

	buf_init(&user, USER_MAX);
	if (!account_address_next(&q->step, &user))
		return false;
	ask(q, buf_str(&user));
	return true;
}

static void answered(void *arg, const struct auth_chain_answer *answer)
{
	struct question *q = arg;

	if (answer->verdict == AUTH_VERDICT_UNKNOWN && ask_next(q))
		return;
	q->told(q->arg, judge(answer), answer->entry);
	free(q->address);
	free(q);
}

void auth_recipient_find(struct auth_server *server, struct span address,
			 auth_recipient_told *told, void *arg)
{
	const struct config *config = &server->proc.config;
	struct question *q;

	if (!address.len || address.len > USER_MAX ||
	    span_find_char(address, '\0') < address.len) {
		told(arg, AUTH_RECIPIENT_UNKNOWN, NULL);
		return;
	}
	q = x_calloc(1, sizeof(*q));
	q->server = server;
	q->told = told;
	q->arg = arg;
	q->address = x_span_dup(address);
	account_address_init(&q->step, span_of(q->address),
			     config->recipient_delimiter,
			     config->catch_all_user);
	if (!ask_next(q))
		answered(q, &(struct auth_chain_answer){
				    .verdict = AUTH_VERDICT_UNKNOWN });
}
