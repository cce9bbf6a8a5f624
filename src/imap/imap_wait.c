/* SPDX-License-Identifier: MIT */
#include "imap/imap_wait.h"

#include "base/clock.h"
#include "imap/imap_notify.h"
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

/* line_max 0: for any bytes. */
static bool wait_telling(struct imap_session *session, size_t line_max)
{
	struct stream *stream = &session->stream;
	int64_t end = clock_mono_ms() +
		      (int64_t)session->config->imap_idle_timeout * 1000;
	bool good = true;

	while (good && imap_notify_is_on(session)) {
		int watch = imap_notify_watch(session);
		int64_t left = end - clock_mono_ms();
		enum stream_wait came;

		if (left <= 0)
			break;
		if (watch < 0 && left > IMAP_WATCH_POLL_MS)
			left = IMAP_WATCH_POLL_MS;
		came = line_max ? stream_wait_for_line(stream, line_max, watch,
						       (int)left)
				: stream_wait_for(stream, watch, (int)left);
		if (came == STREAM_INPUT || came == STREAM_FAILED)
			break;
		if (came == STREAM_OTHER)
			store_watch_clear(watch);
		if (came == STREAM_OTHER || watch < 0)
			good = tell(session);
	}
	return good;
}

bool imap_wait_bytes(struct imap_session *session)
{
	return wait_telling(session, 0);
}

bool imap_wait_line(struct imap_session *session, size_t max)
{
	return wait_telling(session, max);
}
