/* SPDX-License-Identifier: MIT */
#include "imap/imap_event.h"

#include "base/auto.h"
#include "base/log.h"
#include "deliver/deliver_event.h"
#include "imap/imap_rights.h"
#include "store/store_message.h"
#include "store/store_metadata.h"

enum {
	ENTRY_MAX = 240
};

struct before {
	uint32_t uid;
	uint32_t flags;
	uint64_t keywords;
};

struct imap_event_flags {
	struct before *at; /* ascending */
	size_t count;
};

/* What has happened, and where. */
struct event {
	struct imap_session *session;
	const char *cause;
	struct span path; /* of the mailbox */
	struct span from; /* likewise */
	struct store_user *user;
	struct span name; /* in that store */
};

static bool are_wanted(const struct imap_session *session)
{
	return session->config->sieve && (session->config->imapsieve_url[0] ||
					  session->config->rule_count);
}

void imap_event_capability(const struct config *config, struct buf *out)
{
	if (config->sieve && config->imapsieve_url[0])
		buf_add_format(out, " IMAPSIEVE=%s", config->imapsieve_url);
}

/* ---- which scripts ---- */

static bool is_mailbox(const char *wanted, struct span path)
{
	return span_eq(span_of(wanted), SPAN("*")) ||
	       (span_eq_nocase(path, SPAN("INBOX"))
			? span_eq_nocase(span_of(wanted), path)
			: span_eq(span_of(wanted), path));
}

static bool applies(const struct config_rule *rule, const struct event *e)
{
	struct span list = span_of(rule->causes);
	bool named = list.len == 0;
	struct span word;

	while (!named && span_cut(&list, ' ', &word))
		named = span_eq_nocase(word, span_of(e->cause));
	return named && is_mailbox(rule->mailbox, e->path) &&
	       is_mailbox(rule->from, e->from);
}

/* *out NULL: there is no such entry. */
static bool find_entry(struct event *e, struct span mailbox, struct span *out,
		       struct err *err)
{
	struct store_metadata *entry;
	size_t count;

	*out = (struct span){ NULL, 0 };
	if (!store_metadata_list(e->user, mailbox, &e->session->arena, &entry,
				 &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(entry[i].entry,
				   SPAN("/shared/imapsieve/script")))
			*out = entry[i].value;
	return true;
}

/* RFC 6785 2.3.1: an entry that is there counts, whatever it says. */
static void add_own(struct event *e, struct deliver_chain *chain)
{
	struct arena *arena = &e->session->arena;
	struct span script;
	struct err err;

	if (!e->session->config->imapsieve_url[0])
		return;
	if (!find_entry(e, e->name, &script, &err) ||
	    (!script.ptr && !find_entry(e, SPAN(""), &script, &err))) {
		log_err(LOG_LEVEL_WARN, "imapsieve", &err, "mailbox=%s",
			LOG_TEXT(e->path));
		return;
	}
	if (script.len && script.len <= ENTRY_MAX)
		deliver_chain_add_named(chain, arena, script);
}

/* false: there are none. */
static bool find_scripts(struct event *e, struct deliver_chain *chain)
{
	const struct config *config = e->session->config;
	struct arena *arena = &e->session->arena;

	deliver_chain_begin(arena, chain);
	for (size_t i = 0; i < config->rule_count; i++)
		if (applies(&config->rule[i], e))
			deliver_chain_add_files(chain, arena,
						config->rule[i].before);
	add_own(e, chain);
	for (size_t i = 0; i < config->rule_count; i++)
		if (applies(&config->rule[i], e))
			deliver_chain_add_files(chain, arena,
						config->rule[i].after);
	return chain->count > 0;
}

/* ---- running them ---- */

static bool flags_now(struct store_box *box, uint32_t uid, struct before *out,
		      struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool done;

	if (!store_read_begin(box, &read, err))
		return false;
	done = store_message_get(&read, uid, &message, err);
	store_read_end(&read);
	if (!done)
		return false;
	*out = (struct before){ uid, message.flags & INDEX_FLAG_MASK,
				message.keywords };
	return true;
}

static void run_one(const struct deliver_event *event, uint32_t uid,
		    const struct deliver_event_flags *changed)
{
	static const char *const outcomes[] = {
		[DELIVER_EVENT_KEPT] = "kept",
		[DELIVER_EVENT_DONE] = "done",
		[DELIVER_EVENT_FLAGGED] = "flagged",
		[DELIVER_EVENT_DELETED] = "deleted",
	};
	enum deliver_event_outcome outcome;
	struct err err;

	if (deliver_event_run(event, uid, changed, &outcome, &err))
		log_event(LOG_LEVEL_INFO, "imapsieve",
			  "cause=%s mailbox=%s uid=%u outcome=%s", event->cause,
			  LOG_TEXT(span_of(event->box->name)), uid,
			  outcomes[outcome]);
	else if (err.kind != ERR_GONE)
		log_err(LOG_LEVEL_ERROR, "imapsieve", &err,
			"cause=%s mailbox=%s uid=%u", event->cause,
			LOG_TEXT(span_of(event->box->name)), uid);
}

static struct deliver_event event_of(const struct event *e,
				     struct store_box *box,
				     const struct deliver_chain *chain)
{
	return (struct deliver_event){
		.config = e->session->config,
		.box = box,
		.cause = e->cause,
		.user = span_of(store_user_account(e->session->user)->user),
		.chain = chain,
	};
}

void imap_event_arrived(struct imap_session *session,
			const struct imap_mailbox *to,
			const struct ranges *uids, const char *cause,
			struct span from)
{
	static const struct deliver_event_flags none;
	struct event e = {
		.session = session,
		.cause = cause,
		.path = to->path,
		.from = from,
		.user = to->user,
		.name = to->name,
	};
	struct deliver_event event;
	struct deliver_chain chain;
	struct store_box *box;
	struct err err;

