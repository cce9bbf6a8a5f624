/* SPDX-License-Identifier: MIT */
/*
 * A context is its program and what that last found. Only messages that have
 * changed or are new are looked at again. Sequence numbers in a program mean
 * the messages that had them when it came (RFC 5267 4.3).
 */
#include "imap/imap_context.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "imap/imap_arrival.h"
#include "imap/imap_esearch.h"
#include "imap/imap_pack.h"
#include "imap/imap_search.h"

enum {
	RUNS_MAX = 100000 /* of sequence sets made UIDs */
};

struct imap_context {
	struct imap_context *next;
	struct span tag;
	bool uid;
	bool names_mailbox;
	struct arena arena; /* holds the program and its text */
	struct span text;
	struct imap_search_program program;
	struct ranges found;
	struct span items; /* of FETCH, for what comes */
};

static void free_one(struct imap_context *c)
{
	imap_search_release(&c->program);
	ranges_release(&c->found);
	arena_release(&c->arena);
	free(c);
}

static struct imap_context **find(struct imap_session *session, struct span tag)
{
	struct imap_context **at = &session->contexts;

	while (*at && !span_eq((*at)->tag, tag))
		at = &(*at)->next;
	return at;
}

bool imap_context_has(const struct imap_session *session, struct span tag)
{
	const struct imap_context *c = session->contexts;

	while (c && !span_eq(c->tag, tag))
		c = c->next;
	return c != NULL;
}

/* Of numbers the UIDs that they stand for now. */
static void fix_numbers(struct store_box *box, struct store_criterion *c,
			size_t *runs)
{
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	if (c->key == STORE_KEY_SEQUENCE && *runs < RUNS_MAX) {
		for (size_t i = 0; i < c->set.count; i++)
			ranges_add_run(
				&uids,
				ranges_select(&box->uids, c->set.run[i].first),
				ranges_select(&box->uids, c->set.run[i].last));
		ranges_copy(&c->set, &uids);
		c->key = STORE_KEY_UID;
	}
	*runs += c->set.count;
	for (c = c->child; c; c = c->next)
		fix_numbers(box, c, runs);
}

static bool has_room(const struct imap_session *session)
{
	size_t count = 0;

	for (const struct imap_context *c = session->contexts; c; c = c->next)
		count++;
	return count < session->config->imap_contexts;
}

/* NULL: it is too large. */
static struct imap_context *make(struct imap_session *session,
				 const struct imap_context_search *search)
{
	const struct imap_search_input in =
		imap_search_input_of(session, &session->box->uids);
	struct imap_context *c = x_calloc(1, sizeof(*c));
	size_t runs = 0;
	bool good;

	arena_init(&c->arena);
	ranges_init(&c->found);
	c->tag = arena_dup(&c->arena, search->tag);
	c->uid = search->uid;
	c->names_mailbox = search->names_mailbox;
	c->items = arena_dup(&c->arena, search->items);
	c->text = arena_dup(&c->arena, search->program);
	good = imap_search_parse(&in, c->text, &c->arena, &c->program) ==
	       IMAP_SEARCH_OK;
	if (good)
		fix_numbers(session->box, c->program.root, &runs);
	if (good && runs < RUNS_MAX)
		return c;
	free_one(c);
	return NULL;
}

void imap_context_follow(struct imap_session *session,
			 const struct imap_context_search *search,
			 const struct ranges *found)
{
	struct imap_context *c =
		has_room(session) ? make(session, search) : NULL;

	if (!c) {
		imap_context_refuse(session, search->tag,
				    "Too many searches are followed");
		return;
	}
	ranges_copy(&c->found, found);
	c->next = session->contexts;
	session->contexts = c;
}

/* RFC 5267 4.3.1 */
void imap_context_refuse(struct imap_session *session, struct span tag,
			 const char *why)
{
	stream_write_format(&session->stream, "* NO [NOUPDATE \"%.*s\"] %s\r\n",
			    SPAN_ARG(tag), why);
}

bool imap_context_cancel(struct imap_session *session, struct span tag)
{
	struct imap_context **at = find(session, tag);
	struct imap_context *c = *at;

	if (!c)
		return false;
	*at = c->next;
	free_one(c);
	return true;
}

void imap_context_end_all(struct imap_session *session)
{
	while (session->contexts) {
		struct imap_context *c = session->contexts;

		session->contexts = c->next;
		free_one(c);
	}
}

/* ---- telling ---- */

static void send(struct imap_session *session, const struct imap_context *c,
		 struct ranges *view, const char *word,
		 const struct ranges *uids)
{
	const struct imap_esearch to = {
		.session = session,
		.tag = c->tag,
		.view = c->uid ? NULL : view,
		.box = c->names_mailbox ? session->box : NULL,
	};

	if (!ranges_is_empty(uids))
		imap_esearch_send_update(&to, word, uids);
}

void imap_context_tell_gone(struct imap_session *session,
			    const struct ranges *gone, struct ranges *before)
{
	for (struct imap_context *c = session->contexts; c; c = c->next) {
		auto_ranges struct ranges lost;

		ranges_init(&lost);
		ranges_copy(&lost, &c->found);
		ranges_intersect(&lost, gone);
		send(session, c, before, "REMOVEFROM", &lost);
		ranges_remove_all(&c->found, &lost);
	}
}

/* Those of `uids` that match. */
static bool match(struct imap_session *session, struct imap_context *c,
		  const struct ranges *uids, struct ranges *out,
		  struct err *err)
{
	struct store_criterion among = { .key = STORE_KEY_UID, .set = *uids };
	struct store_criterion both = { .key = STORE_KEY_AND, .child = &among };
	bool ok;

