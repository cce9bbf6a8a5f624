/* SPDX-License-Identifier: MIT */
/*
 * Courier keeps keywords in files of its own and drops our letters when it
 * renames; after it has worked on a Maildir of ours, its files are right.
 */
#include "store/store_export.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "maildir/md_import.h"
#include "store/store_priv.h"

/* A message and what Courier says of it. */
struct said {
	uint64_t bits; /* of md_import_keywords */
	uint32_t uid;
};

static int by_bits(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	if (x->bits != y->bits)
		return x->bits < y->bits ? -1 : 1;
	return (x->uid > y->uid) - (x->uid < y->uid);
}

static bool read_said(struct store_box *box, const struct md_import_keywords *k,
		      struct said **out, size_t *out_count, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	auto_arena struct arena arena;
	struct store_base *base;

	arena_init(&arena);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_side_open(&t, box->dir, &side, err) ||
	    !store_bases_read(&side, &arena, &base, out_count, err))
		return false;
	*out = x_calloc(*out_count + 1, sizeof(**out));
	for (size_t i = 0; i < *out_count; i++)
		(*out)[i] = (struct said){
			.bits = md_import_keywords_find(k, base[i].base),
			.uid = base[i].uid,
		};
	return true;
}

/* These messages get these keywords and no others. */
static bool set(struct store_box *box, const struct ranges *uids,
		const struct md_import_keywords *k, uint64_t bits,
		struct ranges *changed, struct err *err)
{
	struct store_flags_change add = { .how = STORE_FLAGS_ADD,
					  .unchanged_since = UINT64_MAX };
	struct store_flags_change drop = { .how = STORE_FLAGS_REMOVE,
					   .flags = INDEX_FORWARDED,
					   .unchanged_since = UINT64_MAX };
	struct span name[MD_IMPORT_KEYWORDS];
	unsigned count = 0;

	for (unsigned i = 0; i < k->count; i++) {
		if (!(bits >> i & 1))
			continue;
		if (span_eq_nocase(k->name[i], SPAN("$Forwarded")))
			add.flags = INDEX_FORWARDED;
		else
			name[count++] = k->name[i];
	}
	if (!store_keywords_bits(box, name, count, &add.keywords, err))
		return false;
	drop.keywords = ~add.keywords;
	drop.flags &= ~add.flags;
	return store_flags(box, uids, &drop, changed, NULL, err) &&
	       store_flags(box, uids, &add, changed, NULL, err);
}

static bool set_all(struct store_box *box, const struct md_import_keywords *k,
		    struct said *said, size_t count, struct ranges *changed,
		    struct err *err)
{
	struct ranges uids;
	bool ok = true;

	ranges_init(&uids);
	qsort(said, count, sizeof(*said), by_bits);
	for (size_t i = 0; ok && i < count;) {
		uint64_t bits = said[i].bits;

		ranges_clear(&uids);
		for (; i < count && said[i].bits == bits; i++)
			ranges_add(&uids, said[i].uid);
		ok = set(box, &uids, k, bits, changed, err);
	}
	ranges_release(&uids);
	return ok;
}

static bool take_keywords(struct store_box *box, struct store_import_taken *out,
			  struct err *err)
{
	auto_md_import_keywords struct md_import_keywords k;
	auto_free struct said *said = NULL;
	struct ranges changed;
	size_t count;
	bool ok;

	md_import_keywords_init(&k);
	if (!md_import_keywords_read(box->user->account.mail, span_of(box->dir),
				     &k, err))
		return false;
	if (!k.found)
		return true;
	ranges_init(&changed);
	ok = read_said(box, &k, &said, &count, err) &&
	     set_all(box, &k, said, count, &changed, err);
	out->keywords += ranges_size(&changed);
	ranges_release(&changed);
	return ok;
}

static bool take_mailbox(struct store_user *user, struct span mailbox,
			 struct store_import_taken *out, struct err *err)
{
	struct store_box *box;
	bool ok;

	if (!store_box_open(user, mailbox, STORE_READ_WRITE, &box, err))
		return false;
	ok = take_keywords(box, out, err);
	store_box_close(&box);
	out->folders++;
	return ok;
}

static bool has(const struct span *names, size_t count, struct span name)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq(names[i], name))
			return true;
	return false;
}

static bool take_subscribed(struct store_user *user,
			    const struct store_mailbox_entry *entry,
			    size_t count, struct store_import_taken *out,
			    struct err *err)
{
	auto_arena struct arena arena;
	struct span *names;
	size_t named;
	bool found;

	arena_init(&arena);
	if (!md_import_subscribed(user->account.mail, &arena, &names, &named,
				  &found, err))
		return false;
	for (size_t i = 0; found && i < count; i++)
		if ((entry[i].flags & STORE_MAILBOX_SUBSCRIBED) &&
		    !has(names, named, entry[i].name) &&
		    !store_subscribe(user, entry[i].name, false, err))
			return false;
	for (size_t i = 0; found && i < named; i++)
		if (!store_subscribe(user, names[i], true, err))
			return false;
	out->subscribed = named;
	return true;
}

bool store_import_again(struct store_user *user, struct store_import_taken *out,
			struct err *err)
{
	struct store_mailbox_entry *entry;
	auto_arena struct arena arena;
	size_t count;

	arena_init(&arena);
	*out = (struct store_import_taken){ .folders = 0 };
	if (!store_list(user, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if ((entry[i].flags & STORE_MAILBOX_EXISTS) &&
		    !take_mailbox(user, entry[i].name, out, err))
			return false;
	return take_subscribed(user, entry, count, out, err);
}
