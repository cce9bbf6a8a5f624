/* SPDX-License-Identifier: MIT */
/*
 * What another server knew of messages and names cannot carry, as facts of
 * ours (maildir/md_facts.h): POP3 UIDLs and order, keywords without a letter.
 */
#include "store/store_priv.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "maildir/md_facts.h"
#include "maildir/md_import.h"

struct store_import_facts {
	struct md_fact *fact;
	struct ranges *uids; /* of each fact */
	size_t count, space;
	struct arena arena;
};

struct store_import_facts *store_import_facts_new(size_t space)
{
	struct store_import_facts *f = x_calloc(1, sizeof(*f));

	f->space = space;
	f->fact = x_calloc(space + 1, sizeof(*f->fact));
	f->uids = x_calloc(space + 1, sizeof(*f->uids));
	arena_init(&f->arena);
	return f;
}

void store_import_facts_free(struct store_import_facts **facts)
{
	struct store_import_facts *f = *facts;

	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++)
		ranges_release(&f->uids[i]);
	arena_release(&f->arena);
	free(f->uids);
	free(f->fact);
	free(f);
	*facts = NULL;
}

static struct md_fact *add(struct store_import_facts *f, enum md_fact_kind kind,
			   struct span key)
{
	struct md_fact *fact = &f->fact[f->count];

	ASSERT(f->count < f->space);
	ranges_init(&f->uids[f->count]);
	*fact = (struct md_fact){
		.kind = kind,
		.key = key,
		.uids = &f->uids[f->count],
	};
	f->count++;
	return fact;
}

static void add_of_one(struct store_import_facts *f, uint32_t uid,
		       struct span key, struct span value)
{
	struct md_fact *fact = add(f, MD_FACT_MESSAGE, key);

	fact->value = value;
	ranges_add(&f->uids[f->count - 1], uid);
}

void store_import_facts_message(struct store_import_facts *f,
				const struct md_import_entry *entry)
{
	if (entry->uidl.len)
		add_of_one(f, entry->uid, SPAN(MD_FACT_UIDL), entry->uidl);
	store_import_facts_order(f, entry);
}

void store_import_facts_order(struct store_import_facts *f,
			      const struct md_import_entry *entry)
{
	if (entry->order)
		add_of_one(f, entry->uid, SPAN(MD_FACT_ORDER),
			   span_of(arena_printf(&f->arena, "%" PRIu32,
						entry->order)));
}

void store_import_facts_keyword(struct store_import_facts *f,
				const struct md_import_keywords *k, unsigned at,
				const struct md_import_list *list)
{
	const struct md_fact *fact = add(f, MD_FACT_KEYWORD, k->name[at]);
	struct ranges *uids = &f->uids[fact - f->fact];

	for (size_t i = 0; i < list->count; i++)
		if (md_import_keywords_find(k, list->entry[i].base) >> at & 1)
			ranges_add(uids, list->entry[i].uid);
	if (ranges_is_empty(uids))
		f->count--;
}

bool store_import_facts_save(struct store_import_facts *f,
			     const struct store_side *side, struct err *err)
{
	bool worn;

	return md_facts_add(side->t->user->account.mail, span_of(side->dir),
			    side->mark, f->fact, f->count, &worn, err);
}
