/* SPDX-License-Identifier: MIT */
/*
 * Annotations of messages: facts whose keys begin with '/', in fumikura-facts
 * alone. A change of them is a change of the message: it has a new modseq.
 */
#include "base/auto.h"
#include "store/store_metadata.h"
#include "store/store_priv.h"

static bool is_annotation(const struct md_known_message *m)
{
	return span_starts(m->key, SPAN("/"));
}

bool store_annotation_list(struct store_box *box, uint32_t uid,
			   struct arena *arena, struct store_metadata **out,
			   size_t *out_count, struct err *err)
{
	uint64_t mark = md_name_mark(box->uidvalidity, box->mailbox_id);
	auto_md_known struct md_known known;
	auto_ranges struct ranges live;
	size_t n = 0;

	md_known_init(&known);
	ranges_init(&live);
	ranges_add(&live, uid);
	if (!md_known_read(&known, box->user->account.mail, span_of(box->dir),
			   mark, &live, err))
		return false;
	*out = arena_alloc_array(arena, known.message_count + 1, sizeof(**out));
	for (size_t i = 0; i < known.message_count; i++) {
		if (!is_annotation(&known.message[i]))
			continue;
		(*out)[n].entry = arena_dup(arena, known.message[i].key);
		(*out)[n++].value = arena_dup(arena, known.message[i].value);
	}
	*out_count = n;
	return true;
}

/* ---- changing ---- */

struct annotating {
	struct store_box *box;
	const struct store_metadata *entries;
	size_t count;
	struct ranges wanted;
	struct ranges uids; /* those of them that are there */
	bool worn;
};

/* How many annotations each has, by rank in uids. */
static uint32_t *count_all(struct annotating *a, const struct md_known *known,
			   struct arena *arena)
{
	uint32_t *has = arena_alloc_array(arena, ranges_size(&a->uids) + 1,
					  sizeof(*has));

	for (size_t i = 0; i < known->message_count; i++)
		if (is_annotation(&known->message[i]))
			has[ranges_rank(&a->uids, known->message[i].uid)]++;
	return has;
}

/* Only more of them can be too many. */
static bool check_count(struct annotating *a, struct store_side *side,
			struct err *err)
{
	uint64_t max = a->box->user->settings.metadata_entries_max;
	auto_md_known struct md_known known;
	auto_arena struct arena arena;
	const uint32_t *has;
	struct span value;

	arena_init(&arena);
	md_known_init(&known);
	if (!md_known_read(&known, a->box->user->account.mail,
			   span_of(side->dir), side->mark, &a->uids, err))
		return false;
	has = count_all(a, &known, &arena);
	for (uint32_t u = ranges_from(&a->uids, 1); u;
	     u = ranges_next(&a->uids, u)) {
		size_t more = 0;

		for (size_t i = 0; i < a->count; i++)
			more += a->entries[i].value.ptr &&
				!md_known_find(&known, a->entries[i].entry, u,
					       &value);
		if (more && has[ranges_rank(&a->uids, u)] + more > max)
			return err_set(err, ERR_LIMIT, "Too many entries");
	}
	return true;
}

/* A new modseq for each that is there. */
static bool touch_all(struct annotating *a, struct store_side *side,
		      struct err *err)
{
	ranges_clear(&a->uids);
	for (uint32_t u = ranges_from(&a->wanted, 1); u;
	     u = ranges_next(&a->wanted, u)) {
		struct index_message before, after;

		if (!index_message_get(side->t->txn, side->folder, u, &before,
				       err)) {
			if (err->kind != ERR_NOTFOUND)
				return false;
			err_clear(err);
			continue;
		}
		after = before;
		if (!store_side_modseq(side, &after.modseq, err) ||
		    !store_side_change(side, u, &before, &after, err))
			return false;
		ranges_add(&a->uids, u);
	}
	return store_side_log(side, INDEX_CHANGED_FLAGS, &a->uids, err);
}

static bool note(struct annotating *a, struct store_side *side, struct err *err)
{
	auto_arena struct arena arena;
	struct md_fact *facts;

	arena_init(&arena);
	facts = arena_alloc_array(&arena, a->count, sizeof(*facts));
	for (size_t i = 0; i < a->count; i++)
		facts[i] = (struct md_fact){
			.kind = MD_FACT_MESSAGE,
			.key = a->entries[i].entry,
			.value = a->entries[i].value,
			.removed = !a->entries[i].value.ptr,
			.uids = &a->uids,
		};
	return md_facts_add(a->box->user->account.mail, span_of(side->dir),
			    side->mark, facts, a->count, &a->worn, err);
}

static bool set_once(struct annotating *a, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	if (!store_build_ensure(a->box->user, err) ||
	    !store_txn_begin(a->box->user, &t, err) ||
	    !store_box_side(a->box, &t, &side, err) ||
	    !touch_all(a, &side, err))
		return false;
	return ranges_is_empty(&a->uids) ||
	       (check_count(a, &side, err) && note(a, &side, err) &&
		store_side_put(&side, err) && store_txn_commit(&t, err));
}

static bool set_retrying(struct annotating *a, struct err *err)
{
	unsigned tries = 0;

	do {
		err_clear(err);
		if (!set_once(a, err))
			continue;
		if (a->worn)
			store_noted_compact(a->box->user, a->box->dir);
		index_notify(a->box->user->index);
		return true;
	} while (store_txn_retry(a->box->user, &tries, err));
	return false;
}

bool store_annotation_set(struct store_box *box, const struct ranges *uids,
			  const struct store_metadata *entries, size_t count,
			  struct err *err)
{
	struct annotating a = { .box = box,
				.entries = entries,
				.count = count };
	bool ok;

	if (box->access != STORE_READ_WRITE)
		return err_set(err, ERR_DENIED, "Mailbox is read-only");
	for (size_t i = 0; i < count; i++)
		if (!store_metadata_check(box->user, &entries[i], err))
			return false;
	ranges_init(&a.wanted);
	ranges_init(&a.uids);
	ranges_copy(&a.wanted, uids);
	ranges_intersect(&a.wanted, &box->uids);
	ok = !count || set_retrying(&a, err);
	ranges_release(&a.wanted);
	ranges_release(&a.uids);
	return ok;
}
