/* SPDX-License-Identifier: MIT */
#include "imap/imap_record.h"

#include "base/auto.h"
#include "imap/imap_mailbox.h"

enum {
	SELECTED = 1,
	READ_WRITE = 2,
	IDLES = 4,
	ALL_FLAGS = SELECTED | READ_WRITE | IDLES
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

static void put_number(struct buf *out, uint64_t n, unsigned bytes)
{
	while (bytes-- > 0)
		buf_add_char(out, (char)(n >> 8 * bytes & 0xff));
}

static void put_text(struct buf *out, struct span text)
{
	put_number(out, text.len, 4);
	buf_add(out, text);
}

static void put_ranges(struct buf *out, const struct ranges *ranges)
{
	auto_buf struct buf packed;

	buf_init(&packed, IMAP_RECORD_MAX);
	ranges_pack(ranges, &packed);
	put_text(out, buf_span(&packed));
	out->full |= packed.full;
}

static void put_mailbox(struct buf *out, const struct imap_record *record)
{
	put_text(out, record->mailbox);
	put_number(out, record->uidvalidity, 4);
	buf_add(out, span_make(record->mailbox_id, sizeof(record->mailbox_id)));
	put_number(out, record->uidnext, 4);
	put_number(out, record->modseq, 8);
	put_number(out, record->expunge_modseq, 8);
	put_number(out, record->keywords, 4);
	put_ranges(out, &record->uids);
	put_ranges(out, &record->recent);
	put_ranges(out, &record->saved);
}

static void put_log(struct buf *out, const struct imap_record *record)
{
	put_number(out, (uint64_t)record->begin_ms, 8);
	put_number(out, record->bytes_in, 8);
	put_number(out, record->bytes_out, 8);
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		put_number(out, record->done[i], 8);
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
	put_number(out, IMAP_RECORD_VERSION, 1);
	put_number(out, flags, 1);
	put_number(out, record->enabled, 4);
	put_text(out, record->user);
	if (record->idle_tag.len) {
		put_text(out, record->idle_tag);
		put_number(out, (uint64_t)record->idle_end_ms, 8);
	}
	put_number(out, record->bad_in_row, 4);
	put_log(out, record);
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
	out->keywords = session->keywords_told;
	ranges_copy(&out->uids, &box->uids);
	ranges_copy(&out->recent, &box->recent);
	ranges_copy(&out->saved, &session->saved);
}

/* ---- reading ---- */

static bool take_bytes(struct span *rest, size_t len, struct span *out)
{
	if (rest->len < len)
		return false;
	*out = span_first(*rest, len);
	*rest = span_from(*rest, len);
	return true;
}

static bool take_number(struct span *rest, unsigned bytes, uint64_t *out)
{
	struct span raw;

	if (!take_bytes(rest, bytes, &raw))
		return false;
	*out = 0;
	for (unsigned i = 0; i < bytes; i++)
		*out = *out << 8 | (unsigned char)raw.ptr[i];
	return true;
}

static bool take_u32(struct span *rest, uint32_t *out)
{
	uint64_t n;

	if (!take_number(rest, 4, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool take_text(struct span *rest, struct span *out)
{
	uint32_t len;

	return take_u32(rest, &len) && take_bytes(rest, len, out);
}

static bool take_ranges(struct span *rest, struct ranges *out)
{
	struct span packed;

	return take_text(rest, &packed) &&
	       ranges_unpack(out, packed, IMAP_RECORD_RUNS_MAX);
}

static bool take_mailbox(struct span *rest, struct imap_record *out)
{
	struct span id;

	if (!take_text(rest, &out->mailbox) ||
	    !take_u32(rest, &out->uidvalidity) ||
	    !take_bytes(rest, sizeof(out->mailbox_id), &id) ||
	    !take_u32(rest, &out->uidnext) ||
	    !take_number(rest, 8, &out->modseq) ||
	    !take_number(rest, 8, &out->expunge_modseq) ||
	    !take_u32(rest, &out->keywords))
		return false;
	memcpy(out->mailbox_id, id.ptr, id.len);
	return take_ranges(rest, &out->uids) &&
	       take_ranges(rest, &out->recent) &&
	       take_ranges(rest, &out->saved);
}

static bool take_time(struct span *rest, int64_t *out)
{
	uint64_t n;

	if (!take_number(rest, 8, &n) || n > INT64_MAX)
		return false;
	*out = (int64_t)n;
	return true;
}

static bool take_log(struct span *rest, struct imap_record *out)
{
	if (!take_time(rest, &out->begin_ms) ||
	    !take_number(rest, 8, &out->bytes_in) ||
	    !take_number(rest, 8, &out->bytes_out))
		return false;
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		if (!take_number(rest, 8, &out->done[i]))
			return false;
	return true;
}

static bool take_idle(struct span *rest, struct imap_record *out)
{
	return take_text(rest, &out->idle_tag) && out->idle_tag.len > 0 &&
	       take_time(rest, &out->idle_end_ms);
}

static bool take_record(struct span *rest, struct imap_record *out)
{
	uint64_t version;
	uint64_t flags;

	if (!take_number(rest, 1, &version) || version != IMAP_RECORD_VERSION ||
	    !take_number(rest, 1, &flags) || flags > ALL_FLAGS ||
	    (flags & (SELECTED | READ_WRITE)) == READ_WRITE ||
	    !take_u32(rest, &out->enabled) || !take_text(rest, &out->user) ||
	    (flags & IDLES && !take_idle(rest, out)) ||
	    !take_u32(rest, &out->bad_in_row) || !take_log(rest, out))
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
