/* SPDX-License-Identifier: MIT */
#include "pop3/pop3_session.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "pop3/pop3_commands.h"
#include "pop3/pop3_lock.h"
#include "pop3/pop3_reply.h"
#include "proc/proc.h"
#include "proc/session_tap.h"
#include "stats/stats.h"

enum {
	OUT_MAX = 256 * 1024, /* a piece, and a line that does not end */
	LINGER_MS = 1000
};

static enum pop3_result count_bad(struct pop3_session *session,
				  enum pop3_result result)
{
	if (result != POP3_BAD) {
		session->bad_in_row = 0;
		return result;
	}
	if (++session->bad_in_row < session->config->pop3_bad_commands)
		return result;
	pop3_reply_no(session, "Too many bad commands.");
	return POP3_BYE;
}

/* RFC 1939 3: nothing is removed; nor is anything said to who was silent. */
static const char *lost(struct pop3_session *session, const struct err *err)
{
	char text[128];

	if (proc_is_stopping()) {
		snprintf(text, sizeof(text), "[SYS/TEMP] %s.",
			 proc_stop_text());
		pop3_reply_no(session, text);
		return proc_is_kicked() ? "kicked" : "shutdown";
	}
	return err->kind == ERR_TEMP && !session->stream.failed ? "idle"
								: "lost";
}

/* Why the session ended, for the log. */
static const char *run(struct pop3_session *session)
{
	size_t line_max = (size_t)session->config->pop3_line_max;

	for (;;) {
		enum pop3_result result;
		struct span line;
		struct err err;

		if (proc_is_stopping())
			return lost(session, NULL);
		if (stream_read_line(&session->stream, line_max, &line, &err))
			result = pop3_commands_run(session, line);
		else if (err.kind == ERR_LIMIT)
			result = pop3_reply_bad(session, "Line too long.");
		else
			return lost(session, &err);
		if (count_bad(session, result) == POP3_BYE)
			return result == POP3_BYE ? "quit" : "bad_commands";
	}
}

/* The lock lies in the Maildir that opening has made, and what it keeps from
 * others is there before it is looked at. */
static enum pop3_lock_result open_drop(struct pop3_session *session,
				       const struct account *account,
				       int *out_lock, struct err *err)
{
	const struct store_settings settings =
		store_settings_of(session->config);
	enum pop3_lock_result lock;

	if (!store_user_open(account, &settings, &session->user, err))
		return POP3_LOCK_FAILED;
	lock = pop3_lock_take(session->config, account, out_lock, err);
	if (lock == POP3_LOCK_TAKEN &&
	    !pop3_drop_open(&session->drop, session->user, session->config,
			    err))
		return POP3_LOCK_FAILED;
	return lock;
}

/* RFC 2449 8.1, RFC 3206 */
static const char *refusal(enum pop3_lock_result lock)
{
	switch (lock) {
	case POP3_LOCK_BUSY:
		return "[IN-USE] Another POP3 session has this mailbox.";
	case POP3_LOCK_TOO_SOON:
		return "[LOGIN-DELAY] It is too soon for another session.";
	case POP3_LOCK_TAKEN:
	case POP3_LOCK_FAILED:
		break;
	}
	return "[SYS/TEMP] The mail store can't be opened; try again later.";
}

static const char *begin(struct pop3_session *session,
			 const struct account *account, int *out_lock)
{
	enum pop3_lock_result lock;
	struct err err;

	err_clear(&err);
	*out_lock = -1;
	lock = open_drop(session, account, out_lock, &err);
	if (lock == POP3_LOCK_TAKEN) {
		pop3_reply_ok(session, "Logged in.");
		return NULL;
	}
	if (lock == POP3_LOCK_FAILED)
		log_err(LOG_LEVEL_ERROR, "store_failed", &err, "pid=%d",
			getpid());
	pop3_reply_no(session, refusal(lock));
	return "refused";
}

static void log_end(const struct pop3_session *session, const char *why)
{
	const struct pop3_drop *drop = &session->drop;

	stats_add(STATS_pop3_bytes_in, session->stream.bytes_in);
	stats_add(STATS_pop3_bytes_out, session->stream.bytes_out);
	log_event(LOG_LEVEL_INFO, "logout",
		  "service=pop3 reason=%s secs=%.3f top=%u/%llu retr=%u/%llu "
		  "del=%u/%u size=%llu "
		  "in=%llu out=%llu",
		  why, (double)(clock_mono_ms() - session->begin_ms) / 1000,
		  session->top.count, (unsigned long long)session->top.bytes,
		  session->retr.count, (unsigned long long)session->retr.bytes,
		  session->removed, drop->count,
		  (unsigned long long)drop->bytes,
		  (unsigned long long)session->stream.bytes_in,
		  (unsigned long long)session->stream.bytes_out);
}

static void end(struct pop3_session *session, const char *why)
{
	/* What the client sent behind its QUIT must not reset the answer. */
	stream_linger(&session->stream, LINGER_MS);
	log_end(session, why);
	if (session->user)
		store_warn(session->user);
	pop3_uidl_free(&session->uidl);
	pop3_drop_release(&session->drop);
	store_user_close(&session->user);
	store_close_unused();
	stream_release(&session->stream);
	buf_release(&session->out);
}

int pop3_session_run(const struct config *config, const struct account *account,
		     const struct pop3_client *client)
{
	struct pop3_session session = { .config = config,
					.begin_ms = clock_mono_ms() };
	const char *why;
	int lock;

	stream_init(&session.stream, client->fd_in, client->fd_out,
		    (size_t)config->pop3_line_max + client->input.len,
		    (int)config->pop3_idle_timeout * 1000);
	stream_unread(&session.stream, client->input);
	stream_set_tap(&session.stream, &session_tap);
	buf_init(&session.out, OUT_MAX);
	stats_add(STATS_pop3_sessions, 1);
	why = begin(&session, account, &lock);
	if (!why)
		why = run(&session);
	if (lock >= 0)
		close(lock);
	end(&session, why);
	return 0;
}
