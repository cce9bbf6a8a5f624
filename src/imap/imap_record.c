/* SPDX-License-Identifier: MIT */
#include "imap/imap_record.h"

#include "imap/imap_deflate.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_pack.h"

enum {
	SELECTED = 1,
	READ_WRITE = 2,
	IDLES = 4,
	COMPRESSED = 8,
	ALL_FLAGS = SELECTED | READ_WRITE | IDLES | COMPRESSED
};

const enum stats_counter imap_record_counters[IMAP_RECORD_COUNTERS] = {
	STATS_imap_commands,
	STATS_store_deleted,
	STATS_store_expunged,
	STATS_store_appended,
	STATS_store_copied,
	STATS_imap_fetched_headers,
	STATS_imap_fetched_header_bytes,
	STATS_imap_fetched_bodies,
	STATS_imap_fetched_body_bytes,
};

void imap_record_init(struct imap_record *record)
{
	*record = (struct imap_record){ 0 };
	ranges_init(&record->uids);
	ranges_init(&record->recent);
	ranges_init(&record->saved);
}

void imap_record_release(struct imap_record *record)
{
	ranges_release(&record->uids);
	ranges_release(&record->recent);
	ranges_release(&record->saved);
}

/* ---- writing ---- */

static void put_dir_time(struct buf *out, const struct index_dir_time *time)
{
	imap_pack_number(out, (uint64_t)time->mtime_ns, 8);
	imap_pack_number(out, (uint64_t)time->ctime_ns, 8);
}

static void put_still(struct buf *out, const struct store_still *still)
{
	imap_pack_number(out, still->point.file, 8);
	imap_pack_number(out, still->point.number, 8);
	put_dir_time(out, &still->new_time);
	put_dir_time(out, &still->cur_time);
}

static void put_mailbox(struct buf *out, const struct imap_record *record)
{
	imap_pack_text(out, record->mailbox);
	imap_pack_number(out, record->uidvalidity, 4);
	buf_add(out, span_make(record->mailbox_id, sizeof(record->mailbox_id)));
	imap_pack_number(out, record->uidnext, 4);
	imap_pack_number(out, record->modseq, 8);
	imap_pack_number(out, record->expunge_modseq, 8);
	put_still(out, &record->still);
	imap_pack_number(out, record->keywords, 4);
	imap_pack_ranges(out, &record->uids);
	imap_pack_ranges(out, &record->recent);
	imap_pack_ranges(out, &record->saved);
	imap_pack_text(out, record->contexts);
}

static void put_log(struct buf *out, const struct imap_record *record)
{
	imap_pack_number(out, (uint64_t)record->begin_ms, 8);
	imap_pack_number(out, record->bytes_in, 8);
	imap_pack_number(out, record->bytes_out, 8);
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		imap_pack_number(out, record->done[i], 8);
}

static void put_deflate(struct buf *out, const struct imap_record *record)
{
	const struct imap_deflate_state *deflate = &record->deflate;

	imap_pack_number(out, deflate->bytes_in, 8);
	imap_pack_number(out, deflate->bytes_out, 8);
	imap_pack_number(out, deflate->bits, 1);
	imap_pack_number(out, deflate->last, 1);
	imap_pack_text(out, deflate->since);
	imap_pack_text(out, deflate->window);
	imap_pack_text(out, record->unread);
}

void imap_record_write(const struct imap_record *record, struct buf *out)
{
	unsigned flags = 0;

	if (record->selected)
		flags = record->access == STORE_READ_WRITE
				? SELECTED | READ_WRITE
				: SELECTED;
	if (record->idle_tag.len)
		flags |= IDLES;
	if (record->compressed)
		flags |= COMPRESSED;
	imap_pack_number(out, IMAP_RECORD_VERSION, 1);
	imap_pack_number(out, flags, 1);
	imap_pack_number(out, record->enabled, 4);
	imap_pack_text(out, record->user);
	imap_pack_number(out, (uint64_t)record->wait_end_ms, 8);
	if (record->idle_tag.len)
		imap_pack_text(out, record->idle_tag);
	imap_pack_number(out, record->bad_in_row, 4);
	put_log(out, record);
	if (record->compressed)
		put_deflate(out, record);
	imap_pack_text(out, record->notify);
	if (record->selected)
		put_mailbox(out, record);
}

void imap_record_of(struct imap_session *session, struct imap_record *out)
{
	const struct store_box *box = session->box;

	out->user = span_of(store_user_account(session->user)->user);
	out->enabled = session->enabled;
	out->bad_in_row = session->bad_in_row;
	out->begin_ms = session->begin_ms;
	out->bytes_in = session->bytes_in + session->stream.bytes_in;
	out->bytes_out = session->bytes_out + session->stream.bytes_out;
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		out->done[i] = stats_own(imap_record_counters[i]);
	out->selected = box;
	if (!box)
		return;
	out->mailbox =
		imap_mailbox_path(session, box->user, span_of(box->name));
	out->access = box->access;
	out->uidvalidity = box->uidvalidity;
	memcpy(out->mailbox_id, box->mailbox_id, sizeof(out->mailbox_id));
	out->uidnext = box->uidnext;
	out->modseq = box->modseq;
	out->expunge_modseq = box->expunge_modseq;
	out->still = box->still;
	out->keywords = session->keywords_told;
	ranges_copy(&out->uids, &box->uids);
	ranges_copy(&out->recent, &box->recent);
	ranges_copy(&out->saved, &session->saved);
}

