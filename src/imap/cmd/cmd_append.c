/* SPDX-License-Identifier: MIT */
/*
 * The message is checked before it comes and spooled as it comes. Whatever
 * goes wrong, a LITERAL+ (RFC 7888) is read to its end, so that the next
 * command is found; one larger than any message ends the session.
 */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_flags.h"
#include "imap/imap_input.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"
#include "store/store_message.h"

enum {
	PIECE_MAX = 65536
};

#define auto_spool __attribute__((cleanup(store_spool_free)))

struct append {
	struct imap_mailbox to;
	struct imap_flags flags;
	int64_t internaldate; /* INT64_MIN: now */
};

/* What stands between mailbox and literal: " (flags)" and " date", each if it
 * is there. */
static bool take_options(struct span *rest, struct arena *arena,
			 struct append *out)
{
	struct span at = *rest;

	out->flags = (struct imap_flags){ 0 };
	out->internaldate = INT64_MIN;
	if (wire_imap_take_space(&at) && span_starts(at, SPAN("("))) {
		if (!imap_flags_take(&at, IMAP_FLAGS_LIST, arena, &out->flags))
			return false;
		*rest = at;
	}
	at = *rest;
	if (wire_imap_take_space(&at) && span_starts(at, SPAN("\""))) {
		if (!imap_args_date_time(&at, arena, &out->internaldate))
			return false;
		*rest = at;
	}
	return wire_imap_take_space(rest);
}

/* Nothing left but "{n}" or "{n+}". */
static bool is_announcement(struct span rest)
{
	return span_starts(rest, SPAN("{")) &&
	       span_find_char(rest, '}') + 1 == rest.len;
}

static bool streams_literal(struct span args)
{
	auto_arena struct arena arena;
	struct append append;
	struct span mailbox;

	arena_init(&arena);
	return wire_imap_take_space(&args) &&
	       wire_imap_take_astring(&args, &arena, &mailbox) &&
	       take_options(&args, &arena, &append) && is_announcement(args);
}

/* The literal and the rest of the line are read and forgotten. */
static enum imap_result drain(struct imap_session *session,
			      struct imap_request *request,
			      enum imap_result result)
{
	uint64_t budget = session->config->message_max;
	bool empty;

	if (request->literal != WIRE_LITERAL_PLUS)
		return result;
	if (request->literal_size > budget) {
		imap_reply_bye(session, "TOOBIG", "Message too large");
		return IMAP_BYE;
	}
	if (!imap_input_drain(session, request->literal_size) ||
	    imap_input_finish(session, budget - request->literal_size,
			      &empty) == IMAP_INPUT_END)
		return IMAP_BYE;
	return result;
}

/* Before the upload. */
static enum imap_result check(struct imap_session *session,
			      struct imap_request *request, struct span path,
			      struct append *append)
{
	uint64_t size = request->literal_size;
	struct err err;

	if (!imap_mailbox_find(session, path, STORE_RIGHT_INSERT, &append->to,
			       &err))
		return imap_reply_err_destination(request, &err);
	if (size == 0)
		return imap_reply_no(request, "CANNOT", "The message is empty");
	if (size > session->config->message_max)
		return imap_reply_no(request, "TOOBIG", "Message too large");
	if (!store_append_check(append->to.user, append->to.name, size,
				STORE_WITHIN_LIMIT, &err))
		return imap_reply_err_destination(request, &err);
	return IMAP_OK;
}

/* false: the stream has ended. A spool that failed swallows the rest; *err
 * has its first error. */
static bool receive(struct imap_session *session, uint64_t size,
		    struct store_spool *spool, struct err *err)
{
	err_clear(err);
	while (size) {
		size_t want = size < PIECE_MAX ? (size_t)size : PIECE_MAX;
		struct span piece;
		struct err trouble;

		if (!stream_read_some(&session->stream, want, &piece, &trouble))
			return false;
		size -= piece.len;
		if (!store_spool_write(spool, piece, &trouble) &&
		    err->kind == ERR_NONE)
			*err = trouble;
	}
	return true;
}

static enum imap_result store(struct imap_request *request,
			      const struct append *append,
			      struct store_spool *spool)
{
	const struct store_append options = {
		.flags = append->flags.flags,
		.keywords = append->flags.keyword,
		.keyword_count = append->flags.keyword_count,
		.internaldate = append->internaldate,
	};
	struct store_appended appended;
	struct err err;

	if (!store_append(append->to.user, append->to.name, spool, &options,
			  &appended, &err))
		return imap_reply_err_destination(request, &err);
	imap_reply_code(request, "APPENDUID %u %u", appended.uidvalidity,
			appended.uid);
	return imap_reply_ok(request, "Append completed");
}

static enum imap_result upload(struct imap_session *session,
			       struct imap_request *request,
			       const struct append *append)
{
	auto_spool struct store_spool *spool = store_spool_new(append->to.user);
	struct err err;
	bool empty;

	if (request->literal == WIRE_LITERAL_SYNC)
		imap_input_continue(session);
	if (!receive(session, request->literal_size, spool, &err))
		return IMAP_BYE;
	switch (imap_input_finish(session, session->config->message_max,
				  &empty)) {
	case IMAP_INPUT_COMMAND:
	case IMAP_INPUT_BAD:
		break;
	case IMAP_INPUT_LITERAL:
	case IMAP_INPUT_BYE:
	case IMAP_INPUT_IDLE:
	case IMAP_INPUT_END:
		return IMAP_BYE;
	}
	if (!empty)
		return imap_reply_bad(request, "Expected one message");
	if (err.kind != ERR_NONE)
		return imap_reply_err(request, &err);
	return store(request, append, spool);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct append append;
	enum imap_result checked;
	struct span path;

	if (!imap_args_mailbox(session, &rest, &path) ||
	    !take_options(&rest, &session->arena, &append) ||
	    request->literal == WIRE_LITERAL_NONE || !is_announcement(rest))
		return drain(
			session, request,
			imap_reply_bad(request,
				       "Expected a mailbox and a message"));
	checked = check(session, request, path, &append);
	if (checked != IMAP_OK)
		return drain(session, request, checked);
	return upload(session, request, &append);
}

const struct imap_command cmd_append = {
	.name = "APPEND",
	.states = IMAP_STATE_ANY,
	.streams_literal = streams_literal,
	.run = run,
	.rfc = "RFC 3501 6.3.11, RFC 4315 3",
};
