/* SPDX-License-Identifier: MIT */
/*
 * Keywords beyond the letters, and annotations of copies, are noted in
 * fumikura-facts before the commit that the index knows them by, and for a new
 * message after its file has its name: what dies in between has a file that is
 * adopted under this UID, or no file, and then nobody else gets the UID from an
 * index that lost the commit. Only a commit that fails frees the UID: its facts
 * are taken back.
 */
#include "store/store_priv.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "maildir/md_known.h"

enum {
	BEYOND = STORE_KEYWORDS_MAX - MD_KEYWORDS,
	FACTS_MAX = 2 * BEYOND /* but for annotations */
};

void store_noted_init(struct store_noted *n)
{
	*n = (struct store_noted){ .any = 0 };
	buf_init(&n->text, STORE_KEYWORDS_CAP);
	md_known_init(&n->source);
	ranges_init(&n->annotated);
	for (unsigned i = 0; i < BEYOND; i++) {
		ranges_init(&n->has[i]);
		ranges_init(&n->lacks[i]);
	}
}

void store_noted_release(struct store_noted *n)
{
	buf_release(&n->text);
	md_known_release(&n->source);
	ranges_release(&n->annotated);
	free(n->more);
	for (unsigned i = 0; i < BEYOND; i++) {
		ranges_release(&n->has[i]);
		ranges_release(&n->lacks[i]);
	}
}

void store_noted_clear(struct store_noted *n)
{
	for (unsigned i = 0; n->any && i < BEYOND; i++) {
		ranges_clear(&n->has[i]);
		ranges_clear(&n->lacks[i]);
	}
	n->more_count = 0;
	n->any = 0;
	n->saved = false;
}

void store_noted_keywords(struct store_noted *n, uint32_t uid, uint64_t before,
			  uint64_t after)
{
	uint64_t differ = (before ^ after) >> MD_KEYWORDS;

	n->any |= differ;
	for (unsigned i = 0; differ; i++, differ >>= 1)
		if (differ & 1)
			ranges_add(after >> (MD_KEYWORDS + i) & 1
					   ? &n->has[i]
					   : &n->lacks[i],
				   uid);
}

static void add_fact(struct md_fact *facts, size_t *count, struct span name,
		     const struct ranges *uids, bool removed)
{
	if (ranges_is_empty(uids))
		return;
	facts[(*count)++] = (struct md_fact){
		.kind = MD_FACT_KEYWORD,
		.key = name,
		.removed = removed,
		.uids = uids,
	};
}

static void add_annotations(const struct store_noted *n, struct arena *arena,
			    struct md_fact *facts, size_t *count, bool opposite)
{
	struct range *run =
		arena_alloc_array(arena, n->more_count + 1, sizeof(*run));
	struct ranges *uids =
		arena_alloc_array(arena, n->more_count + 1, sizeof(*uids));

	for (size_t i = 0; i < n->more_count; i++) {
		const struct md_known_message *m = &n->more[i];

		run[i] = (struct range){ .first = m->uid, .last = m->uid };
		uids[i] = (struct ranges){ .run = &run[i], .count = 1 };
		facts[(*count)++] = (struct md_fact){
			.kind = MD_FACT_MESSAGE,
			.key = m->key,
			.value = m->value,
			.removed = opposite,
			.uids = &uids[i],
		};
	}
}

/* All of it, or its opposite. */
static bool write_facts(struct store_noted *n, struct store_side *side,
			bool opposite, struct err *err)
{
	auto_arena struct arena arena;
	struct md_fact *facts;
	size_t count = 0;
	bool worn;

	arena_init(&arena);
	facts = arena_alloc_array(&arena, FACTS_MAX + n->more_count,
				  sizeof(*facts));
	for (unsigned i = 0; i < BEYOND; i++) {
		struct span name = n->list.name[MD_KEYWORDS + i];

		if (!name.len)
			continue;
		add_fact(facts, &count, name, &n->has[i], opposite);
		add_fact(facts, &count, name, &n->lacks[i], !opposite);
	}
	add_annotations(n, &arena, facts, &count, opposite);
	if (!md_facts_add(side->t->user->account.mail, span_of(side->dir),
			  side->mark, facts, count, &worn, err))
		return false;
	n->worn |= worn;
	return true;
}

