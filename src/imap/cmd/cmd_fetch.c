/* SPDX-License-Identifier: MIT */
/*
 * Messages are answered in order of their UIDs, as many within one read
 * bracket as fill a piece; then the bracket ends and the piece is written.
 *
 * Where bodies are asked for without PEEK, \Seen is set before a batch of
 * messages is answered, and what others did to their flags until then is told
 * first: the answers below carry the flags as they are after that, so that no
 * notice is lost or sent twice.
 */
#include "base/auto.h"
#include "imap/fetch_item.h"
#include "imap/imap_event.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_set.h"
#include "imap/imap_sync.h"

enum {
	SEEN_BATCH = 256
};

struct fetch_run {
	struct imap_session *session;
	struct imap_request *command;
	struct fetch_options options;
	struct fetch_answer answer;
	struct ranges uids;
	struct ranges seen;  /* made \Seen by this command */
	uint32_t batch_last; /* \Seen is done up to here */
	uint32_t kept_uid;   /* the last one that had to be parsed */
	bool missing;        /* something asked for was expunged */
	bool encoded;        /* … can't be decoded */
	struct err *err;
};

static uint32_t next_uid(const struct fetch_run *run, uint32_t uid)
{
	return ranges_next(&run->uids, uid);
}

/* ---- \Seen ---- */

/* Those without \Seen among the batch that begins with uid. */
static bool find_unseen(struct fetch_run *run, uint32_t uid,
			struct ranges *unseen)
{
	struct store_message message;
	struct store_read read;
	bool good = true;

	if (!store_read_begin(run->session->box, &read, run->err))
		return false;
	for (unsigned n = 0; good && uid && n < SEEN_BATCH; n++) {
		run->batch_last = uid;
		if (!store_message_get(&read, uid, &message, run->err))
			good = run->err->kind == ERR_GONE;
		else if (!(message.flags & INDEX_SEEN))
			ranges_add(unseen, uid);
		uid = next_uid(run, uid);
	}
	store_read_end(&read);
	return good;
}

static bool set_seen(struct fetch_run *run, const struct ranges *unseen)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_SEEN,
		.unchanged_since = UINT64_MAX,
	};
	const struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_KEEP,
		.told = unseen,
		.with_uid = run->command->uid,
	};
	struct err err;

	if (!store_flags(run->session->box, unseen, &change, NULL, NULL,
			 run->err))
		return false;
	ranges_add_all(&run->seen, unseen);
	/* What fails here fails again, and is told, behind the command. */
	(void)imap_sync_send(run->session, &options, &err);
	return true;
}

static bool set_batch_seen(struct fetch_run *run, uint32_t uid)
{
	auto_ranges struct ranges unseen;

	ranges_init(&unseen);
	return find_unseen(run, uid, &unseen) &&
	       (ranges_is_empty(&unseen) || set_seen(run, &unseen));
}

/* ---- answering ---- */

/* Expunged meanwhile: it is noted and passed over. */
static bool gone(struct fetch_run *run)
{
	if (run->err->kind != ERR_GONE)
		return false;
	err_clear(run->err);
	run->missing = true;
	return true;
}

static bool has_room(const struct fetch_run *run, uint32_t uid)
{
	return uid && uid <= run->batch_last &&
	       !fetch_item_is_full(&run->answer, &run->options);
}

/* The next few from *uid on. */
static enum fetch_composed compose_some(struct fetch_run *run,
					struct store_read *read, uint32_t *uid)
{
	enum store_ahead_of of =
		run->options.request->needs == FETCH_NEEDS_RECORD
			? STORE_AHEAD_RECORDS
			: STORE_AHEAD_FIELDS;
	struct store_ahead ahead;
	uint32_t next = *uid;

