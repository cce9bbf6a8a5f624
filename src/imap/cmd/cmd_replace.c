/* SPDX-License-Identifier: MIT */
/*
 * The new message is stored before the old one goes: who dies in between
 * leaves both.
 */
#include "base/auto.h"
#include "imap/imap_append.h"
#include "imap/imap_reply.h"
#include "imap/imap_set.h"

/* " <number>" or " *", which imap_append_begins knows nothing of. */
static bool streams_literal(struct span args)
{
	struct span number;

	return wire_imap_take_space(&args) &&
	       (wire_imap_take_char(&args, '*') ||
		wire_imap_take_atom(&args, &number)) &&
	       imap_append_begins(args);
}

/* seq-number (RFC 8508 5): neither a run nor "$". */
static bool is_one(struct span at)
{
	uint64_t number;

	return wire_imap_take_space(&at) &&
	       (wire_imap_take_char(&at, '*') ||
		wire_imap_take_number(&at, UINT32_MAX, &number)) &&
	       span_starts(at, SPAN(" "));
}

/* One message of the view. */
static bool take_uid(struct imap_session *session, struct imap_request *request,
		     struct span *rest, uint32_t *out)
{
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	if (!is_one(*rest) ||
	    !imap_set_take_uids(session, request, rest, &uids))
		return false;
	*out = ranges_from(&uids, 1);
	return true;
}

static bool size_of(struct imap_session *session, uint32_t uid, uint64_t *out,
		    struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool ok;

	if (!store_read_begin(session->box, &read, err))
		return false;
	ok = store_message_get(&read, uid, &message, err);
	store_read_end(&read);
	*out = ok ? message.size : 0;
	return ok;
}

/* A client that tried again would have the new one twice. */
static enum imap_result keep_both(struct imap_request *request,
				  const struct err *why)
{
	imap_reply_err(request, why);
	return imap_reply_text(
		request, IMAP_NO,
		"The replacement is stored, the old message is not removed");
}

static enum imap_result replace(struct imap_session *session,
				struct imap_request *request,
				struct imap_append *append, uint32_t uid)
{
	enum imap_result result = imap_append_store(append);
	auto_ranges struct ranges old;
	struct err err;

	ranges_init(&old);
	if (result != IMAP_OK)
		return result;
	/* RFC 8508 4.3: the new UID is told before the old message goes. */
	imap_reply_send_code(session, request, "Replacement stored");
	ranges_add(&old, uid);
	if (!store_expunge_any(session->box, &old, &err))
		return keep_both(request, &err);
	request->removes = true;
	return imap_reply_ok(request, "Replace completed");
}

/* Before anything is sent: is there such a message? The answer if not. */
static enum imap_result find(struct imap_session *session,
			     struct imap_request *request, struct span *rest,
			     uint32_t *out_uid, uint64_t *out_size)
{
	struct err err;

	if (!take_uid(session, request, rest, out_uid))
		return imap_reply_bad(request, "Expected one message");
	if (*out_uid == 0)
		return imap_reply_no(request, "NONEXISTENT",
				     "There is no such message");
	if (!size_of(session, *out_uid, out_size, &err))
		return imap_reply_err(request, &err);
	return IMAP_OK;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_append append = { .messages_max = 1 };
	struct span rest = request->args;
	struct imap_upload upload;
	enum imap_result result;
	uint32_t uid = 0;

	result = find(session, request, &rest, &uid, &append.replaced_size);
	if (result != IMAP_OK) {
		imap_upload_init(&upload, session, request, rest);
		return imap_upload_drop(&upload, result);
	}
	result = imap_append_take(&append, session, request, rest);
	if (result == IMAP_OK)
		result = replace(session, request, &append, uid);
	imap_append_release(&append);
	return result;
}

const struct imap_command cmd_replace = {
	.name = "REPLACE",
	.states = IMAP_STATE_SELECTED,
	.flags =
		IMAP_COMMAND_UID | IMAP_COMMAND_WRITES | IMAP_COMMAND_ELSEWHERE,
	.rights = STORE_RIGHT_DELETED | STORE_RIGHT_EXPUNGE,
	.capability = "REPLACE",
	.streams_literal = streams_literal,
	.run = run,
	.rfc = "RFC 8508",
};
