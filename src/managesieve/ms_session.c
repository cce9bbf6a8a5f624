/* SPDX-License-Identifier: MIT */
#include "managesieve/ms_session.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "managesieve/ms_commands.h"
#include "managesieve/ms_input.h"
#include "managesieve/ms_reply.h"
#include "proc/proc.h"
#include "proc/session_tap.h"
#include "sieve/sieve_config.h"
#include "stats/stats.h"
#include "wire/wire_sieve.h"

enum {
	LINGER_MS = 1000,
	ANSWER_MAX = 1024
};

static enum ms_result count_bad(struct ms_session *session,
				enum ms_result result)
{
	if (result != MS_BAD) {
		session->bad_in_row = 0;
		return result;
	}
	if (++session->bad_in_row < session->config->managesieve_bad_commands)
		return result;
	ms_reply_bye(session, NULL, "Too many bad commands.");
	return MS_BYE;
}

/* RFC 5804 2.5, 2.6: only of PUTSCRIPT it is a matter of quota. */
static enum ms_result too_large(struct ms_session *session)
{
	static const struct span put = { "PUTSCRIPT ", 10 };

	return span_starts_nocase(buf_span(&session->line), put)
		       ? ms_reply_room(session, STORE_SCRIPT_TOO_LARGE)
		       : ms_reply_no(session, NULL, "The string is too large.");
}

/* What is said to who was silent, or is cut off. */
static const char *lost(struct ms_session *session, enum ms_input why)
{
	char text[128];

	if (proc_is_stopping()) {
		snprintf(text, sizeof(text), "%s.", proc_stop_text());
		ms_reply_bye(session, proc_is_kicked() ? NULL : "TRYLATER",
			     text);
		return proc_is_kicked() ? "kicked" : "shutdown";
	}
	if (why == MS_INPUT_IDLE) {
		ms_reply_bye(session, NULL, "Idle for too long.");
		return "idle";
	}
	if (why == MS_INPUT_END)
		return "lost";
	ms_reply_bye(session, NULL, "That is too large to be read.");
	return "too_large";
}

/* RFC 5804 2.14.1: there is no NO. Nothing of the user is left open. */
static const char *give_back(struct ms_session *session)
{
	struct err err;

	store_script_close(&session->scripts);
	if (!proc_is_stopping()) {
		ms_reply_ok(session, "Not logged in any more.");
		session->given_back = proc_give_back(&session->stream, &err);
		if (session->given_back)
			return "unauthenticated";
		log_err(LOG_LEVEL_WARN, "give_back", &err, "%s", "");
	}
	ms_reply_bye(session, "TRYLATER",
		     "The connection can't be used again.");
	return "shutdown";
}

/* Why the session ended, for the log. */
static const char *run(struct ms_session *session)
{
	for (;;) {
		enum ms_input read = ms_input_read(session);
		enum ms_result result;

		if (read == MS_INPUT_COMMAND)
			result = ms_commands_run(session);
		else if (read == MS_INPUT_TOO_LARGE)
			result = too_large(session);
		else if (read == MS_INPUT_BAD)
			result = ms_reply_bad(
				session,
				"A line is too long, or a literal not of the "
				"form {n+}.");
		else
			return lost(session, read);
		arena_reset(&session->command);
		if (result == MS_LEAVE)
			return give_back(session);
		if (count_bad(session, result) == MS_BYE)
			return result == MS_BYE ? "logout" : "bad_commands";
	}
}

/* RFC 5804 2.1: tag holds the last words of the mechanism, if there are. */
static void welcome(struct ms_session *session, const char *tag)
{
	auto_buf struct buf out = { 0 };

	if (!*tag) {
		ms_reply_ok(session, "Logged in.");
		return;
	}
	buf_init(&out, ANSWER_MAX);
	wire_sieve_add_ok(&out, "SASL", span_of(tag), SPAN("Logged in."));
	ms_reply_write(session, &out);
}

static bool begin(struct ms_session *session, const struct control_msg *msg)
{
	struct store_script_limits limits =
		store_script_limits_of(session->config);
	struct err err;

	sieve_config_settings(session->config, &session->arena,
			      &session->sieve);
	if (store_script_open(&msg->account, &limits, &session->scripts,
			      &err)) {
		welcome(session, msg->login.tag);
		return true;
	}
	log_err(LOG_LEVEL_ERROR, "scripts", &err, "%s", "");
	ms_reply_bye(session, "TRYLATER",
		     "The scripts can't be opened; try again later.");
	return false;
}

static void end(struct ms_session *session, const char *why)
{
	/* What the client sent behind LOGOUT must not reset the answer. */
	if (!session->given_back)
		stream_linger(&session->stream, LINGER_MS);
	log_event(LOG_LEVEL_INFO, "logout",
		  "service=sieve reason=%s secs=%.3f put=%u del=%u in=%llu "
		  "out=%llu",
		  why, (double)(clock_mono_ms() - session->begin_ms) / 1000,
		  session->stored, session->deleted,
		  (unsigned long long)session->stream.bytes_in,
		  (unsigned long long)session->stream.bytes_out);
	store_script_close(&session->scripts);
	stream_release(&session->stream);
	buf_release(&session->line);
	arena_release(&session->command);
	arena_release(&session->arena);
}

int ms_session_run(const struct config *config, const struct control_msg *msg,
		   int fd)
{
	size_t line_max = config->managesieve_line_max;
	struct ms_session session = { .config = config,
				      .account = &msg->account,
				      .begin_ms = clock_mono_ms() };
	const char *why = "refused";

	stream_init(&session.stream, fd, fd, line_max,
		    (int)config->managesieve_idle_timeout * 1000);
	stream_unread(&session.stream, proc_session_input());
	stream_set_tap(&session.stream, &session_tap);
	/* Each literal has a CRLF before it. */
	buf_init(&session.line, config->sieve_max_script_size + line_max * 4);
	stats_add(STATS_managesieve_sessions, 1);
	if (begin(&session, msg))
		why = run(&session);
	end(&session, why);
	return 0;
}
