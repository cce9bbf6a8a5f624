/* SPDX-License-Identifier: MIT */
#include "imap/imap_session.h"

#include <unistd.h>

#include "base/log.h"
#include "imap/imap_commands.h"
#include "imap/imap_loop.h"
#include "imap/imap_reply.h"
#include "proc/proc.h"

enum {
	CAPABILITY_MAX = 4096,
	LINGER_MS = 1000
};

static bool open_store(struct imap_session *session,
		       const struct account *account, struct err *err)
{
	const struct store_settings settings =
		store_settings_of(session->config);

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
	if (session->said_bye)
		stream_linger(&session->stream, LINGER_MS);
	else
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
