/* SPDX-License-Identifier: MIT */
#include "imap/imap_session.h"

#include <unistd.h>

#include "base/log.h"
#include "imap/imap_commands.h"
#include "imap/imap_loop.h"
#include "imap/imap_reply.h"
#include "proc/proc.h"

enum {
	HOST_MAX = 256,
	CAPABILITY_MAX = 4096
};

static const char *host_name(const struct config *config, char *room,
			     size_t size)
{
	if (config->hostname && config->hostname[0])
		return config->hostname;
	if (gethostname(room, size) != 0)
		return "localhost";
	room[size - 1] = '\0';
	return room;
}

static bool open_store(struct imap_session *session,
		       const struct account *account, struct err *err)
{
	const struct config *config = session->config;
	char room[HOST_MAX];
	const struct store_settings settings = {
		.host = host_name(config, room, sizeof(room)),
		.mime = {
			.parts = (uint32_t)config->mime_parts_max,
			.depth = (uint32_t)config->mime_depth_max,
			.header_bytes = config->header_max,
		},
		.message_max = config->message_max,
		.mailbox_max = (uint32_t)config->mailbox_max,
		.keywords_max = (uint32_t)config->keywords_max,
	};

	return store_user_open(account, &settings, &session->user, err);
}

static void serve(struct imap_session *session,
		  const struct control_login *login)
{
	stream_write_format(&session->stream,
			    "%s OK [CAPABILITY %s] Logged in\r\n", login->tag,
			    session->capability);
	imap_loop_run(session);
	if (proc_is_stopping() && !session->said_bye)
		imap_reply_bye(session, "UNAVAILABLE", "The server shuts down");
}

static void refuse(struct imap_session *session,
		   const struct control_login *login, const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "store_failed", err, "pid=%d", getpid());
	stream_write_format(&session->stream,
			    "%s NO [UNAVAILABLE] The mail store can't be "
			    "opened\r\n"
			    "* BYE [UNAVAILABLE] Try again later\r\n",
			    login->tag);
}

static void begin(struct imap_session *session, const struct config *config,
		  const struct control_login *login, int fd)
{
	size_t line_max = (size_t)config->imap_line_max;

	*session = (struct imap_session){ .config = config };
	stream_init(&session->stream, fd, fd, line_max + CONTROL_INPUT_MAX,
		    (int)config->imap_idle_timeout * 1000);
	if (login->input_len <= CONTROL_INPUT_MAX)
		stream_unread(&session->stream,
			      span_make(login->input, login->input_len));
	arena_init(&session->arena);
	/* Each literal brings a CRLF that the line did not count. */
	buf_init(&session->command,
		 2 * line_max + (size_t)config->imap_literal_max);
}

static void end(struct imap_session *session)
{
	struct err err;

	/* The client may be gone already; there is nobody left to tell. */
	(void)!stream_flush(&session->stream, &err);
	store_box_close(&session->box);
	store_user_close(&session->user);
	log_event(LOG_LEVEL_INFO, "session_end", "in=%lu out=%lu",
		  (unsigned long)session->stream.bytes_in,
		  (unsigned long)session->stream.bytes_out);
	stream_release(&session->stream);
	arena_release(&session->arena);
	buf_release(&session->command);
}

int imap_session_serve(const struct config *config,
		       const struct control_msg *msg, int fd)
{
	struct imap_session session;
	struct buf capability;
	struct err err;

	log_context(msg->login.session, msg->account.user);
	begin(&session, config, &msg->login, fd);
	buf_init(&capability, CAPABILITY_MAX);
	imap_commands_capability(&capability);
	session.capability = buf_str(&capability);
	if (open_store(&session, &msg->account, &err))
		serve(&session, &msg->login);
	else
		refuse(&session, &msg->login, &err);
	end(&session);
	buf_release(&capability);
	return 0;
}