bool store_noted_source(struct store_noted *n, const struct store_side *side,
			const struct ranges *wanted, struct err *err)
{
	const char *root = side->t->user->account.mail;
	struct span dir = span_of(side->dir);
	size_t kept = 0;

	/* Once for all pieces of a copy: the file may be long. */
	if (n->source_read)
		return true;
	if (md_facts_size(root, dir) &&
	    !md_known_read(&n->source, root, dir, side->mark, wanted, err))
		return false;
	for (size_t i = 0; i < n->source.message_count; i++) {
		if (!span_starts(n->source.message[i].key, SPAN("/")))
			continue;
		n->source.message[kept++] = n->source.message[i];
		ranges_add(&n->annotated, n->source.message[i].uid);
	}
	n->source.message_count = kept;
	n->source_read = true;
	return true;
}

bool store_noted_has(const struct store_noted *n, uint32_t uid,
		     uint64_t keywords)
{
	return keywords >> MD_KEYWORDS || ranges_has(&n->annotated, uid);
}

void store_noted_annotations(struct store_noted *n, struct ranges *from,
			     struct ranges *to)
{
	for (size_t i = 0; i < n->source.message_count; i++) {
		struct md_known_message m = n->source.message[i];
		uint32_t rank = ranges_rank(from, m.uid);

		if (!rank)
			continue;
		m.uid = ranges_select(to, rank);
		if (n->more_count == n->more_space) {
			n->more_space = n->more_space ? n->more_space * 2 : 64;
			n->more = x_realloc_array(n->more, n->more_space,
						  sizeof(*n->more));
		}
		n->more[n->more_count++] = m;
	}
}

bool store_noted_save(struct store_noted *n, struct store_side *side,
		      struct err *err)
{
	if (!n->any && !n->more_count)
		return true;
	if (!store_keywords_read(side->t->txn, side->folder, &n->text, &n->list,
				 err))
		return false;
	/* Some lines may be there also when it fails. */
	n->saved = true;
	return write_facts(n, side, false, err);
}

void store_noted_undo(struct store_noted *n, struct store_side *side)
{
	struct err err = { 0 };

	if (n->saved && !write_facts(n, side, true, &err))
		log_err(LOG_LEVEL_ERROR, "facts-undo", &err, "folder=%s",
			LOG_TEXT(span_of(side->dir)));
	n->saved = false;
}

static bool list_live(struct store_side *side, struct ranges *out,
		      struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	uint32_t uid;

	index_scan_init(&scan, side->t->txn, side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE)
		ranges_add(out, uid);
	index_scan_release(&scan);
	return step == INDEX_STEP_END &&
	       store_side_is_whole(&side->rec, ranges_size(out), err);
}

static bool compact(struct store_user *user, const char *dir, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	auto_ranges struct ranges live;

	ranges_init(&live);
	return store_txn_begin(user, &t, err) &&
	       store_sync_open(&t, dir, STORE_SYNC_LIGHT, &side, err) &&
	       list_live(&side, &live, err) &&
	       md_known_compact(user->account.mail, span_of(dir), side.mark,
				&live, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

void store_noted_compact(struct store_user *user, const char *dir)
{
	struct err err = { 0 };

	if (!compact(user, dir, &err))
		log_err(LOG_LEVEL_WARN, "facts-compact", &err, "folder=%s",
			LOG_TEXT(span_of(dir)));
}

void store_noted_tidy(struct store_noted *n, struct store_user *user,
		      const char *dir)
{
	if (n->worn)
		store_noted_compact(user, dir);
	n->worn = false;
}
