/* SPDX-License-Identifier: MIT */
#include "imap/imap_session.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "imap/imap_back.h"
#include "imap/imap_commands.h"
#include "imap/imap_deflate.h"
#include "imap/imap_event.h"
#include "imap/imap_loop.h"
#include "imap/imap_notify.h"
#include "imap/imap_others.h"
#include "imap/imap_park.h"
#include "imap/imap_reply.h"
#include "imap/imap_select.h"
#include "proc/proc.h"
#include "proc/proc_single.h"
#include "proc/session_tap.h"
#include "stats/stats.h"

enum {
	CAPABILITY_MAX = 4096,
	LINGER_MS = 1000
};

static bool open_store(struct imap_session *session,
		       const struct account *account, struct err *err)
{
	const struct store_settings settings =
		store_settings_of(session->config);

	return proc_session_record().len
		       ? store_user_resume(account, &settings, &session->user,
					   err)
		       : store_user_open(account, &settings, &session->user,
					 err);
}

static void greet(struct imap_session *session,
		  const struct control_login *login)
{
	/* RFC 3501 7.1.4: without a LOGIN there is a greeting. */
	stream_write_format(&session->stream,
			    login->tag[0]
				    ? "%s OK [CAPABILITY %s] Logged in\r\n"
				    : "*%s PREAUTH [CAPABILITY %s] Logged "
				      "in\r\n",
			    login->tag, session->capability);
}

static void serve(struct imap_session *session,
		  const struct control_login *login)
{
	if (proc_session_record().len)
		imap_park_resume(session, proc_session_record());
	else
		greet(session, login);
	if (!session->said_bye)
		imap_loop_run(session);
	if (proc_is_stopping() && !session->said_bye && !session->parked)
		imap_reply_bye(session, proc_is_kicked() ? NULL : "UNAVAILABLE",
			       proc_stop_text());
}

static void refuse(struct imap_session *session,
		   const struct control_login *login, const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "store_failed", err, "pid=%d", getpid());
	if (login->tag[0])
		stream_write_format(&session->stream,
				    "%s NO [UNAVAILABLE] The mail store can't "
				    "be opened\r\n",
				    login->tag);
	imap_reply_bye(session, "UNAVAILABLE",
		       "The mail store can't be opened");
}

static void begin(struct imap_session *session, const struct config *config,
		  int fd)
{
	size_t line_max = (size_t)config->imap_line_max;

	*session = (struct imap_session){ .config = config,
					  .begin_ms = clock_mono_ms() };
	if (!proc_session_record().len)
		stats_add(STATS_imap_sessions, 1);
	stream_init(&session->stream, fd, proc_single_output(fd),
		    line_max + proc_session_input().len,
		    (int)config->imap_idle_timeout * 1000);
	stream_unread(&session->stream, proc_session_input());
	stream_set_tap(&session->stream, &session_tap);
	arena_init(&session->arena);
	ranges_init(&session->saved);
	/* Each literal brings a CRLF that the line did not count. */
	buf_init(&session->command,
		 2 * line_max + (size_t)config->imap_literal_max);
}

/* The names are those of Dovecot's imap_logout_format where it has them. */
static void log_end(const struct imap_session *session)
{
	const struct stream *stream = &session->stream;

	log_event(
		LOG_LEVEL_INFO, "logout",
		"service=imap reason=%s secs=%.3f commands=%" PRIu64
		" in=%" PRIu64 " out=%" PRIu64 " deleted=%" PRIu64
		" expunged=%" PRIu64 " appended=%" PRIu64 " copied=%" PRIu64
		" hdr_count=%" PRIu64 " hdr_bytes=%" PRIu64
		" body_count=%" PRIu64 " body_bytes=%" PRIu64,
		LOG_TEXT(span_of(session->reason ? session->reason
						 : "Connection closed")),
		(double)(clock_mono_ms() - session->begin_ms) / 1000,
		stats_own(STATS_imap_commands),
		session->bytes_in + stream->bytes_in,
		session->bytes_out + stream->bytes_out,
		stats_own(STATS_store_deleted), stats_own(STATS_store_expunged),
		stats_own(STATS_store_appended), stats_own(STATS_store_copied),
		stats_own(STATS_imap_fetched_headers),
		stats_own(STATS_imap_fetched_header_bytes),
		stats_own(STATS_imap_fetched_bodies),
		stats_own(STATS_imap_fetched_body_bytes));
}

static void say_last(struct imap_session *session)
{
	struct err err;

	/* The client may be gone already; there is nobody left to tell. */
	if (session->said_bye)
		stream_linger(&session->stream, LINGER_MS);
	else
		(void)!stream_flush(&session->stream, &err);
}

static void end(struct imap_session *session)
{
	bool goes_back = session->left_by.ptr && !session->said_bye;

	if (!goes_back && !session->parked)
		say_last(session);
	explicit_bzero(session->grant, sizeof(session->grant));
	imap_notify_free(&session->notify);
	imap_select_leave(session);
	ranges_release(&session->saved);
	imap_others_free(&session->others);
	store_user_close(&session->user);
	store_close_unused();
	if (goes_back)
		imap_back_give(session);
	if (goes_back && session->said_bye)
		say_last(session);
	stats_add(STATS_imap_bytes_in, session->stream.bytes_in);
	stats_add(STATS_imap_bytes_out, session->stream.bytes_out);
	if (!session->parked)
		log_end(session);
	stream_release(&session->stream);
	imap_deflate_free(&session->deflate);
	arena_release(&session->arena);
	buf_release(&session->command);
}

/* RFC 7889: one limit, since all the user's mailboxes have the same. */
static void make_capability(struct imap_session *session, struct buf *out)
{
	imap_commands_capability(out);
	buf_add_format(out, " APPENDLIMIT=%" PRIu64,
		       store_user_message_max(session->user));
	imap_event_capability(session->config, out);
	session->may_go_back = imap_back_is_allowed(session);
	if (session->may_go_back)
		buf_add(out, SPAN(" UNAUTHENTICATE"));
	session->capability = buf_str(out);
}

int imap_session_serve(const struct config *config,
		       const struct control_msg *msg, int fd)
{
	struct imap_session session;
	struct buf capability;
	struct err err;

	log_context(msg->login.session, msg->account.user);
	begin(&session, config, fd);
	memcpy(session.grant, msg->grant, sizeof(session.grant));
	buf_init(&capability, CAPABILITY_MAX);
	if (open_store(&session, &msg->account, &err)) {
		make_capability(&session, &capability);
		serve(&session, &msg->login);
	} else {
		refuse(&session, &msg->login, &err);
	}
	end(&session);
	buf_release(&capability);
	return 0;
}
