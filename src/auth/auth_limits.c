/* SPDX-License-Identifier: MIT */
/* The chain says which source knows the user; that one is asked to write. */
#include "auth/auth_limits.h"

#include <stdlib.h>

#include "auth/auth_source.h"
#include "base/log.h"
#include "base/x.h"

struct change {
	struct auth_server *server;
	struct account_limits limits;
	char master[256];
	char user[256];
	auth_limits_told *told;
	void *arg;
};

static void finish(struct change *change, enum auth_limits_result result,
		   const char *why)
{
	if (result != AUTH_LIMITS_SET)
		log_event(LOG_LEVEL_WARN, "limits",
			  "user=%s master=%s refused=%s",
			  LOG_TEXT(span_of(change->user)),
			  LOG_TEXT(span_of(change->master)),
			  LOG_TEXT(span_of(why)));
	change->server->asked--;
	change->told(change->arg, result, why);
	free(change);
}

/* Under whichever name a user is cached. */
static void set(struct change *change)
{
	auth_chain_flush(change->server->chain, NULL);
	log_event(LOG_LEVEL_INFO, "limits",
		  "user=%s master=%s quota_bytes=%llu quota_messages=%u",
		  LOG_TEXT(span_of(change->user)),
		  LOG_TEXT(span_of(change->master)),
		  (unsigned long long)change->limits.bytes,
		  change->limits.messages);
	finish(change, AUTH_LIMITS_SET, "");
}

static void source_told(void *arg, const struct auth_source_answer *answer)
{
	struct change *change = arg;

	if (answer->result == AUTH_SOURCE_FOUND)
		set(change);
	else if (answer->result == AUTH_SOURCE_REFUSED)
		finish(change, AUTH_LIMITS_CANNOT, answer->err->text);
	else
		finish(change, AUTH_LIMITS_TEMP, "Temporary failure");
}

static struct auth_source *source_of(const struct change *change,
				     const struct config_source *section)
{
	struct auth_source *source = NULL;

	for (size_t i = 0;; i++) {
		source = auth_chain_source(change->server->chain, i);
		if (!source || auth_source_section(source) == section)
			return source;
	}
}

static void user_told(void *arg, const struct auth_chain_answer *answer)
{
	struct change *change = arg;
	struct auth_subject subject = { .user = "" };
	const struct auth_source_question question = {
		.task = AUTH_SOURCE_LIMITS,
		.subject = &subject,
		.limits = &change->limits,
	};
	struct auth_source *source =
		answer->source ? source_of(change, answer->source) : NULL;

	snprintf(subject.user, sizeof(subject.user), "%s", change->user);
	if (answer->verdict != AUTH_VERDICT_OK || !source)
		finish(change, AUTH_LIMITS_TEMP, "Temporary failure");
	else
		auth_source_ask(source, &question, source_told, change);
}

void auth_limits_set(struct auth_server *server,
		     const struct auth_question *question,
		     auth_limits_told *told, void *arg)
{
	struct change *change = x_calloc(1, sizeof(*change));
	const struct account_query query = { change->user, "", "", "" };
	const char *master = NULL;

	change->server = server;
	server->asked++;
	change->limits = question->limits;
	change->told = told;
	change->arg = arg;
	if (account_normalize(span_of(question->user), change->user,
			      sizeof(change->user)))
		master = auth_grants_master(server->grants, change->user,
					    span_of(question->grant));
	snprintf(change->master, sizeof(change->master), "%s",
		 master ? master : "");
	if (master)
		auth_chain_lookup(server->chain, &query, user_told, change);
	else
		finish(change, AUTH_LIMITS_DENIED, "no such grant");
}