/* ---- reading ---- */

static bool take_dir_time(struct span *rest, struct index_dir_time *out)
{
	uint64_t modified, changed;

	if (!imap_pack_take_number(rest, 8, &modified) ||
	    !imap_pack_take_number(rest, 8, &changed))
		return false;
	out->mtime_ns = (int64_t)modified;
	out->ctime_ns = (int64_t)changed;
	return true;
}

static bool take_still(struct span *rest, struct store_still *out)
{
	return imap_pack_take_number(rest, 8, &out->point.file) &&
	       imap_pack_take_number(rest, 8, &out->point.number) &&
	       take_dir_time(rest, &out->new_time) &&
	       take_dir_time(rest, &out->cur_time);
}

static bool take_mailbox(struct span *rest, struct imap_record *out)
{
	struct span id;

	if (!imap_pack_take_text(rest, &out->mailbox) ||
	    !imap_pack_take_u32(rest, &out->uidvalidity) ||
	    !imap_pack_take_bytes(rest, sizeof(out->mailbox_id), &id) ||
	    !imap_pack_take_u32(rest, &out->uidnext) ||
	    !imap_pack_take_number(rest, 8, &out->modseq) ||
	    !imap_pack_take_number(rest, 8, &out->expunge_modseq) ||
	    !take_still(rest, &out->still) ||
	    !imap_pack_take_u32(rest, &out->keywords))
		return false;
	memcpy(out->mailbox_id, id.ptr, id.len);
	return imap_pack_take_ranges(rest, &out->uids) &&
	       imap_pack_take_ranges(rest, &out->recent) &&
	       imap_pack_take_ranges(rest, &out->saved) &&
	       imap_pack_take_text(rest, &out->contexts);
}

static bool take_time(struct span *rest, int64_t *out)
{
	uint64_t n;

	if (!imap_pack_take_number(rest, 8, &n) || n > INT64_MAX)
		return false;
	*out = (int64_t)n;
	return true;
}

static bool take_log(struct span *rest, struct imap_record *out)
{
	if (!take_time(rest, &out->begin_ms) ||
	    !imap_pack_take_number(rest, 8, &out->bytes_in) ||
	    !imap_pack_take_number(rest, 8, &out->bytes_out))
		return false;
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		if (!imap_pack_take_number(rest, 8, &out->done[i]))
			return false;
	return true;
}

static bool take_idle(struct span *rest, struct imap_record *out)
{
	return imap_pack_take_text(rest, &out->idle_tag) &&
	       out->idle_tag.len > 0;
}

static bool take_deflate(struct span *rest, struct imap_record *out)
{
	struct imap_deflate_state *deflate = &out->deflate;
	uint64_t bits, last;

	if (!imap_pack_take_number(rest, 8, &deflate->bytes_in) ||
	    !imap_pack_take_number(rest, 8, &deflate->bytes_out) ||
	    !imap_pack_take_number(rest, 1, &bits) || bits > 7 ||
	    !imap_pack_take_number(rest, 1, &last) ||
	    !imap_pack_take_text(rest, &deflate->since) ||
	    !imap_pack_take_text(rest, &deflate->window) ||
	    deflate->window.len > IMAP_DEFLATE_WINDOW)
		return false;
	deflate->bits = (uint8_t)bits;
	deflate->last = (uint8_t)last;
	return imap_pack_take_text(rest, &out->unread);
}

static bool take_record(struct span *rest, struct imap_record *out)
{
	uint64_t version;
	uint64_t flags;

	if (!imap_pack_take_number(rest, 1, &version) ||
	    version != IMAP_RECORD_VERSION ||
	    !imap_pack_take_number(rest, 1, &flags) || flags > ALL_FLAGS ||
	    (flags & (SELECTED | READ_WRITE)) == READ_WRITE ||
	    !imap_pack_take_u32(rest, &out->enabled) ||
	    !imap_pack_take_text(rest, &out->user) ||
	    !take_time(rest, &out->wait_end_ms) ||
	    (flags & IDLES && !take_idle(rest, out)) ||
	    !imap_pack_take_u32(rest, &out->bad_in_row) || !take_log(rest, out))
		return false;
	out->compressed = flags & COMPRESSED;
	if ((out->compressed && !take_deflate(rest, out)) ||
	    !imap_pack_take_text(rest, &out->notify))
		return false;
	out->selected = flags & SELECTED;
	out->access = flags & READ_WRITE ? STORE_READ_WRITE : STORE_READ_ONLY;
	return !out->selected || take_mailbox(rest, out);
}

bool imap_record_read(struct span bytes, struct imap_record *out,
		      struct err *err)
{
	struct span rest = bytes;

	if (!take_record(&rest, out) || rest.len)
		return err_set(err, ERR_SYNTAX, "Malformed session record");
	return true;
}
