/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a session record: what is read is written as the same bytes, and
 * a worker that goes on with it, but for its store, keeps to its own memory.
 */
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "imap/imap_context.h"
#include "imap/imap_deflate.h"
#include "imap/imap_notify.h"
#include "imap/imap_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	READS_MAX = 64,
	LINE_MAX_BYTES = 8192
};

static void check_same(const struct imap_record *record, struct span bytes)
{
	auto_buf struct buf out;

	buf_init(&out, bytes.len + 1);
	imap_record_write(record, &out);
	ASSERT(span_eq(buf_span(&out), bytes));
}

static void inflate(const struct imap_record *record)
{
	struct imap_deflate *deflate = imap_deflate_resume(
		-1, 1 << 20, &record->deflate, record->unread);
	static char window[IMAP_DEFLATE_WINDOW];
	const struct stream_layer *layer;
	struct imap_deflate_state now;
	char piece[LINE_MAX_BYTES];
	short wants = 0;

	if (!deflate)
		return;
	layer = imap_deflate_layer(deflate);
	for (unsigned i = 0; i < READS_MAX; i++)
		if (layer->read(layer->state, piece, sizeof(piece), &wants) <=
		    0)
			break;
	if (imap_deflate_keep(deflate, window, &now))
		ASSERT(now.bits <= 7 && now.window.len <= IMAP_DEFLATE_WINDOW);
	imap_deflate_free(&deflate);
}

/* What a session has of NOTIFY and of searches is packed so that it can go on
 * once more. */
static void resume(struct imap_session *session, struct imap_record *record)
{
	auto_buf struct buf again;
	auto_buf struct buf kept;

	buf_init(&again, 1 << 20);
	buf_init(&kept, 1 << 20);
	if (imap_notify_resume(session, record->notify)) {
		imap_notify_pack(session, &kept);
		imap_notify_free(&session->notify);
		ASSERT(imap_notify_resume(session, buf_span(&kept)));
	}
	if (!imap_context_resume(session, record->contexts))
		return;
	imap_context_pack(session, &again);
	imap_context_end_all(session);
	ASSERT(imap_context_resume(session, buf_span(&again)));
}

static void go_on(struct imap_record *record)
{
	const struct config config = { .imap_contexts = 4,
				       .imap_search_keys = 100,
				       .imap_search_nesting = 20 };
	struct store_box box = { .uids = record->uids };
	struct imap_session session = { .config = &config,
					.box = &box,
					.enabled = record->enabled,
					.saved = record->saved };

	stream_init(&session.stream, -1, -1, LINE_MAX_BYTES, 0);
	arena_init(&session.arena);
	resume(&session, record);
	imap_notify_free(&session.notify);
	imap_context_end_all(&session);
	arena_release(&session.arena);
	stream_release(&session.stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_make(data, size);
	struct imap_record record;
	struct err err;

	imap_record_init(&record);
	if (imap_record_read(bytes, &record, &err)) {
		check_same(&record, bytes);
		if (record.compressed)
			inflate(&record);
		go_on(&record);
	}
	imap_record_release(&record);
	return 0;
}