	if (!are_wanted(session) || ranges_is_empty(uids) ||
	    !find_scripts(&e, &chain))
		return;
	/* Who opens it to write takes \Recent from the client. */
	if (!imap_rights_open(session, to, STORE_READ_ONLY, &box, &err)) {
		log_err(LOG_LEVEL_ERROR, "imapsieve", &err, "mailbox=%s",
			LOG_TEXT(to->path));
		return;
	}
	box->access = STORE_READ_WRITE;
	event = event_of(&e, box, &chain);
	for (uint32_t uid = ranges_from(uids, 1); uid;
	     uid = ranges_next(uids, uid))
		run_one(&event, uid, &none);
	store_box_close(&box);
}

/* ---- flags ---- */

static bool begin_flags(struct imap_session *session, struct event *e,
			struct deliver_chain *chain)
{
	struct store_box *box = session->box;

	*e = (struct event){
		.session = session,
		.cause = "FLAG",
		.path = imap_mailbox_path(session, box->user,
					  span_of(box->name)),
		.from = SPAN(""),
		.user = box->user,
		.name = span_of(box->name),
	};
	return find_scripts(e, chain);
}

struct imap_event_flags *imap_event_flags(struct imap_session *session,
					  struct ranges *uids)
{
	struct imap_event_flags *before;
	struct deliver_chain chain;
	struct event e;
	struct err err;

	if (!are_wanted(session) || ranges_is_empty(uids) ||
	    !begin_flags(session, &e, &chain))
		return NULL;
	before = arena_alloc(&session->arena, sizeof(*before));
	before->at = arena_alloc_array(&session->arena, ranges_size(uids),
				       sizeof(*before->at));
	for (uint32_t uid = ranges_from(uids, 1); uid;
	     uid = ranges_next(uids, uid))
		before->count += flags_now(session->box, uid,
					   &before->at[before->count], &err);
	return before;
}

void imap_event_flagged(struct imap_session *session,
			const struct imap_event_flags *before,
			const struct ranges *uids)
{
	struct deliver_event event;
	struct deliver_chain chain;
	struct before now;
	struct event e;
	struct err err;

	if (!before || !begin_flags(session, &e, &chain))
		return;
	event = event_of(&e, session->box, &chain);
	for (size_t i = 0; i < before->count; i++) {
		const struct before *b = &before->at[i];
		struct deliver_event_flags changed;

		if (!ranges_has(uids, b->uid) ||
		    !flags_now(session->box, b->uid, &now, &err))
			continue;
		changed.flags = now.flags ^ b->flags;
		changed.keywords = now.keywords ^ b->keywords;
		if (changed.flags || changed.keywords)
			run_one(&event, b->uid, &changed);
	}
}

void imap_event_seen(struct imap_session *session, const struct ranges *uids)
{
	static const struct deliver_event_flags seen = { .flags = INDEX_SEEN };
	struct deliver_event event;
	struct deliver_chain chain;
	struct event e;

	if (!are_wanted(session) || ranges_is_empty(uids) ||
	    !begin_flags(session, &e, &chain))
		return;
	event = event_of(&e, session->box, &chain);
	for (uint32_t uid = ranges_from(uids, 1); uid;
	     uid = ranges_next(uids, uid))
		run_one(&event, uid, &seen);
}
