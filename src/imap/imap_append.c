/* SPDX-License-Identifier: MIT */
/*
 * A message is checked before it comes and spooled as it comes. Whatever goes
 * wrong, a LITERAL+ (RFC 7888) is read to its end, so that the next command is
 * found; one larger than any message ends the session.
 */
#include "imap/imap_append.h"

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_catenate.h"
#include "imap/imap_event.h"
#include "imap/imap_flags.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"

#define auto_sink __attribute__((cleanup(imap_sink_release)))

void imap_append_release(struct imap_append *append)
{
	ranges_release(&append->seen);
	store_batch_free(&append->batch);
}

bool imap_append_begins(struct span args)
{
	auto_arena struct arena arena;
	struct span mailbox;

	arena_init(&arena);
	return wire_imap_take_space(&args) &&
	       wire_imap_take_astring(&args, &arena, &mailbox) &&
	       span_starts(args, SPAN(" "));
}

static enum imap_result bad(const struct imap_append *a)
{
	return imap_reply_bad(a->request, "Expected a mailbox and messages");
}

/* ---- limits ---- */

/* May so many bytes come on top of what is there? */
static enum imap_result check(void *context, uint64_t size)
{
	struct imap_append *a = context;
	struct err err;

	size += a->sink->size;
	if (size > store_user_message_max(a->to.user))
		return imap_reply_no(a->request, "TOOBIG", "Message too large");
	if (store_append_check(a->to.user, a->to.name, a->size + size,
			       STORE_WITHIN_LIMIT, &err))
		return IMAP_OK;
	/* What is replaced may make room. */
	if (err.kind == ERR_QUOTA && a->replaced_size)
		return IMAP_OK;
	return imap_reply_err_destination(a->request, &err);
}

/* RFC 3502: an empty message cancels the command. */
static enum imap_result empty(const struct imap_append *a)
{
	return imap_reply_no(a->request, "CANNOT", "The message is empty");
}

/* ---- one message ---- */

/* " (flags)" and " date", each if it is there, and the space behind. */
static bool take_options(struct imap_append *a, struct store_append *out)
{
	struct arena *arena = &a->upload.session->arena;
	struct span *rest = &a->upload.rest;
	struct imap_flags flags = { 0 };
	struct span at = *rest;

	*out = (struct store_append){ .internaldate = INT64_MIN,
				      .replaced_size = a->replaced_size };
	if (wire_imap_take_space(&at) && span_starts(at, SPAN("("))) {
		if (!imap_flags_take(&at, IMAP_FLAGS_LIST, arena, &flags))
			return false;
		*rest = at;
	}
	out->flags = flags.flags;
	out->keywords = flags.keyword;
	out->keyword_count = flags.keyword_count;
	at = *rest;
	if (wire_imap_take_space(&at) && span_starts(at, SPAN("\""))) {
		if (!imap_args_date_time(&at, arena, &out->internaldate))
			return false;
		*rest = at;
	}
	return wire_imap_take_space(rest);
}

static enum imap_result receive(struct imap_append *a)
{
	enum imap_result result = check(a, a->upload.literal.size);

	if (result != IMAP_OK)
		return result;
	if (a->upload.literal.size == 0)
		return empty(a);
	if (!imap_upload_receive(&a->upload, a->sink))
		return bad(a);
	return IMAP_OK;
}

/* RFC 6855 4: "UTF8" SP "(" literal8 ")" */
static enum imap_result take_utf8(struct imap_append *a)
{
	enum imap_result result;

	if (!(a->upload.session->enabled & IMAP_ENABLED_UTF8) ||
	    !wire_imap_take_space(&a->upload.rest) ||
	    !wire_imap_take_char(&a->upload.rest, '(') ||
	    imap_upload_is(&a->upload) != IMAP_UPLOAD_LITERAL8)
		return bad(a);
	imap_sink_begin(a->sink, IMAP_SINK_BINARY);
	result = receive(a);
	if (result == IMAP_OK && !wire_imap_take_char(&a->upload.rest, ')'))
		return bad(a);
	return result;
}

static enum imap_result take_extension(struct imap_append *a)
{
	struct span word;