	among.next = c->program.root;
	ok = store_search(session->box, &both, out, err);
	c->program.root->next = NULL;
	return ok;
}

static bool send_items(struct imap_session *session,
		       const struct imap_context *c,
		       const struct ranges *matching,
		       const struct ranges *asked, struct err *err)
{
	auto_ranges struct ranges uids = { 0 };

	if (c->items.len == 0)
		return true;
	ranges_init(&uids);
	ranges_copy(&uids, matching);
	ranges_intersect(&uids, asked);
	return imap_arrival_send(session, &uids, c->items, err);
}

static bool tell_changed(struct imap_session *session, struct imap_context *c,
			 const struct ranges *changed,
			 const struct ranges *asked, struct err *err)
{
	struct ranges *view = &session->box->uids;
	auto_ranges struct ranges match_now;
	auto_ranges struct ranges lost;

	ranges_init(&match_now);
	ranges_init(&lost);
	if (!match(session, c, changed, &match_now, err))
		return false;
	ranges_copy(&lost, &c->found);
	ranges_intersect(&lost, changed);
	ranges_remove_all(&lost, &match_now);
	ranges_remove_all(&match_now, &c->found);
	if (!send_items(session, c, &match_now, asked, err))
		return false;
	send(session, c, view, "REMOVEFROM", &lost);
	send(session, c, view, "ADDTO", &match_now);
	ranges_remove_all(&c->found, &lost);
	ranges_add_all(&c->found, &match_now);
	return true;
}

bool imap_context_tell_changed(struct imap_session *session,
			       const struct ranges *changed,
			       const struct ranges *asked, struct err *err)
{
	if (ranges_is_empty(changed))
		return true;
	for (struct imap_context *c = session->contexts; c; c = c->next)
		if (!tell_changed(session, c, changed, asked, err))
			return false;
	return true;
}

/* ---- parking ---- */

enum {
	UID = 1,
	NAMES_MAILBOX = 2,
	ALL_BITS = 3
};

static size_t count_sets(const struct store_criterion *c)
{
	size_t count = c->key == STORE_KEY_UID;

	for (c = c->child; c; c = c->next)
		count += count_sets(c);
	return count;
}

static void put_sets(struct buf *out, const struct store_criterion *c)
{
	if (c->key == STORE_KEY_UID)
		imap_pack_ranges(out, &c->set);
	for (c = c->child; c; c = c->next)
		put_sets(out, c);
}

static void put_context(struct buf *out, const struct imap_context *c)
{
	unsigned bits =
		(c->uid ? UID : 0) | (c->names_mailbox ? NAMES_MAILBOX : 0);

	imap_pack_text(out, c->tag);
	imap_pack_number(out, bits, 1);
	imap_pack_text(out, c->text);
	imap_pack_text(out, c->items);
	imap_pack_ranges(out, &c->found);
	imap_pack_number(out, c->program.root ? count_sets(c->program.root) : 0,
			 4);
	if (c->program.root)
		put_sets(out, c->program.root);
}

void imap_context_pack(const struct imap_session *session, struct buf *out)
{
	for (const struct imap_context *c = session->contexts; c; c = c->next)
		put_context(out, c);
}

/* What numbers and "*" meant when the search came; in the order of put_sets. */
static bool take_sets(struct span *rest, struct store_criterion *c)
{
	if (c->key == STORE_KEY_UID && !imap_pack_take_ranges(rest, &c->set))
		return false;
	for (c = c->child; c; c = c->next)
		if (!take_sets(rest, c))
			return false;
	return true;
}

static bool skip_sets(struct span *rest, uint32_t count)
{
	struct span set;

	while (count-- > 0)
		if (!imap_pack_take_text(rest, &set))
			return false;
	return true;
}

/* false: the bytes are malformed. */
static bool go_on(struct imap_session *session,
		  const struct imap_context_search *search,
		  const struct ranges *found, struct span *rest)
{
	struct imap_context *c = make(session, search);
	struct store_criterion *root = c ? c->program.root : NULL;
	uint32_t count = 0;
	bool sound = imap_pack_take_u32(rest, &count);

	if (!c || (root ? count_sets(root) : 0) != count) {
		imap_context_refuse(session, search->tag,
				    "The search can't be followed any more");
		if (c)
			free_one(c);
		return sound && skip_sets(rest, count);
	}
	ranges_copy(&c->found, found);
	c->next = NULL;
	*find(session, search->tag) = c;
	return sound && (!root || take_sets(rest, root));
}

static bool take_context(struct imap_session *session, struct span *rest)
{
	struct imap_context_search search;
	auto_ranges struct ranges found;
	uint64_t bits;

	ranges_init(&found);
	if (!imap_pack_take_text(rest, &search.tag) ||
	    !imap_pack_take_number(rest, 1, &bits) || bits > ALL_BITS ||
	    !imap_pack_take_text(rest, &search.program) ||
	    !imap_pack_take_text(rest, &search.items) ||
	    !imap_pack_take_ranges(rest, &found) ||
	    imap_context_has(session, search.tag))
		return false;
	search.uid = bits & UID;
	search.names_mailbox = bits & NAMES_MAILBOX;
	return go_on(session, &search, &found, rest);
}

bool imap_context_resume(struct imap_session *session, struct span packed)
{
	struct span rest = packed;

	while (rest.len)
		if (!take_context(session, &rest))
			return false;
	return true;
}