	if (!store_message_ahead(read, &run->uids, &next, of, &ahead, run->err))
		return FETCH_FAILED;
	for (unsigned i = 0; i < ahead.count; i++) {
		const struct store_message *message = &ahead.message[i];
		enum fetch_composed result = FETCH_GONE;

		*uid = message->uid;
		if (!has_room(run, *uid))
			return FETCH_COMPOSED;
		if (!(ahead.gone >> i & 1))
			result = fetch_item_compose(&run->answer, &run->options,
						    read, message, run->err);
		run->missing |= result == FETCH_GONE;
		run->encoded |= result == FETCH_ENCODED;
		if (result == FETCH_UNKEPT || result == FETCH_FAILED)
			return result;
		err_clear(run->err);
	}
	*uid = next;
	return FETCH_COMPOSED;
}

/* Answers from *uid on until a piece is full, the store is needed, or the batch
 * ends; *uid is then the next, or the one that needs it. */
static enum fetch_composed compose_piece(struct fetch_run *run, uint32_t *uid)
{
	enum fetch_composed result = FETCH_COMPOSED;
	struct store_read read;

	if (!store_read_begin(run->session->box, &read, run->err))
		return FETCH_FAILED;
	while (result == FETCH_COMPOSED && has_room(run, *uid))
		result = compose_some(run, &read, uid);
	store_read_end(&read);
	return result;
}

/* Parses a message that is not kept yet; *uid stays, for another try. */
static bool keep(struct fetch_run *run, uint32_t *uid)
{
	enum store_cache what =
		run->options.request->needs == FETCH_NEEDS_HEADER
			? STORE_CACHE_HEADER
			: STORE_CACHE_WHOLE;

	if (run->kept_uid == *uid)
		return err_set(run->err, ERR_CORRUPT, "Message unreadable");
	run->kept_uid = *uid;
	if (store_message_cache_from(run->session->box, &run->uids, *uid, what,
				     run->err))
		return true;
	*uid = next_uid(run, *uid);
	return gone(run);
}

static bool send_piece(struct fetch_run *run, enum fetch_composed result,
		       uint32_t *uid)
{
	if (!fetch_item_send(&run->answer, run->session, run->err) &&
	    !gone(run))
		return false;
	return result != FETCH_UNKEPT || keep(run, uid);
}

static bool answer_all(struct fetch_run *run)
{
	uint32_t uid = ranges_from(&run->uids, 1);

	/* A stream that failed says so at its next read. */
	while (uid && !run->session->stream.failed) {
		enum fetch_composed result;

		if (uid > run->batch_last && !set_batch_seen(run, uid))
			return false;
		result = compose_piece(run, &uid);
		if (result == FETCH_FAILED || !send_piece(run, result, &uid))
			return false;
	}
	return true;
}

static enum imap_result answer(struct fetch_run *run)
{
	struct store_keywords keywords = { .count = 0 };

	run->options.keywords = &keywords;
	run->options.seen = &run->seen;
	if (!store_keywords(run->session->box, &run->session->arena, &keywords,
			    run->err) ||
	    !answer_all(run))
		return imap_reply_err(run->command, run->err);
	if (run->encoded)
		return imap_reply_no(run->command, "UNKNOWN-CTE",
				     "A part's encoding is not known");
	/* RFC 3501 6.4.8: a UID that is no more is no error. */
	if (run->missing && !run->command->uid)
		return imap_reply_no(run->command, "EXPUNGEISSUED",
				     "Some of the messages are no more");
	return imap_reply_ok(run->command, "Fetch completed");
}

/* RFC 7162 3.2.6: a set without its "*" of the view, because what vanished is
 * in no view. */
static void send_vanished(struct fetch_run *run, struct ranges *vanished)
{
	struct imap_session *session = run->session;
	struct span rest = run->command->args;
	auto_ranges struct ranges asked;
	struct imap_set set;

	ranges_init(&asked);
	if (!wire_imap_take_space(&rest) ||
	    !imap_set_take(&rest, &session->arena, &set))
		return;
	imap_set_uids_to(&set, session->box->uidnext - 1, &asked);
	ranges_intersect(vanished, &asked);
	imap_sync_send_vanished(session, vanished, IMAP_SYNC_VANISHED_EARLIER);
}

