/* SPDX-License-Identifier: MIT */
/*
 * Where a message's file is: new/<base>, or cur/<base>:2,<letters>, the base
 * from its blob, the letters from its record. Sync sees to it that files have
 * exactly this name.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <stdio.h>

#include "base/auto.h"
#include "base/num.h"

enum store_place store_name_place(const struct index_message *message)
{
	return message->flags & INDEX_IN_NEW ? STORE_NEW : STORE_CUR;
}

void store_name_write(struct buf *out, struct span base,
		      const struct index_message *message)
{
	if (message->flags & INDEX_IN_NEW)
		buf_add(out, base);
	else
		md_name_write(out, base, message->flags & INDEX_FLAG_MASK,
			      message->keywords);
}

bool store_name_payload(struct index_txn *txn, const struct index_folder *rec,
			uint32_t uid, const struct index_message *message,
			struct span *out, struct err *err)
{
	if (message->blob_len == 0)
		return err_set(err, ERR_NOTFOUND, "Not kept");
	if (index_blob_get(txn, rec, uid, message, out, err))
		return true;
	/* A bad blob is built again, not the index. */
	if (err->kind == ERR_CORRUPT) {
		err_clear(err);
		return err_set(err, ERR_NOTFOUND, "Not kept");
	}
	return false;
}

bool store_name_of(struct index_txn *txn, const struct index_folder *rec,
		   uint32_t uid, const struct index_message *message,
		   struct buf *out, struct err *err)
{
	struct span payload, base;

	if (!store_name_payload(txn, rec, uid, message, &payload, err))
		return false;
	if (!store_blob_base(payload, &base))
		return err_set(err, ERR_NOTFOUND, "Not kept");
	store_name_write(out, base, message);
	return true;
}

uint32_t store_name_savedate(struct span base,
			     const struct index_message *message)
{
	uint64_t seconds;

	if (num_take_u64(&base, UINT32_MAX, &seconds) && seconds &&
	    span_starts(base, SPAN(".")))
		return (uint32_t)seconds;
	return message->internaldate;
}

void store_name_fresh(struct store_side *side, uint32_t uid, uint64_t size,
		      uint64_t vsize, struct buf *out)
{
	buf_reset(out);
	md_name_unique(out, side->t->user->host);
	md_name_add_sizes(out, size, vsize);
	md_name_add_uid(out, uid, side->mark);
}

/* The base with our UID, if that fits into a name. */
static bool add_our_uid(struct store_side *side, uint32_t uid, struct span base,
			const struct index_message *after, struct buf *out)
{
	auto_buf struct buf whole;
	struct md_name md;

	buf_add(out, md_name_strip_uid(base));
	if (md_name_parse(base, &md) && !md.has_size && !md.has_vsize)
		md_name_add_foreign_sizes(out, after->size, after->vsize);
	md_name_add_uid(out, uid, side->mark);
	buf_init(&whole, MD_NAME_MAX);
	store_name_write(&whole, buf_span(out), after);
	return !out->full && !whole.full;
}

/* base + fields of the old blob under the new base. */
static bool move_blob(struct store_side *side, uint32_t uid, struct span base,
		      struct span payload, struct index_message *message,
		      struct err *err)
{
	auto_buf struct buf out;

	buf_init(&out, STORE_BLOB_CAP);
	store_blob_begin(&out, base);
	buf_add(&out, store_blob_fields(payload));
	side->dirty = true;
	return index_blob_add(side->t->txn, &side->rec, uid, buf_span(&out),
			      message, err);
}

static enum store_renamed rename_in(struct store_side *side,
				    enum store_place from_place,
				    const struct buf *from,
				    enum store_place to_place,
				    const struct buf *to, struct err *err)
{
	if (from_place == to_place && span_eq(buf_span(from), buf_span(to)))
		return STORE_RENAMED;
	if (from->full || to->full) {
		err_set(err, ERR_TEMP, "File name too long");
		return STORE_RENAME_BAD;
	}
	if (!store_side_touch(side, from_place, err) ||
	    !store_side_touch(side, to_place, err))
		return STORE_RENAME_BAD;
	if (renameat(side->dirs.fd[from_place], buf_str(from),
		     side->dirs.fd[to_place], buf_str(to)) == 0)
		return STORE_RENAMED;
	if (errno == ENOENT)
		return STORE_RENAME_MISSING;
	err_sys(err, "rename %s in %s", buf_str(from), side->dir);
	return STORE_RENAME_BAD;
}

enum store_renamed store_name_change(struct store_side *side, uint32_t uid,
				     const struct index_message *before,
				     struct index_message *after,
				     struct err *err)
{
	auto_buf struct buf base;
	auto_buf struct buf from;
	auto_buf struct buf to;
	struct span payload, old;
	enum store_renamed done;
	bool ours;

	buf_init(&base, MD_NAME_MAX);
	buf_init(&from, MD_NAME_MAX);
	buf_init(&to, MD_NAME_MAX);
	if (!store_name_payload(side->t->txn, &side->rec, uid, before, &payload,
				err)) {
		if (err->kind != ERR_NOTFOUND)
			return STORE_RENAME_BAD;
		err_clear(err);
		return STORE_RENAME_MISSING;
	}
	if (!store_blob_base(payload, &old))
		return STORE_RENAME_MISSING;
	ours = (before->flags & INDEX_FOREIGN) &&
	       add_our_uid(side, uid, old, after, &base);
	store_name_write(&from, old, before);
	store_name_write(&to, ours ? buf_span(&base) : old, after);
	done = rename_in(side, store_name_place(before), &from,
			 store_name_place(after), &to, err);
	if (done != STORE_RENAMED || !ours)
		return done;
	after->flags &= ~(uint32_t)INDEX_FOREIGN;
	return move_blob(side, uid, buf_span(&base), payload, after, err)
		       ? STORE_RENAMED
		       : STORE_RENAME_BAD;
}
