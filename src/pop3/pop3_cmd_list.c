/* SPDX-License-Identifier: MIT */
/*
 * STAT, LIST, UIDL: from the index, no file is opened. Listings are made in
 * pieces, each from one short look.
 */
#include "pop3/pop3_command.h"
#include "pop3/pop3_reply.h"

enum {
	PIECE = 32 * 1024
};

/* One line's facts behind the number and the space. */
typedef bool (*add_facts)(struct pop3_session *session, struct store_read *read,
			  uint32_t uid, struct err *err);

static bool add_size(struct pop3_session *session, struct store_read *read,
		     uint32_t uid, struct err *err)
{
	struct store_message message;

	if (!store_message_get(read, uid, &message, err))
		return false;
	buf_add_u64(&session->out, message.vsize);
	return true;
}

static bool add_uidl(struct pop3_session *session, struct store_read *read,
		     uint32_t uid, struct err *err)
{
	return pop3_uidl_write(session->uidl, read, uid, &session->out, err);
}

/* A message that others removed is left out. */
static bool add_line(struct pop3_session *session, struct store_read *read,
		     uint32_t number, add_facts add, struct err *err)
{
	struct buf *out = &session->out;
	size_t from = out->len;

	buf_add_u64(out, number);
	buf_add_char(out, ' ');
	if (add(session, read, pop3_drop_uid(&session->drop, number), err)) {
		buf_add(out, SPAN("\r\n"));
		return true;
	}
	buf_truncate(out, from);
	if (err->kind != ERR_GONE)
		return false;
	err_clear(err);
	return true;
}

static bool list_piece(struct pop3_session *session, uint32_t *number,
		       add_facts add, struct err *err)
{
	struct pop3_drop *drop = &session->drop;
	struct store_read read;
	bool ok = true;

	buf_reset(&session->out);
	if (!store_read_begin(drop->box, &read, err))
		return false;
	while (*number <= drop->count && session->out.len < PIECE && ok) {
		if (!pop3_drop_has_mark(drop, *number, POP3_DELETED))
			ok = add_line(session, &read, *number, add, err);
		*number += ok;
	}
	store_read_end(&read);
	return ok;
}

static bool find(struct pop3_session *session, uint32_t number, struct err *err)
{
	err_clear(err);
	return pop3_drop_find(&session->drop,
			      pop3_drop_uid(&session->drop, number), err);
}

static enum pop3_result list_all(struct pop3_session *session, add_facts add)
{
	uint32_t found = 0;
	uint32_t number = 1;
	struct err err;

	err_clear(&err);
	while (number <= session->drop.count) {
		bool ok = list_piece(session, &number, add, &err);

		stream_write(&session->stream, buf_span(&session->out));
		if (ok)
			continue;
		if (err.kind != ERR_NOTFOUND || found == number ||
		    !find(session, number, &err)) {
			/* Half a listing must not look like a whole one. */
			pop3_reply_err(session, "list_failed", &err);
			return POP3_BYE;
		}
		found = number;
	}
	stream_write(&session->stream, SPAN(".\r\n"));
	return POP3_DONE;
}

static enum pop3_result list_one(struct pop3_session *session, uint32_t number,
				 add_facts add)
{
	uint32_t uid = pop3_drop_uid(&session->drop, number);
	struct store_read read;
	struct err err;
	bool ok = false;

	err_clear(&err);
	buf_reset(&session->out);
	for (unsigned tries = 0; tries < 2 && !ok; tries++) {
		if (tries &&
		    (err.kind != ERR_NOTFOUND || !find(session, number, &err)))
			break;
		if (!store_read_begin(session->drop.box, &read, &err))
			break;
		ok = add(session, &read, uid, &err);
		store_read_end(&read);
	}
	if (!ok)
		return pop3_reply_err(session, "list_failed", &err);
	stream_write_format(&session->stream, "+OK %u ", number);
	stream_write(&session->stream, buf_span(&session->out));
	stream_write(&session->stream, SPAN("\r\n"));
	return POP3_DONE;
}

static enum pop3_result run_stat(struct pop3_session *session,
				 const struct pop3_request *request)
{
	const struct pop3_drop *drop = &session->drop;

	(void)request;
	stream_write_format(&session->stream, "+OK %u %llu\r\n",
			    drop->count - drop->deleted,
			    (unsigned long long)pop3_drop_bytes_left(drop));
	return POP3_DONE;
}

static enum pop3_result run_list(struct pop3_session *session,
				 const struct pop3_request *request)
{
	const struct pop3_drop *drop = &session->drop;

	if (request->number)
		return list_one(session, request->number, add_size);
	stream_write_format(&session->stream, "+OK %u messages\r\n",
			    drop->count - drop->deleted);
	return list_all(session, add_size);
}

static enum pop3_result run_uidl(struct pop3_session *session,
				 const struct pop3_request *request)
{
	struct err err;

	if (!session->uidl &&
	    !pop3_uidl_new(&session->drop, session->config->pop3_uidl_format,
			   &session->uidl, &err))
		return pop3_reply_err(session, "list_failed", &err);
	if (request->number)
		return list_one(session, request->number, add_uidl);
	stream_write(&session->stream, SPAN("+OK\r\n"));
	return list_all(session, add_uidl);
}

const struct pop3_command pop3_command_stat = { "STAT", POP3_NOTHING,
						run_stat };
const struct pop3_command pop3_command_list = { "LIST", POP3_MAYBE_MESSAGE,
						run_list };
const struct pop3_command pop3_command_uidl = { "UIDL", POP3_MAYBE_MESSAGE,
						run_uidl };