/* Leaves of run->uids what has changed since. */
static bool take_changed(struct fetch_run *run,
			 const struct fetch_modifiers *modifiers)
{
	auto_ranges struct ranges changed;
	auto_ranges struct ranges vanished;
	bool exact;

	ranges_init(&changed);
	ranges_init(&vanished);
	if (!store_box_since(run->session->box, modifiers->changed_since,
			     &changed, &vanished, &exact, run->err))
		return false;
	ranges_intersect(&run->uids, &changed);
	if (modifiers->vanished)
		send_vanished(run, &vanished);
	return true;
}

/* RFC 7162 3.2.6: VANISHED is for UID FETCH, after ENABLE QRESYNC; RFC 9394
 * 3.3: PARTIAL for UID FETCH. */
static bool is_allowed(const struct fetch_run *run,
		       const struct fetch_modifiers *modifiers)
{
	if (modifiers->part && !run->command->uid)
		return false;
	return !modifiers->vanished ||
	       (run->command->uid &&
		(run->session->enabled & IMAP_ENABLED_QRESYNC));
}

/* " <set> <items>" */
static enum fetch_parsed parse(struct fetch_run *run, struct fetch_request *out)
{
	struct span rest = run->command->args;
	/* RFC 9586 3: UIDFETCH says it already. */
	bool with_uid = run->command->uid &&
			!(run->session->enabled & IMAP_ENABLED_UIDONLY);

	if (!imap_set_take_uids(run->session, run->command, &rest,
				&run->uids) ||
	    !wire_imap_take_space(&rest))
		return FETCH_MALFORMED;
	return fetch_parse(rest, with_uid, &run->session->arena, out);
}

static enum imap_result parse_and_answer(struct fetch_run *run)
{
	struct fetch_request request;

	switch (parse(run, &request)) {
	case FETCH_MALFORMED:
		return imap_reply_bad(run->command, "Expected a set and items");
	case FETCH_TOO_MUCH:
		return imap_reply_no(run->command, "LIMIT",
				     "Too many items, fields or parts");
	case FETCH_PARSED:
		break;
	}
	if (!is_allowed(run, &request.modifiers))
		return imap_reply_bad(run->command,
				      "Expected UID FETCH, QRESYNC enabled");
	if (request.modifiers.part)
		imap_partial_keep(&request.modifiers.partial, &run->uids);
	if (request.has_modseq)
		imap_modseq_enable(run->session);
	if (request.modifiers.changed && !take_changed(run, &request.modifiers))
		return imap_reply_err(run->command, run->err);
	run->options.uid_only = run->session->enabled & IMAP_ENABLED_UIDONLY;
	run->options.with_modseq = imap_modseq_is_on(run->session);
	run->options.request = &request;
	run->batch_last = UINT32_MAX;
	if (request.sets_seen && run->session->box->access == STORE_READ_WRITE)
		run->batch_last = 0;
	return answer(run);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct err err = { .kind = ERR_NONE };
	struct fetch_run fetch = {
		.session = session,
		.command = request,
		.err = &err,
	};
	enum imap_result result;

	ranges_init(&fetch.uids);
	ranges_init(&fetch.seen);
	fetch_item_init(&fetch.answer);
	result = parse_and_answer(&fetch);
	fetch_item_release(&fetch.answer);
	imap_event_seen(session, &fetch.seen);
	ranges_release(&fetch.seen);
	ranges_release(&fetch.uids);
	return result;
}

const struct imap_command cmd_fetch = {
	.name = "FETCH",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE,
	.capability = "PREVIEW SAVEDATE",
	.run = run,
	.rfc = "RFC 3501 6.4.5, RFC 3516, RFC 8970",
};
