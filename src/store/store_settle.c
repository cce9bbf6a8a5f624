/* SPDX-License-Identifier: MIT */
/*
 * Names that are not as the index needs them.
 *
 * Twins claim to be one message: a copy made by hand under the same UID, or a
 * file that was renamed while the directories were read and so was seen twice.
 * One stays, what is no more is dropped, the others become messages of their
 * own. Odd names have letters in another order, unknown ones, or none.
 */
#include "store/store_priv.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"

/* The base that the index knows for a UID, for choosing among twins. */
static void known_base(struct store_side *side, uint32_t uid, struct buf *out)
{
	struct index_message message;
	struct span payload, base;
	struct err err = { 0 };

	if (side->fresh || !uid)
		return;
	if (index_message_get(side->t->txn, side->folder, uid, &message,
			      &err) &&
	    store_name_payload(side->t->txn, &side->rec, uid, &message,
			       &payload, &err) &&
	    store_blob_base(payload, &base))
		buf_add(out, base);
}

static bool is_there(struct store_side *side, struct store_names *names,
		     const struct store_entry *e)
{
	char path[MD_NAME_MAX + 1];

	snprintf(path, sizeof(path), "%.*s",
		 SPAN_ARG(store_names_name(names, e)));
	return faccessat(side->dirs.fd[store_names_place(e)], path, F_OK,
			 AT_SYMLINK_NOFOLLOW) == 0;
}

static void settle_group(struct store_side *side, struct store_names *names,
			 struct store_entry *first, size_t count)
{
	struct store_entry *keep = NULL;
	auto_buf struct buf base;

	buf_init(&base, MD_NAME_MAX);
	known_base(side, first->uid, &base);
	for (struct store_entry *e = first; e < first + count; e++) {
		if (!is_there(side, names, e))
			e->used = true;
		else if (!keep ||
			 (base.len &&
			  span_eq(buf_span(&base), store_names_base(names, e))))
			keep = e;
	}
	for (struct store_entry *e = first; e < first + count; e++)
		if (!e->used && e != keep)
			e->renamed = true;
}

static bool is_twin(const struct store_names *names,
		    const struct store_entry *a, const struct store_entry *b)
{
	if (a->uid || b->uid)
		return a->uid == b->uid;
	return a->hash == b->hash &&
	       span_eq(store_names_base(names, a), store_names_base(names, b));
}

void store_settle_twins(struct store_side *side, struct store_names *names)
{
	size_t end;

	for (size_t i = 0; i < names->count; i = end) {
		struct store_entry *e = &names->entry[i];

		for (end = i + 1; end < names->count; end++)
			if (!is_twin(names, e, &names->entry[end]))
				break;
		if (end - i > 1)
			settle_group(side, names, e, end - i);
	}
}

void store_settle_odd(struct store_side *side, const struct store_names *names,
		      struct store_entry *e)
{
	struct index_message as = {
		.flags = e->flags & ~(uint32_t)INDEX_IN_NEW,
		.keywords = e->keywords,
	};
	enum store_place place = store_names_place(e);
	char from[MD_NAME_MAX + 1];
	struct err err = { 0 };
	auto_buf struct buf to;

	buf_init(&to, MD_NAME_MAX);
	if (!e->odd)
		return;
	snprintf(from, sizeof(from), "%.*s",
		 SPAN_ARG(store_names_name(names, e)));
	store_name_write(&to, store_names_base(names, e), &as);
	if (to.full || !store_side_touch(side, place, &err) ||
	    !store_side_touch(side, STORE_CUR, &err))
		return;
	/* Where that can't be the file is looked for when it is needed. */
	if (renameat2(side->dirs.fd[place], from, side->dirs.fd[STORE_CUR],
		      buf_str(&to), RENAME_NOREPLACE) == 0) {
		e->flags = as.flags;
		e->odd = false;
	}
}
