/* SPDX-License-Identifier: MIT */
/*
 * Answers are gathered in a buf of limited size while a read bracket is open
 * and written to the stream after it has ended, so that a slow client never
 * holds a snapshot of the index.
 */
#include "imap/imap_sync.h"

#include "base/auto.h"
#include "imap/imap_context.h"
#include "imap/imap_flags.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"
#include "store/store_message.h"

enum {
	FETCH_CHUNK = 250,
	VANISHED_RUNS = 1000, /* in one answer */
	ANSWER_MAX = 1 << 20
};

static void send_expunges(struct imap_session *session,
			  const struct ranges *expunged, struct ranges *before)
{
	/* From the highest down, so that the numbers below stay as they
	 * were. */
	for (size_t i = expunged->count; i-- > 0;) {
		const struct range *run = &expunged->run[i];

		for (uint32_t uid = run->last; uid >= run->first; uid--) {
			uint32_t number = ranges_rank(before, uid);

			if (number)
				stream_write_format(&session->stream,
						    "* %u EXPUNGE\r\n", number);
		}
	}
}

void imap_sync_send_vanished(struct imap_session *session,
			     const struct ranges *uids,
			     enum imap_sync_vanished how)
{
	for (size_t at = 0; at < uids->count; at += VANISHED_RUNS) {
		auto_ranges struct ranges piece;
		auto_buf struct buf out;

		ranges_init(&piece);
		buf_init(&out, ANSWER_MAX);
		for (size_t i = at; i < uids->count && i < at + VANISHED_RUNS;
		     i++)
			ranges_add_run(&piece, uids->run[i].first,
				       uids->run[i].last);
		buf_add_str(&out, how == IMAP_SYNC_VANISHED_EARLIER
					  ? "* VANISHED (EARLIER) "
					  : "* VANISHED ");
		ranges_write(&piece, &out);
		buf_add(&out, SPAN("\r\n"));
		stream_write(&session->stream, buf_span(&out));
	}
}

static void send_gone(struct imap_session *session,
		      const struct ranges *expunged, struct ranges *before)
{
	if (session->enabled & (IMAP_ENABLED_QRESYNC | IMAP_ENABLED_UIDONLY))
		imap_sync_send_vanished(session, expunged, IMAP_SYNC_VANISHED);
	else
		send_expunges(session, expunged, before);
}

void imap_sync_send_sizes(struct imap_session *session)
{
	struct store_box *box = session->box;

	stream_write_format(&session->stream, "* %u EXISTS\r\n",
			    ranges_size(&box->uids));
	/* RFC 9051 9, obsolete-recent-response: not in IMAP4rev2, nor is there
	 * a flag \Recent. */
	if (session->enabled & IMAP_ENABLED_IMAP4REV2)
		ranges_clear(&box->recent);
	else
		stream_write_format(&session->stream, "* %u RECENT\r\n",
				    ranges_size(&box->recent));
}

/* RFC 3501 7.1, PERMANENTFLAGS: "\*" as long as keywords can be made. */
static void add_permanent(struct imap_session *session,
			  const struct store_keywords *keywords,
			  struct buf *out)
{
	const struct store_box *box = session->box;
	bool room = keywords->count < session->config->keywords_max;
	static const struct store_keywords none;

	if (box->access == STORE_READ_ONLY) {
		buf_add(out, SPAN("()] Read-only mailbox\r\n"));
		return;
	}
	/* RFC 4314 5.1.1: only those that the user's rights cover. */
	imap_flags_add_known(out, box->keeps_keywords ? &none : keywords,
			     room && !box->keeps_keywords
				     ? IMAP_FLAGS_KNOWN_OPEN
				     : IMAP_FLAGS_KNOWN,
			     box->kept_flags);
	buf_add(out, SPAN("] Flags permitted\r\n"));
}

bool imap_sync_send_flags(struct imap_session *session, struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct store_keywords keywords;

	arena_init(&arena);
	buf_init(&out, ANSWER_MAX);
	if (!store_keywords(session->box, &arena, &keywords, err))
		return false;
	session->keywords_told = keywords.count;
	buf_add(&out, SPAN("* FLAGS "));
	imap_flags_add_known(&out, &keywords, IMAP_FLAGS_KNOWN, 0);
	buf_add(&out, SPAN("\r\n* OK [PERMANENTFLAGS "));
	add_permanent(session, &keywords, &out);
	stream_write(&session->stream, buf_span(&out));
	return true;
}

/* FETCH answers with flags on their way into `text`. */
struct telling {
	struct store_box *box;
	const struct ranges *uids;
	bool with_uid;
	bool uid_only;
	bool with_flags;
	bool with_modseq;
	struct store_keywords keywords;
	struct buf text;
};

static bool add_fetch(struct telling *t, struct store_read *read, uint32_t uid,
		      struct err *err)
{
	struct store_message message;
	struct buf *out = &t->text;

	if (!store_message_get(read, uid, &message, err))
		return err->kind == ERR_GONE;
	imap_reply_add_fetch(out, read->box, uid, t->uid_only);
	if (t->with_uid && !t->uid_only)
		buf_add_format(out, "UID %u ", uid);
	if (t->with_flags) {
		buf_add(out, SPAN("FLAGS "));
		imap_flags_add(out, &t->keywords, message.flags,
			       message.keywords, message.recent);
	}
	if (t->with_modseq) {
		buf_add_str(out, t->with_flags ? " MODSEQ (" : "MODSEQ (");
		buf_add_u64(out, message.modseq);
		buf_add_char(out, ')');
	}
	buf_add(out, SPAN(")\r\n"));
	return true;
}

