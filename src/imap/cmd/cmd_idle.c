/* SPDX-License-Identifier: MIT */
/*
 * IDLE waits for the client and the mailbox at once: whatever commits a change
 * makes the watch readable, so that EXISTS leaves without a poll. Without
 * inotify the mailbox is looked at every second. Where it can, the session is
 * parked meanwhile, and comes back here.
 */
#include "base/clock.h"
#include "base/log.h"
#include "imap/imap_notify.h"
#include "imap/imap_park.h"
#include "imap/imap_reply.h"
#include "imap/imap_sync.h"
#include "imap/imap_watch.h"
#include "io/fd.h"

enum {
	LINE_MAX_BYTES = 8192
};

struct idle {
	int watch;        /* -1: none */
	int own;          /* the same, if it is to be closed */
	bool wants_watch; /* without one it is looked at every second */
	bool tells;       /* from here on */
	int64_t end_ms;
};

enum step {
	STEP_AGAIN,
	STEP_DONE,
	STEP_BAD,
	STEP_BYE
};

static bool has_news(const struct imap_session *session)
{
	return session->box || imap_notify_is_on(session);
}

/* RFC 5465 4: after NOTIFY only what was asked for. */
static enum step tell(struct imap_session *session)
{
	const struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_TAKE,
	};
	struct err err;

	imap_notify_tell(session, IMAP_NOTIFY_OTHERS);
	/* An IDLE is long, and has nothing there. */
	arena_reset(&session->arena);
	if (!session->box)
		return STEP_AGAIN;
	switch (imap_notify_sync(session, &options, IMAP_NOTIFY_OTHERS, &err)) {
	case IMAP_SYNC_OK:
		store_warn(session->user);
		return STEP_AGAIN;
	case IMAP_SYNC_ERROR:
		log_err(LOG_LEVEL_ERROR, "idle_failed", &err, "mailbox=%s",
			LOG_TEXT(span_of(session->box->name)));
		imap_reply_bye(session, "UNAVAILABLE",
			       "The mailbox can't be read");
		return STEP_BYE;
	case IMAP_SYNC_GONE:
		break;
	}
	imap_reply_bye_gone(session);
	return STEP_BYE;
}

static enum step read_done(struct imap_session *session)
{
	struct span line;
	struct err err;

	if (!stream_read_line(&session->stream, LINE_MAX_BYTES, &line, &err))
		return err.kind == ERR_LIMIT ? STEP_BAD : STEP_BYE;
	return span_eq_nocase(line, SPAN("DONE")) ? STEP_DONE : STEP_BAD;
}

static enum step timed_out(struct imap_session *session,
			   const struct idle *idle)
{
	if (clock_mono_ms() < idle->end_ms)
		return tell(session);
	imap_reply_bye(session, NULL, "Idle for too long");
	return STEP_BYE;
}

static enum step wait(struct imap_session *session, const struct idle *idle)
{
	int64_t left = idle->end_ms - clock_mono_ms();

	if (left < 0)
		left = 0;
	if (has_news(session) && idle->watch < 0 && left > IMAP_WATCH_POLL_MS)
		left = IMAP_WATCH_POLL_MS;
	/* Part of a line holds nothing back. */
	switch (stream_wait_for_line(&session->stream, LINE_MAX_BYTES,
				     idle->watch, (int)left)) {
	case STREAM_INPUT:
		return read_done(session);
	case STREAM_OTHER:
		store_watch_clear(idle->watch);
		return tell(session);
	case STREAM_TIMEOUT:
		return timed_out(session, idle);
	case STREAM_FAILED:
		break;
	}
	return STEP_BYE;
}

static bool line_waits(struct imap_session *session)
{
	return stream_wait_for_line(&session->stream, LINE_MAX_BYTES, -1, 0) !=
	       STREAM_TIMEOUT;
}

static bool is_parked(struct imap_session *session,
		      const struct imap_request *request,
		      const struct idle *idle)
{
	const struct imap_park park = {
		.idle_tag = request->tag,
		.hears = has_news(session),
		.watch = idle->watch,
		.end_ms = idle->end_ms,
	};

	/* What polls stays, as its watch could not be had; and what was woken
	 * for the end of its wait, as it would be woken again at once. */
	return (idle->watch >= 0 || !idle->wants_watch) &&
	       clock_mono_ms() < idle->end_ms && imap_park_may(session) &&
	       imap_park(session, &park);
}

/* A watch of its own, where it has to wait here, or where times tell too little
 * for who watches it parked. */
static bool opens_watch(struct imap_session *session, struct idle *idle)
{
	if (idle->wants_watch || !session->box || imap_notify_is_on(session))
		return false;
	idle->wants_watch = true;
	idle->watch = idle->own = imap_watch_open(session);
	return true;
}

static enum step begin_to_tell(struct imap_session *session, struct idle *idle)
{
	idle->tells = true;
	if (imap_notify_is_on(session)) {
		idle->wants_watch = true;
		idle->watch = imap_notify_watch(session);
	}
	/* What came before the watch was open. */
	return tell(session);
}

static enum step go_on(struct imap_session *session,
		       const struct imap_request *request, struct idle *idle)
{
	/* What woke a parked session is most often DONE: nothing is told and
	 * no watch opened then. */
	if (line_waits(session))
		return read_done(session);
	if (!idle->tells)
		return begin_to_tell(session, idle);
	if (is_parked(session, request, idle))
		return STEP_BYE;
	if (opens_watch(session, idle))
		return tell(session);
	return wait(session, idle);
}

static int64_t begin(struct imap_session *session)
{
	int64_t goes_on = session->wait_end_ms;

	session->wait_end_ms = 0;
	if (goes_on)
		return goes_on;
	stream_write_str(&session->stream, "+ idling\r\n");
	return clock_mono_ms() +
	       (int64_t)session->config->imap_idle_timeout * 1000;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct idle idle = { .watch = -1, .own = -1 };
	enum step step = STEP_AGAIN;

	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	idle.end_ms = begin(session);
	while (step == STEP_AGAIN)
		step = go_on(session, request, &idle);
	fd_close(&idle.own);
	if (step == STEP_BYE)
		return IMAP_BYE;
	return step == STEP_DONE ? imap_reply_ok(request, "Idle completed")
				 : imap_reply_bad(request, "Expected DONE");
}

const struct imap_command cmd_idle = {
	.name = "IDLE",
	.states = IMAP_STATE_ANY,
	.capability = "IDLE",
	.run = run,
	.rfc = "RFC 2177",
};
