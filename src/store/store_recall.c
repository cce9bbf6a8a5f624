/* SPDX-License-Identifier: MIT */
/*
 * Keywords that no name carries, of messages that the index has forgotten. One
 * that is a letter by now, because another program made it one, goes into the
 * file name, and its fact goes once that name is durable: from then on others
 * may take the letter away.
 */
#include "store/store_priv.h"

#include "base/auto.h"

static const uint64_t LETTERS = (UINT64_C(1) << MD_KEYWORDS) - 1;

void store_recall_init(struct store_recall *r, struct store_side *side,
		       const struct md_known *facts)
{
	*r = (struct store_recall){ .side = side, .facts = facts };
	ranges_init(&r->lettered);
}

void store_recall_release(struct store_recall *r)
{
	ranges_release(&r->lettered);
}

bool store_recall_take(struct store_recall *r, struct store_entry *e,
		       uint32_t uid, struct index_message *message,
		       struct err *err)
{
	uint64_t bits;

	if (!store_keywords_recall(r->side, r->facts, uid, &bits, err))
		return false;
	message->keywords |= bits;
	r->letters = bits & LETTERS;
	if ((e->keywords | r->letters) == e->keywords)
		return true;
	e->keywords |= r->letters;
	e->odd = true;
	return true;
}

void store_recall_note(struct store_recall *r, const struct store_entry *e,
		       uint32_t uid)
{
	if (r->letters && !e->odd)
		ranges_add(&r->lettered, uid);
}

/* The facts of names that are letters are no more. */
static bool drop(struct store_recall *r, struct err *err)
{
	struct store_side *side = r->side;
	auto_buf struct buf text;
	struct store_keywords list;
	unsigned at;
	bool worn;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	for (size_t k = 0; k < r->facts->keyword_count; k++) {
		const struct md_known_keyword *known = &r->facts->keyword[k];
		auto_ranges struct ranges uids;
		const struct md_fact fact = {
			.kind = MD_FACT_KEYWORD,
			.key = known->name,
			.removed = true,
			.uids = &uids,
		};

		ranges_init(&uids);
		ranges_copy(&uids, &r->lettered);
		ranges_intersect(&uids, &known->uids);
		if (ranges_is_empty(&uids) ||
		    !store_keywords_find(&list, known->name, &at) ||
		    at >= MD_KEYWORDS)
			continue;
		if (!md_facts_add(side->t->user->account.mail,
				  span_of(side->dir), side->mark, &fact, 1,
				  &worn, err))
			return false;
	}
	return true;
}

bool store_recall_settle(struct store_recall *r, struct err *err)
{
	return ranges_is_empty(&r->lettered) ||
	       (store_side_flush(r->side, err) && drop(r, err));
}