/* One bracket's worth; *uid becomes the next to do, or 0. */
static bool add_chunk(struct telling *t, uint32_t *uid, struct err *err)
{
	struct store_read read;
	bool good = true;

	if (!store_read_begin(t->box, &read, err))
		return false;
	for (int n = 0; good && *uid && n < FETCH_CHUNK; n++) {
		good = add_fetch(t, &read, *uid, err);
		*uid = ranges_next(t->uids, *uid);
	}
	store_read_end(&read);
	return good;
}

static bool send_fetch(struct imap_session *session, struct telling *t,
		       struct err *err)
{
	auto_arena struct arena arena;
	uint32_t uid = ranges_from(t->uids, 1);
	bool good = true;

	arena_init(&arena);
	if (uid == 0)
		return true;
	t->uid_only = session->enabled & IMAP_ENABLED_UIDONLY;
	if (t->with_flags && !store_keywords(t->box, &arena, &t->keywords, err))
		return false;
	buf_init(&t->text, ANSWER_MAX);
	while (good && uid) {
		good = add_chunk(t, &uid, err);
		stream_write(&session->stream, buf_span(&t->text));
		buf_reset(&t->text);
	}
	buf_release(&t->text);
	return good;
}

/* RFC 7162 3.2.4: from the first command about them on, each has the modseq
 * and the UID. RFC 9051 7.5.2: the UID. */
bool imap_sync_send_fetch(struct imap_session *session,
			  const struct ranges *uids, bool with_uid,
			  struct err *err)
{
	const uint32_t always_uid =
		IMAP_ENABLED_CONDSTORE | IMAP_ENABLED_IMAP4REV2;
	struct telling t = {
		.box = session->box,
		.uids = uids,
		.with_uid = with_uid || session->enabled & always_uid,
		.with_flags = true,
		.with_modseq = imap_modseq_is_on(session),
	};

	return send_fetch(session, &t, err);
}

bool imap_sync_send_modseqs(struct imap_session *session,
			    const struct ranges *uids, struct err *err)
{
	struct telling t = {
		.box = session->box,
		.uids = uids,
		.with_uid = true,
		.with_modseq = true,
	};

	return send_fetch(session, &t, err);
}

bool imap_sync_send_new_keywords(struct imap_session *session, struct err *err)
{
	auto_arena struct arena arena;
	struct store_keywords keywords;

	arena_init(&arena);
	if (!store_keywords(session->box, &arena, &keywords, err))
		return false;
	return keywords.count == session->keywords_told ||
	       imap_sync_send_flags(session, err);
}

static bool send_changes(struct imap_session *session,
			 const struct imap_sync_options *options,
			 struct store_changes *changes, uint32_t recent_before,
			 struct ranges *before, struct err *err)
{
	struct store_box *box = session->box;
	auto_ranges struct ranges changed;
	auto_ranges struct ranges asked;

	ranges_init(&changed);
	ranges_init(&asked);
	if (session->contexts) {
		if (!options->own_arrivals)
			ranges_copy(&asked, &changes->arrived);
		ranges_copy(&changed, &changes->flags);
		ranges_add_all(&changed, &changes->arrived);
		imap_context_tell_gone(session, &changes->expunged, before);
	}
	/* KEEP leaves it empty. */
	if (!ranges_is_empty(&changes->expunged))
		send_gone(session, &changes->expunged, before);
	if (!ranges_is_empty(&changes->arrived) ||
	    ranges_size(&box->recent) > recent_before)
		imap_sync_send_sizes(session);
	if (options->arrived)
		ranges_copy(options->arrived, &changes->arrived);
	if (options->no_flags)
		return imap_context_tell_changed(session, &changed, &asked,
						 err);
	if (changes->keywords && !imap_sync_send_new_keywords(session, err))
		return false;
	if (options->told)
		ranges_remove_all(&changes->flags, options->told);
	/* New ones are for the client to ask about. */
	ranges_remove_all(&changes->flags, &changes->arrived);
	return imap_sync_send_fetch(session, &changes->flags, options->with_uid,
				    err) &&
	       imap_context_tell_changed(session, &changed, &asked, err);
}

enum imap_sync_result imap_sync_send(struct imap_session *session,
				     const struct imap_sync_options *options,
				     struct err *err)
{
	struct store_box *box = session->box;
	uint32_t recent_before = ranges_size(&box->recent);
	struct store_changes changes;
	auto_ranges struct ranges before = { 0 };
	enum imap_sync_result result = IMAP_SYNC_ERROR;

	if (!imap_rights_recheck(session))
		return IMAP_SYNC_GONE;
	ranges_init(&before);
	store_changes_init(&changes);
	if (!store_box_refresh(box, options->expunges, &changes, &before, err))
		result = err->kind == ERR_GONE ? IMAP_SYNC_GONE
					       : IMAP_SYNC_ERROR;
	else if (changes.gone)
		result = IMAP_SYNC_GONE;
	else if (send_changes(session, options, &changes, recent_before,
			      &before, err))
		result = IMAP_SYNC_OK;
	if (options->own)
		*options->own = changes.own;
	store_changes_release(&changes);
	return result;
}
