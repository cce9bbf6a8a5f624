/* SPDX-License-Identifier: MIT */
/*
 * Before the first of several things is done, a mark is put into the user's
 * memory; an attempt that finds it looks in the mailboxes for what an earlier
 * one stored. One thing alone needs none: it was done, or it was not.
 */
#include "deliver/deliver_actions_store.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "deliver/deliver_again.h"
#include "deliver/deliver_copy.h"
#include "deliver/deliver_once.h"
#include "store/store_message.h"

enum {
	MARK_DAYS = 7, /* an MTA gives up trying sooner */
	DAY = 24 * 60 * 60
};

static void mark_key(const struct deliver_actions *a,
		     uint8_t key[STORE_ONCE_KEY])
{
	deliver_once_key_of("delivery", a->o->given_once, SPAN(""), key);
}

/* One thing was done, or it was not. */
static bool needs_mark(const struct deliver_actions *a)
{
	return a->copy_count + a->sent_count + a->piped_count + a->is_one_more >
	       1;
}

/* *out_again: an earlier attempt did a part. */
static bool mark(struct deliver_actions *a, bool *out_again, struct err *err)
{
	int64_t until = clock_now() + (int64_t)MARK_DAYS * DAY;
	uint8_t key[STORE_ONCE_KEY];
	bool first;

	*out_again = false;
	if (!needs_mark(a))
		return true;
	mark_key(a, key);
	if (!store_once_claim(a->o->store, key, until, &first, err))
		return false;
	a->is_marked = true;
	*out_again = !first;
	return true;
}

/* Of those before it in that mailbox. */
static void add_others(const struct deliver_actions *a, size_t i,
		       struct ranges *out)
{
	for (size_t k = 0; k < i; k++)
		if (a->copy[k].uid && span_eq(a->copy[k].target.mailbox,
					      a->copy[i].target.mailbox))
			ranges_add(out, a->copy[k].uid);
}

/* If it is not found already. */
static bool find_stored(struct deliver_actions *a, size_t i, struct err *err)
{
	struct deliver_actions_copy *c = &a->copy[i];
	auto_ranges struct ranges others;
	const struct deliver_again it = {
		.header = c->message->header,
		.tail = c->message->is_edited ? c->message->body : a->o->given,
		.days = MARK_DAYS,
		.others = &others,
	};

	ranges_init(&others);
	add_others(a, i, &others);
	if (!c->uid && !deliver_again_find(a->o->store, c->target.mailbox, &it,
					   &c->uid, err))
		return false;
	c->is_found = c->uid != 0;
	return true;
}

bool deliver_actions_store_find(struct deliver_actions *a, struct err *err)
{
	uint8_t key[STORE_ONCE_KEY];
	bool again;

	/* The key takes a look at the whole message. */
	if (!needs_mark(a))
		return true;
	mark_key(a, key);
	if (!store_once_has(a->o->store, key, &again, err))
		return false;
	a->is_marked = again;
	for (size_t i = 0; again && i < a->copy_count; i++)
		if (!find_stored(a, i, err))
			return false;
	return true;
}

/* Of an edited message the first copy writes it, the others are links. */
static bool spool_of(struct deliver_actions *a,
		     const struct sieve_version *message,
		     struct store_spool **edited,
		     const struct sieve_version **edited_is,
		     struct store_spool **out, struct err *err)
{
	*out = a->whole;
	if (!message->is_edited)
		return true;
	if (*edited_is != message) {
		store_spool_free(edited);
		*edited = store_spool_new(a->o->store);
		*edited_is = message;
		if (!store_spool_write(*edited, message->header, err) ||
		    !store_spool_write(*edited, message->body, err))
			return false;
	}
	*out = *edited;
	return true;
}

static void log_copy(const struct deliver_actions *a,
		     const struct deliver_actions_copy *c, struct span mailbox)
{
	log_event(LOG_LEVEL_INFO, "sieve",
		  "user=%s outcome=%s uid=%u mailbox=%s", a->o->account->user,
		  c->is_found ? "stored-before" : "stored", c->uid,
		  LOG_TEXT(mailbox));
}

