/* SPDX-License-Identifier: MIT */
/* All messages of a folder with the bases that their files have now. */
#include "store/store_priv.h"

#include "base/auto.h"

/* ERR_GONE: it has no file. */
static bool find_base(const struct store_side *side,
		      const struct store_names *names, uint32_t uid,
		      const struct index_message *message, struct span *out,
		      struct err *err)
{
	const struct store_entry *entry = store_names_by_uid(names, uid);
	struct span payload;

	if (!entry) {
		if (!store_name_payload(side->t->txn, &side->rec, uid, message,
					&payload, err))
			return false;
		if (store_blob_base(payload, out))
			entry = store_names_by_base(names, *out);
	}
	if (!entry)
		return err_set(err, ERR_GONE, "The mailbox changed meanwhile");
	*out = store_names_base(names, entry);
	return true;
}

bool store_bases_read(struct store_side *side, struct arena *arena,
		      struct store_base **out, size_t *out_count,
		      struct err *err)
{
	auto_store_names struct store_names names;
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	size_t count = 0;
	uint32_t uid;

	store_names_init(&names);
	if (!store_names_read(&names, &side->dirs, side->mark, err))
		return false;
	*out = arena_alloc_array(arena, (size_t)side->rec.messages + 1,
				 sizeof(**out));
	index_scan_init(&scan, side->t->txn, side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		struct store_base *one = &(*out)[count];

		if (count == side->rec.messages ||
		    !find_base(side, &names, uid, &message, &one->base, err)) {
			step = INDEX_STEP_BAD;
			break;
		}
		one->base = arena_dup(arena, one->base);
		one->message = message;
		one->uid = uid;
		count++;
	}
	index_scan_release(&scan);
	*out_count = count;
	return step == INDEX_STEP_END &&
	       store_side_is_whole(&side->rec, (uint32_t)count, err);
}
