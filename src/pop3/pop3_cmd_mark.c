/* SPDX-License-Identifier: MIT */
/* DELE, RSET, LAST, NOOP, and QUIT that does what was marked. */
#include "base/auto.h"
#include "base/log.h"
#include "pop3/pop3_command.h"
#include "pop3/pop3_reply.h"

enum {
	NUMBERS_MAX = 400 /* of 512 bytes that an answer may have */
};

/* Most clients delete what they have just read. What others have removed is as
 * the client wants it: 0. */
static bool size_of(struct pop3_drop *drop, uint32_t number, uint64_t *out,
		    struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool ok;

	*out = drop->read_size;
	if (number == drop->read)
		return true;
	*out = 0;
	if (!store_read_begin(drop->box, &read, err))
		return false;
	ok = store_message_get(&read, pop3_drop_uid(drop, number), &message,
			       err);
	store_read_end(&read);
	if (ok)
		*out = message.vsize;
	return ok || err->kind == ERR_GONE;
}

static enum pop3_result run_dele(struct pop3_session *session,
				 const struct pop3_request *request)
{
	struct err err;
	uint64_t size;

	if (!size_of(&session->drop, request->number, &size, &err))
		return pop3_reply_err(session, "dele_failed", &err);
	pop3_drop_delete(&session->drop, request->number, size);
	return pop3_reply_ok(session, "Marked to be deleted.");
}

static enum pop3_result run_rset(struct pop3_session *session,
				 const struct pop3_request *request)
{
	(void)request;
	pop3_drop_reset(&session->drop);
	return pop3_reply_ok(session, "Nothing is marked.");
}

static enum pop3_result run_noop(struct pop3_session *session,
				 const struct pop3_request *request)
{
	(void)request;
	return pop3_reply_ok(session, "Nothing done.");
}

static enum pop3_result run_last(struct pop3_session *session,
				 const struct pop3_request *request)
{
	struct err err;
	uint32_t last;

	(void)request;
	if (!session->config->pop3_last)
		return pop3_reply_bad(session, "Unknown command.");
	if (!pop3_drop_last(&session->drop, &last, &err))
		return pop3_reply_err(session, "last_failed", &err);
	stream_write_format(&session->stream, "+OK %u\r\n", last);
	return POP3_DONE;
}

static void say_left(struct pop3_session *session, const struct ranges *left,
		     const struct err *err)
{
	auto_buf struct buf numbers;

	log_err(LOG_LEVEL_ERROR, "update_failed", err, "%s", "");
	buf_init(&numbers, NUMBERS_MAX);
	ranges_write(left, &numbers);
	stream_write_format(&session->stream,
			    "-ERR [SYS/TEMP] Some deleted messages are not "
			    "removed%s%s\r\n",
			    numbers.full || !numbers.len ? "" : ": ",
			    numbers.full ? "" : buf_str(&numbers));
}

static enum pop3_result run_quit(struct pop3_session *session,
				 const struct pop3_request *request)
{
	struct pop3_drop *drop = &session->drop;
	auto_ranges struct ranges left;
	struct err err;

	(void)request;
	ranges_init(&left);
	/* What the client can't have got stays: the next read ends it all. */
	if (!stream_flush(&session->stream, &err))
		return POP3_DONE;
	err_clear(&err);
	if (pop3_drop_update(drop, session->config, &left, &err)) {
		session->removed = drop->deleted;
		pop3_reply_ok(session, "Bye.");
	} else {
		session->removed = drop->deleted - ranges_size(&left);
		say_left(session, &left, &err);
	}
	err_clear(&err);
	if (!pop3_drop_see(drop, session->config, &err))
		log_err(LOG_LEVEL_ERROR, "flags_failed", &err, "%s", "");
	return POP3_BYE;
}

const struct pop3_command pop3_command_dele = { "DELE", POP3_MESSAGE,
						run_dele };
const struct pop3_command pop3_command_last = { "LAST", POP3_NOTHING,
						run_last };
const struct pop3_command pop3_command_noop = { "NOOP", POP3_NOTHING,
						run_noop };
const struct pop3_command pop3_command_quit = { "QUIT", POP3_NOTHING,
						run_quit };
const struct pop3_command pop3_command_rset = { "RSET", POP3_NOTHING,
						run_rset };
