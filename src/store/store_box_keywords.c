/* SPDX-License-Identifier: MIT */
/* The keywords of an open mailbox: its list, and bits for names. */
#include "store/store_priv.h"

#include "base/auto.h"

bool store_keywords(struct store_box *box, struct arena *arena,
		    struct store_keywords *out, struct err *err)
{
	auto_buf struct buf text;
	struct store_read read;
	bool ok;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_read_begin(box, &read, err))
		return false;
	ok = store_keywords_read(read.txn, box->folder, &text, out, err);
	store_read_end(&read);
	for (unsigned i = 0; ok && i < out->count; i++)
		if (store_keywords_is_forwarded(out->name[i]))
			out->name[i] = span_make(NULL, 0);
		else if (out->name[i].len)
			out->name[i] = arena_dup(arena, out->name[i]);
	return ok;
}

static bool bits_once(struct store_box *box, const struct span *names,
		      unsigned count, uint64_t *out_bits, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	return store_txn_begin(box->user, &t, err) &&
	       store_box_side(box, &t, &side, err) &&
	       store_keywords_take(&side, names, count, out_bits, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

/* Without the lock, if all of them are there already. */
static bool bits_known(struct store_box *box, const struct span *names,
		       unsigned count, uint64_t *out_bits, bool *out_all,
		       struct err *err)
{
	auto_arena struct arena arena;
	struct store_keywords list;
	unsigned at;

	arena_init(&arena);
	*out_bits = 0;
	*out_all = true;
	if (!store_keywords(box, &arena, &list, err))
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (store_keywords_find(&list, names[i], &at))
			*out_bits |= 1ull << at;
		else
			*out_all = false;
	}
	return true;
}

bool store_keywords_bits(struct store_box *box, const struct span *names,
			 unsigned count, uint64_t *out_bits, struct err *err)
{
	unsigned tries = 0;
	bool all;

	do {
		err_clear(err);
		if (bits_known(box, names, count, out_bits, &all, err) &&
		    (all || bits_once(box, names, count, out_bits, err)))
			return true;
	} while (store_txn_retry(box->user, &tries, err));
	return false;
}
