/* SPDX-License-Identifier: MIT */
#include "imap/imap_park.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "imap/imap_context.h"
#include "imap/imap_deflate.h"
#include "imap/imap_notify.h"
#include "imap/imap_record.h"
#include "imap/imap_reply.h"
#include "imap/imap_select.h"
#include "proc/handover.h"
#include "proc/proc.h"
#include "proc/sight.h"

#define auto_record __attribute__((cleanup(imap_record_release)))

bool imap_park_may(const struct imap_session *session)
{
	return proc_has_gate() && !proc_is_stopping() &&
	       !session->line_too_long &&
	       !store_user_account(session->user)->proof_only;
}

static uint32_t left_ms(int64_t end_ms)
{
	int64_t left = end_ms - clock_mono_ms();

	return left > 0 ? (uint32_t)left : 0;
}

/* false: more than may be watched, or nobody could say what happens before. */
static bool take_watches(struct imap_session *session,
			 const struct imap_park *how, struct proc_watch *out,
			 unsigned *out_count)
{
	static struct store_watch_place place[PROC_WATCHES_MAX];
	unsigned max = (unsigned)session->config->session_watches;
	unsigned count = 0;

	_Static_assert((int)STORE_WATCH_PLACES <= (int)PROC_WATCHES_MAX &&
			       sizeof(place->path) <= sizeof(out->path),
		       "a note has room for them");
	if (!how->hears)
		return true;
	if (how->watch < 0 && session->box && !session->box->still.point.number)
		return false;
	if (session->box)
		count = store_watch_places(session->box, place);
	count = imap_notify_places(session, place, count, max);
	*out_count = count;
	if (count > max)
		return false;
	for (unsigned i = 0; i < count; i++) {
		out[i].events = place[i].events;
		/* NOTIFY may be silent of the selected mailbox. */
		if (how->watch < 0)
			memcpy(out[i].seen, place[i].seen, sizeof(out[i].seen));
		memcpy(out[i].path, place[i].path, sizeof(place[i].path));
	}
	/* The next session of this process may be another user's. */
	explicit_bzero(place, count * sizeof(place[0]));
	return true;
}

/* Of the record that is being written. */
static char window[IMAP_DEFLATE_WINDOW];

/* What is unread is the client's compressed bytes no more. */
static bool keep_deflate(const struct imap_session *session,
			 struct imap_record *record)
{
	if (!session->deflate)
		return true;
	record->compressed = true;
	record->unread = stream_unread_input(&session->stream);
	return imap_deflate_keep(session->deflate, window, &record->deflate);
}

/* false: it takes more than a record may. */
static bool write_record(struct imap_session *session,
			 const struct imap_park *how, struct buf *out)
{
	auto_record struct imap_record record;
	auto_buf struct buf contexts;
	auto_buf struct buf notify;

	imap_record_init(&record);
	buf_init(&contexts, HANDOVER_RECORD_MAX);
	buf_init(&notify, HANDOVER_RECORD_MAX);
	imap_record_of(session, &record);
	imap_context_pack(session, &contexts);
	imap_notify_pack(session, &notify);
	record.contexts = buf_span(&contexts);
	record.notify = buf_span(&notify);
	record.idle_tag = how->idle_tag;
	record.wait_end_ms = how->end_ms;
	if (!keep_deflate(session, &record))
		return false;
	imap_record_write(&record, out);
	if (session->deflate)
		explicit_bzero(window, sizeof(window));
	return !out->full && !contexts.full && !notify.full;
}

bool imap_park(struct imap_session *session, const struct imap_park *how)
{
	static struct proc_watch watches[PROC_WATCHES_MAX];
	struct proc_park park = { .watch = how->watch,
				  .packed = session->deflate != NULL,
				  .left_ms = how->at_once
						     ? 0
						     : left_ms(how->end_ms),
				  .watches = watches };
	auto_buf struct buf bytes;
	struct err err;

	buf_init(&bytes, HANDOVER_RECORD_MAX);
	if (!take_watches(session, how, watches, &park.count) ||
	    !write_record(session, how, &bytes))
		return false;
	park.record = buf_span(&bytes);
	if (!session->deflate)
		park.input = stream_unread_input(&session->stream);
	session->parked = proc_park(&session->stream, &park, &err);
	explicit_bzero(watches, park.count * sizeof(watches[0]));
	if (!session->parked)
		log_err(LOG_LEVEL_WARN, "park", &err, "%s", "");
	return session->parked;
}

/* ---- going on ---- */

static void take_log(struct imap_session *session,
		     const struct imap_record *record)
{
	session->begin_ms = record->begin_ms;
	session->bytes_in = record->bytes_in;
	session->bytes_out = record->bytes_out;
	sight_resume(record->bytes_in, record->bytes_out);
	for (unsigned i = 0; i < IMAP_RECORD_COUNTERS; i++)
		stats_resume(imap_record_counters[i], record->done[i]);
}

/* What gate brings was compressed by the client. */
static bool take_deflate(struct imap_session *session,
			 const struct imap_record *record)
{
	struct stream *stream = &session->stream;

	if (!record->compressed)
		return true;
	session->deflate =
		imap_deflate_resume(stream->fd_in, session->config->message_max,
				    &record->deflate, proc_session_input());
	if (!session->deflate)
		return false;
	stream_set_layer(stream, imap_deflate_layer(session->deflate));
	stream_unread(stream, record->unread);
	return true;
}

/* The loop finds an IDLE as if the client had said it again. */
static void take_wait(struct imap_session *session,
		      const struct imap_record *record)
{
	session->wait_end_ms = record->wait_end_ms;
	if (!record->idle_tag.len)
		return;
	buf_add(&session->command, record->idle_tag);
	buf_add(&session->command, SPAN(" IDLE"));
}

static void refuse(struct imap_session *session, struct span bytes,
		   const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "resume", err, "bytes=%zu", bytes.len);
	imap_reply_bye(session, "UNAVAILABLE", "The session can't go on");
}

void imap_park_resume(struct imap_session *session, struct span bytes)
{
	auto_record struct imap_record record;
	struct err err;

	imap_record_init(&record);
	err_set(&err, ERR_TEMP, "No memory for compression");
	if (!imap_record_read(bytes, &record, &err) ||
	    !take_deflate(session, &record)) {
		refuse(session, bytes, &err);
		return;
	}
	session->enabled = record.enabled;
	session->bad_in_row = record.bad_in_row;
	take_log(session, &record);
	if (!imap_select_resume(session, &record)) {
		imap_reply_bye_gone(session);
		return;
	}
	err_set(&err, ERR_SYNTAX, "Malformed session record");
	if (!imap_notify_resume(session, record.notify) ||
	    !imap_context_resume(session, record.contexts)) {
		refuse(session, bytes, &err);
		return;
	}
	take_wait(session, &record);
}
