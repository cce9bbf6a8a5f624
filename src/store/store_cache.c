/* SPDX-License-Identifier: MIT */
/* Keeping the fields of a message that was not parsed when it arrived. */
#include "store/store_priv.h"

#include "base/auto.h"

/* Sizes that were counted while the file was not whole, or that its name tells
 * wrong. What S= says is left: others count quota by it. */
static void correct(struct store_side *side, struct span base,
		    struct index_message *message, const struct mime_summary *s)
{
	struct md_name md;

	if (!md_name_parse(base, &md) || md.has_size)
		md.size = message->size;
	else
		md.size = s->size;
	if (message->size == md.size && message->vsize == s->vsize)
		return;
	store_side_count(side, STORE_COUNT_OUT, message);
	message->size = md.size;
	message->vsize = s->vsize;
	store_side_count(side, STORE_COUNT_IN, message);
}

static bool keep_once(struct store_box *box, uint32_t uid,
		      const struct store_parsed *p, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	struct index_message message;
	struct span payload, base;
	auto_buf struct buf out;

	buf_init(&out, STORE_BLOB_CAP);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_side(box, &t, &side, err))
		return false;
	if (!index_message_get(t.txn, side.folder, uid, &message, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return err_set(err, ERR_GONE, "The message was expunged");
	}
	if (!store_name_payload(t.txn, &side.rec, uid, &message, &payload, err))
		return false;
	if (!store_blob_base(payload, &base))
		return err_set(err, ERR_NOTFOUND, "Not kept");
	store_blob_begin(&out, base);
	store_blob_add_parsed(&out, p);
	if (out.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
	correct(&side, base, &message, &p->summary);
	message.flags |= INDEX_CACHED;
	side.dirty = true;
	return index_blob_add(t.txn, &side.rec, uid, buf_span(&out), &message,
			      err) &&
	       index_message_put(t.txn, side.folder, uid, &message, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

bool store_message_cache(struct store_box *box, uint32_t uid, struct err *err)
{
	struct store_parsed p;
	struct store_file file;
	unsigned tries = 0;
	bool ok;

	if (!store_message_open(box, uid, &file, err))
		return false;
	store_parsed_init(&p);
	store_parsed_make(&p, file.bytes, &box->user->settings.mime);
	store_message_close(&file);
	do {
		err_clear(err);
		ok = keep_once(box, uid, &p, err);
	} while (!ok && store_txn_retry(box->user, &tries, err));
	store_parsed_release(&p);
	return ok;
}
