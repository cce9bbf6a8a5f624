/* SPDX-License-Identifier: MIT */
/* RETR and TOP: the file, mapped, made what POP3 sends piece by piece. */
#include "base/log.h"
#include "mime/mime_header.h"
#include "mime/mime_text.h"
#include "pop3/pop3_command.h"
#include "pop3/pop3_reply.h"
#include "pop3/pop3_send.h"
#include "stats/stats.h"

static void send_file(struct pop3_session *session, struct span message,
		      uint64_t lines)
{
	struct pop3_send send;

	pop3_send_init(&send, message,
		       lines == POP3_SEND_ALL ? 0 : mime_header_length(message),
		       lines);
	while (!session->stream.failed && pop3_send_next(&send, &session->out))
		stream_write(&session->stream, buf_span(&session->out));
}

/* A size that the file's name told wrong is put right, for STAT too. */
static void mend_size(struct pop3_session *session, uint32_t uid, uint64_t told,
		      uint64_t size)
{
	struct err err;

	if (told == size)
		return;
	if (store_message_cache(session->drop.box, uid, &err))
		session->drop.bytes += size - told;
	else
		log_err(LOG_LEVEL_WARN, "size", &err, "uid=%u", uid);
}

static enum pop3_result run_retr(struct pop3_session *session,
				 const struct pop3_request *request)
{
	uint32_t uid = pop3_drop_uid(&session->drop, request->number);
	uint64_t size, told;
	struct store_file file;
	struct err err;

	if (!store_message_open(session->drop.box, uid, &file, &err))
		return pop3_reply_err(session, "retr_failed", &err);
	size = mime_text_crlf_size(file.bytes);
	stream_write_format(&session->stream, "+OK %llu octets\r\n",
			    (unsigned long long)size);
	send_file(session, file.bytes, POP3_SEND_ALL);
	told = file.vsize;
	store_message_close(&file);
	pop3_drop_read(&session->drop, request->number, size);
	stats_add(STATS_pop3_fetched, 1);
	stats_add(STATS_pop3_fetched_bytes, size);
	session->retr.count++;
	session->retr.bytes += size;
	mend_size(session, uid, told, size);
	return POP3_DONE;
}

static enum pop3_result run_top(struct pop3_session *session,
				const struct pop3_request *request)
{
	uint32_t uid = pop3_drop_uid(&session->drop, request->number);
	uint64_t before = session->stream.bytes_out + session->stream.out.len;
	struct store_file file;
	struct err err;

	if (!store_message_open(session->drop.box, uid, &file, &err))
		return pop3_reply_err(session, "top_failed", &err);
	stream_write(&session->stream, SPAN("+OK\r\n"));
	send_file(session, file.bytes, request->lines);
	store_message_close(&file);
	session->top.count++;
	session->top.bytes +=
		session->stream.bytes_out + session->stream.out.len - before;
	return POP3_DONE;
}

const struct pop3_command pop3_command_retr = { "RETR", POP3_MESSAGE,
						run_retr };
const struct pop3_command pop3_command_top = { "TOP", POP3_MESSAGE_LINES,
					       run_top };
