/* SPDX-License-Identifier: MIT */
/*
 * fumikura sieve run: a script for the messages that lie in a mailbox. It only
 * says what would be done, unless it is told to do it.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "admin/adm_account.h"
#include "admin/adm_sieve.h"
#include "admin/adm_sieve_json.h"
#include "base/auto.h"
#include "deliver/deliver_event.h"
#include "io/file.h"

struct run_call {
	const struct config *config;
	const char *user, *mailbox;
	struct span script;
	bool execute;
	struct store_user *store;
	struct store_box *box;
	struct arena arena;
};

static void say_actions(void *context, uint32_t uid,
			const struct sieve_action *actions)
{
	json_t *all = adm_sieve_json(actions);

	(void)context;
	printf("UID %" PRIu32 "\n", uid);
	adm_sieve_json_print(all);
	json_decref(all);
}

static void say_outcome(uint32_t uid, enum deliver_event_outcome outcome)
{
	static const char *const outcomes[] = {
		[DELIVER_EVENT_KEPT] = "kept",
		[DELIVER_EVENT_DONE] = "done",
		[DELIVER_EVENT_FLAGGED] = "flagged",
		[DELIVER_EVENT_DELETED] = "deleted",
	};

	printf("UID %" PRIu32 "\t%s\n", uid, outcomes[outcome]);
}

/* A message for which it fails does not keep it from the others. */
static int run_each(const struct run_call *r, const struct deliver_event *event)
{
	static const struct deliver_event_flags none;
	enum deliver_event_outcome outcome;
	struct ranges uids;
	struct err err;
	int code = ADM_OK;

	ranges_init(&uids);
	ranges_add_all(&uids, &r->box->uids);
	for (uint32_t uid = ranges_from(&uids, 1); uid;
	     uid = ranges_next(&uids, uid)) {
		err_clear(&err);
		if (!deliver_event_run(event, uid, &none, &outcome, &err)) {
			fprintf(stderr, "UID %" PRIu32 ": ", uid);
			code = adm_worse(code, adm_complain(&err));
		} else if (r->execute) {
			say_outcome(uid, outcome);
		}
	}
	ranges_release(&uids);
	return code;
}

static int run_all(struct run_call *r)
{
	struct deliver_chain chain;
	struct deliver_event event = {
		.config = r->config,
		.box = r->box,
		.cause = "",
		.user = span_of(store_user_account(r->store)->user),
		.chain = &chain,
		.tell = r->execute ? NULL : say_actions,
	};
	struct err err = { 0 };

	deliver_chain_begin(&r->arena, &chain);
	deliver_chain_add_text(&chain, r->script);
	if (!deliver_event_check(&event, &err))
		return adm_complain(&err);
	return run_each(r, &event);
}

static int open_and_run(struct run_call *r)
{
	struct store_settings settings = store_settings_of(r->config);
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	struct err err = { 0 };
	int code = ADM_OK;

	if (!adm_account_find(r->config, r->user, &accounts, &err) ||
	    !adm_account_enter(r->config, &err) ||
	    !store_user_open(accounts.account, &settings, &r->store, &err))
		return adm_complain(&err);
	if (store_box_open(r->store, span_of(r->mailbox), STORE_READ_ONLY,
			   &r->box, &err)) {
		/* Who opens it to write takes \Recent from the client. */
		r->box->access = STORE_READ_WRITE;
		code = run_all(r);
		store_box_close(&r->box);
	} else {
		code = adm_complain(&err);
	}
	store_warn(r->store);
	store_user_close(&r->store);
	return code;
}

static int run_script(struct adm_call *call)
{
	struct run_call r = { .config = &call->config };
	auto_buf struct buf text;
	const char *file;
	struct err err;
	int code;

	buf_init(&text, call->config.sieve_max_script_size);
	r.execute = adm_take_switch(call, "execute");
	r.user = adm_take_word(call);
	r.mailbox = adm_take_word(call);
	file = adm_take_word(call);
	if (!file || call->argc)
		return ADM_USAGE;
	if (!file_read(AT_FDCWD, file, &text, &err))
		return adm_complain(&err);
	r.script = buf_span(&text);
	arena_init(&r.arena);
	code = open_and_run(&r);
	arena_release(&r.arena);
	return code;
}

const struct adm_sieve_verb adm_sieve_run = { "run", run_script };