	if (!wire_imap_take_atom(&a->upload.rest, &word))
		return bad(a);
	if (span_eq_nocase(word, SPAN("UTF8")))
		return take_utf8(a);
	if (!span_eq_nocase(word, SPAN("CATENATE")) ||
	    !wire_imap_take_space(&a->upload.rest))
		return bad(a);
	imap_sink_begin(a->sink, IMAP_SINK_BINARY);
	return imap_catenate_take(&a->upload, a->request, a->sink, check, a);
}

static enum imap_result take_data(struct imap_append *a)
{
	switch (imap_upload_is(&a->upload)) {
	case IMAP_UPLOAD_LITERAL:
		imap_sink_begin(a->sink, IMAP_SINK_PLAIN);
		return receive(a);
	case IMAP_UPLOAD_LITERAL8:
		imap_sink_begin(a->sink, IMAP_SINK_BINARY);
		return receive(a);
	case IMAP_UPLOAD_NONE:
		break;
	}
	return take_extension(a);
}

static enum imap_result put(struct imap_append *a,
			    const struct store_append *options)
{
	struct store_append within = *options;
	struct err err;

	if (imap_rights_bound(a->upload.session, &a->to, &within))
		ranges_add(&a->seen, (uint32_t)a->messages + 1);
	if (!imap_sink_end(a->sink, &err) ||
	    !store_batch_add(a->batch, a->sink->spool, &within,
			     STORE_SPOOL_ONCE, &err))
		return imap_reply_err_destination(a->request, &err);
	a->size += a->sink->size;
	a->messages++;
	return IMAP_OK;
}

static enum imap_result take_message(struct imap_append *a)
{
	auto_sink struct imap_sink sink;
	struct store_append options;
	enum imap_result result;

	imap_sink_init(&sink, a->to.user);
	a->sink = &sink;
	if (!take_options(a, &options))
		return bad(a);
	if (a->messages == a->messages_max)
		return imap_reply_no(a->request, "LIMIT",
				     "Too many messages at once");
	result = take_data(a);
	if (result == IMAP_OK && sink.size == 0)
		return empty(a);
	return result == IMAP_OK ? put(a, &options) : result;
}

/* ---- all ---- */

static enum imap_result take_all(struct imap_append *a)
{
	struct imap_session *session = a->upload.session;
	enum imap_result result = IMAP_OK;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &a->upload.rest, &path))
		return bad(a);
	if (!imap_mailbox_find(session, path, STORE_RIGHT_INSERT, &a->to,
			       &err) ||
	    !store_batch_begin(a->to.user, a->to.name, &a->batch, &err))
		return imap_reply_err_destination(a->request, &err);
	/* Room is made with its owner only. */
	if (session->box && session->box->user != a->to.user)
		a->replaced_size = 0;
	do {
		result = take_message(a);
	} while (result == IMAP_OK && a->upload.rest.len);
	return result;
}

enum imap_result imap_append_take(struct imap_append *a,
				  struct imap_session *session,
				  struct imap_request *request,
				  struct span rest)
{
	enum imap_result result;

	a->request = request;
	a->batch = NULL;
	ranges_init(&a->seen);
	imap_upload_init(&a->upload, session, request, rest);
	result = take_all(a);
	if (result == IMAP_OK)
		return result;
	store_batch_free(&a->batch);
	return imap_upload_drop(&a->upload, result);
}

/* \Seen of the user's own, where the mailbox keeps it apart. */
static void set_seen(struct imap_append *a, struct ranges *stored)
{
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	for (uint32_t n = ranges_from(&a->seen, 1); n;
	     n = ranges_next(&a->seen, n))
		ranges_add(&uids, ranges_select(stored, n));
	imap_rights_set_seen(a->upload.session, &a->to, &uids);
}

enum imap_result imap_append_store(struct imap_append *a)
{
	struct buf *code = &a->request->code;
	struct store_batched done;
	struct err err;
	bool stored;

	ranges_init(&done.uids);
	stored = store_batch_commit(a->batch, a->upload.session->box, &done,
				    &err);
	if (stored) {
		buf_reset(code);
		buf_add_format(code, "APPENDUID %u ", done.uidvalidity);
		ranges_write(&done.uids, code);
		set_seen(a, &done.uids);
		imap_event_arrived(a->upload.session, &a->to, &done.uids,
				   "APPEND", SPAN(""));
	}
	ranges_release(&done.uids);
	return stored ? IMAP_OK : imap_reply_err_destination(a->request, &err);
}
