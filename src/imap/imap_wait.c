/* SPDX-License-Identifier: MIT */
#include "imap/imap_wait.h"

#include "base/clock.h"
#include "imap/imap_notify.h"
#include "imap/imap_park.h"
#include "imap/imap_reply.h"
#include "imap/imap_watch.h"

static bool tell(struct imap_session *session)
{
	bool good = imap_notify_tell_selected(session);

	imap_notify_tell(session, IMAP_NOTIFY_OTHERS);
	arena_reset(&session->arena);
	if (!good)
		imap_reply_bye_gone(session);
	return good;
}

enum came {
	CAME, /* input, or trouble that a read will find */
	LATE, /* nothing until then */
	OVER, /* BYE was said */
};

static int64_t idle_end(const struct imap_session *session)
{
	return clock_mono_ms() +
	       (int64_t)session->config->imap_idle_timeout * 1000;
}

static int time_left(int64_t end_ms, bool polls)
{
	int64_t left = end_ms - clock_mono_ms();

	if (left <= 0)
		return 0;
	return polls && left > IMAP_WATCH_POLL_MS ? IMAP_WATCH_POLL_MS
						  : (int)left;
}

/* line_max 0: for any bytes. */
static enum came wait_telling(struct imap_session *session, size_t line_max,
			      int64_t end_ms)
{
	struct stream *stream = &session->stream;

	for (;;) {
		int watch = imap_notify_watch(session);
		bool polls = watch < 0 && imap_notify_is_on(session);
		int left = time_left(end_ms, polls);
		enum stream_wait came =
			line_max ? stream_wait_for_line(stream, line_max, watch,
							left)
				 : stream_wait_for(stream, watch, left);

		if (came == STREAM_INPUT || came == STREAM_FAILED)
			return CAME;
		if (came == STREAM_TIMEOUT && left == 0)
			return LATE;
		if (came == STREAM_OTHER)
			store_watch_clear(watch);
		if ((came == STREAM_OTHER || polls) && !tell(session))
			return OVER;
	}
}

bool imap_wait_bytes(struct imap_session *session)
{
	return !imap_notify_is_on(session) ||
	       wait_telling(session, 0, idle_end(session)) != OVER;
}

bool imap_wait_line(struct imap_session *session, size_t max)
{
	return !imap_notify_is_on(session) ||
	       wait_telling(session, max, idle_end(session)) != OVER;
}

/* ---- between commands ---- */

/* Of a wait that has begun in another worker, that one's end. */
static int64_t end_of_wait(struct imap_session *session)
{
	int64_t goes_on = session->wait_end_ms;

	session->wait_end_ms = 0;
	return goes_on ? goes_on : idle_end(session);
}

static bool park(struct imap_session *session, int64_t end_ms)
{
	const struct imap_park how = {
		.hears = imap_notify_is_on(session),
		.watch = imap_notify_watch(session),
		.end_ms = end_ms,
	};

	/* What polls stays. */
	return (how.watch >= 0 || !imap_notify_is_on(session)) &&
	       imap_park_may(session) && imap_park(session, &how);
}

void imap_wait_too_long(struct imap_session *session)
{
	imap_reply_bye(session, NULL, "No command for too long");
}

bool imap_wait_command(struct imap_session *session)
{
	int64_t end = end_of_wait(session);
	int64_t linger = clock_mono_ms() +
			 (int64_t)session->config->session_linger * 1000;
	enum came came;

	if (stream_has_input(&session->stream) ||
	    !(imap_park_may(session) || imap_notify_is_on(session)))
		return true;
	/* To look whether something came is to unpack it, and then this worker
	 * has to run it. */
	if (session->share_waits && park(session, end))
		return false;
	came = wait_telling(session, 0, linger < end ? linger : end);
	if (came == LATE && linger < end) {
		if (park(session, end))
			return false;
		came = wait_telling(session, 0, end);
	}
	if (came == LATE)
		imap_wait_too_long(session);
	return came == CAME;
}

bool imap_wait_resume(struct imap_session *session)
{
	if (!imap_notify_is_on(session))
		return true;
	/* What happened meanwhile was seen by no watch of ours. */
	(void)imap_notify_watch(session);
	return tell(session);
}