/* More keywords than a mailbox can have are no reason to keep mail out. */
static bool append(struct deliver_actions *a, struct deliver_actions_copy *c,
		   struct store_spool *spool, struct deliver_stored *out,
		   struct err *err)
{
	struct deliver_copy copy = {
		.mailbox = c->target.mailbox,
		.mailbox_is_detail = c->is_detail,
		.create = c->target.create,
		.special = c->target.special,
		.options = &c->target.options,
	};

	if (deliver_copy_append(a->o->config, a->o->store, &copy, spool, out,
				err))
		return true;
	if (err->kind != ERR_LIMIT || !c->target.options.keyword_count)
		return false;
	c->target.options.keyword_count = 0;
	return deliver_copy_append(a->o->config, a->o->store, &copy, spool, out,
				   err);
}

static void undo_one(struct deliver_actions *a,
		     const struct deliver_actions_copy *c)
{
	auto_ranges struct ranges uids;
	struct store_box *box;
	struct err err;

	ranges_init(&uids);
	ranges_add(&uids, c->uid);
	if (!store_box_open(a->o->store, c->target.mailbox, STORE_READ_WRITE,
			    &box, &err)) {
		log_err(LOG_LEVEL_WARN, "sieve", &err, "step=undo");
		return;
	}
	if (!store_expunge_any(box, &uids, &err))
		log_err(LOG_LEVEL_WARN, "sieve", &err, "step=undo");
	store_box_close(&box);
}

/* The message is refused for good: nothing of it may stay. */
static void undo(struct deliver_actions *a, size_t count, const struct err *why)
{
	if (why->kind != ERR_QUOTA && why->kind != ERR_LIMIT &&
	    why->kind != ERR_DENIED)
		return;
	for (size_t i = 0; i < count; i++)
		undo_one(a, &a->copy[i]);
}

static bool store_one(struct deliver_actions *a, struct deliver_actions_copy *c,
		      struct store_spool *spool, struct deliver_stored *first,
		      struct err *err)
{
	struct deliver_stored stored = { 0 };

	if (c->uid)
		stored.mailbox = c->target.mailbox;
	else if (!append(a, c, spool, &stored, err))
		return false;
	else
		c->uid = stored.uid;
	c->target.mailbox = stored.mailbox;
	if (a->copy_count > 1)
		log_copy(a, c, stored.mailbox);
	if (!first->uid) {
		first->uid = c->uid;
		first->mailbox = stored.mailbox;
	}
	return true;
}

static bool store_all(struct deliver_actions *a, bool again,
		      struct deliver_stored *out, struct err *err)
{
	const struct sieve_version *edited_is = NULL;
	struct store_spool *edited = NULL;
	bool done = true;

	for (size_t i = 0; i < a->copy_count && done; i++) {
		struct deliver_actions_copy *c = &a->copy[i];
		struct store_spool *spool;

		done = (!again || find_stored(a, i, err)) &&
		       spool_of(a, c->message, &edited, &edited_is, &spool,
				err) &&
		       store_one(a, c, spool, out, err);
		if (!done)
			undo(a, i, err);
	}
	store_spool_free(&edited);
	return done;
}

static const char *outcome_of(const struct deliver_actions *a)
{
	if (a->copy_count)
		return "stored";
	if (a->sent_count)
		return "redirected";
	if (a->piped_count)
		return "piped";
	return a->refusal == DELIVER_ACTIONS_RETURNED ? "rejected"
						      : "discarded";
}

bool deliver_actions_store(struct deliver_actions *a,
			   struct deliver_stored *out, struct err *err)
{
	bool again;

	*out = (struct deliver_stored){ .outcome = outcome_of(a) };
	return !a->copy_count ||
	       (mark(a, &again, err) && store_all(a, again, out, err));
}

void deliver_actions_store_forget(struct deliver_actions *a)
{
	uint8_t key[STORE_ONCE_KEY];
	struct err err;

	if (!a->is_marked)
		return;
	mark_key(a, key);
	if (!store_once_put(a->o->store, key, 0, &err))
		log_err(LOG_LEVEL_ERROR, "sieve", &err, "user=%s step=forget",
			a->o->account->user);
}
