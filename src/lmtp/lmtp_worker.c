/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_worker.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "lmtp/lmtp_session.h"
#include "stats/stats.h"

enum {
	REST_AFTER_MS = 10000,
	INPUT_CAP = 65536,
	PAUSE_MS = 1000, /* after accept found no room */
	EXIT_TEMP = 75
};

static bool watch(int epoll, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.fd = fd };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* EPOLLEXCLUSIVE: a connection wakes one idle worker, not all of them. */
static int open_epoll(const struct lmtp_worker *w)
{
	auto_fd int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (epoll < 0 || !watch(epoll, w->quit->fd, EPOLLIN))
		return -1;
	for (unsigned i = 0; i < w->quit->listen_count; i++)
		if (!watch(epoll, w->quit->listen[i].fd,
			   EPOLLIN | EPOLLEXCLUSIVE))
			return -1;
	return auto_fd_take(&epoll);
}

/* To wake the pool costs it and us more than all else of a connection. */
static void tell_busy(const struct lmtp_worker *w)
{
	if (lmtp_crowd_busy(w->crowd, w->place) >= w->idle_min)
		return;
	/* It fails where enough bytes lie there, or when the pool is gone: that
	 * shows on quit. */
	(void)!write(w->wanted, "", 1);
}

static bool should_end(const struct lmtp_worker *w)
{
	char byte;

	return read(w->quit->fd, &byte, 1) >= 0 || errno != EAGAIN;
}

static void turn_away(struct stream *stream, const char *reply)
{
	struct err err;

	stream_write_str(stream, reply);
	/* A word of courtesy. */
	(void)!stream_flush(stream, &err);
}

static void serve(const struct lmtp_worker *w, struct deliver *deliver, int fd)
{
	const struct lmtp_shared shared = {
		.config = w->config,
		.deliver = deliver,
		.crowd = w->crowd,
		.place = w->place,
		.tls = w->tls,
		.quit = w->quit,
	};
	struct stream stream;
	struct lmtp_peer peer;

	stats_add(STATS_lmtp_connections, 1);
	lmtp_peer_of_socket(fd, w->trust, &peer);
	stream_init(&stream, fd, fd, INPUT_CAP,
		    (int)(w->config->lmtp_timeout * 1000));
	if (!peer.known) {
		log_event(LOG_LEVEL_WARN, "accept", "refused=%s",
			  LOG_TEXT(span_of(peer.address)));
		turn_away(&stream, "554 5.7.1 Not allowed\r\n");
	} else if (peer.trusted || peer.asks ||
		   lmtp_crowd_enter(w->crowd, w->place)) {
		lmtp_session_run(&shared, &peer, &stream);
		lmtp_crowd_leave(w->crowd, w->place);
	} else {
		turn_away(&stream, "421 4.3.2 Too many connections\r\n");
	}
	stream_release(&stream);
}

/* No fds or memory for another connection: it waits. */
static void pause_accepting(const struct lmtp_worker *w)
{
	struct pollfd quit = { .fd = w->quit->fd, .events = POLLIN };

	log_event(LOG_LEVEL_ERROR, "accept", "errno=%d", errno);
	poll(&quit, 1, PAUSE_MS);
}

static bool is_too_much(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS ||
	       error == ENOMEM;
}

/* From whichever listener has one; false: from none. */
static bool accept_any(const struct lmtp_worker *w, int *out_fd)
{
	for (unsigned i = 0; i < w->quit->listen_count; i++) {
		*out_fd = accept4(w->quit->listen[i].fd, NULL, NULL,
				  SOCK_CLOEXEC);
		if (*out_fd >= 0)
			return true;
		if (is_too_much(errno)) {
			pause_accepting(w);
			return false;
		}
	}
	return false;
}

/* A connection goes before quit: who was woken for one must not leave it. */
static bool accept_one(const struct lmtp_worker *w, struct deliver *deliver)
{
	int fd;

	if (!accept_any(w, &fd))
		return !should_end(w);
	tell_busy(w);
	serve(w, deliver, fd);
	lmtp_crowd_rest(w->crowd, w->place);
	return !should_end(w);
}

static bool pass(const struct lmtp_worker *w, struct deliver *deliver,
		 int epoll, bool *resting)
{
	struct epoll_event event;
	int count = epoll_wait(epoll, &event, 1, *resting ? -1 : REST_AFTER_MS);

	if (count < 0)
		return errno == EINTR;
	if (count == 0)
		deliver_rest(deliver);
	*resting = count == 0;
	return count == 0 || accept_one(w, deliver);
}

int lmtp_worker_run(const struct lmtp_worker *w)
{
	auto_fd int epoll = open_epoll(w);
	struct deliver *deliver;
	bool resting = true;

	if (epoll < 0) {
		log_event(LOG_LEVEL_ERROR, "worker", "epoll=%d", errno);
		return EXIT_TEMP;
	}
	lmtp_crowd_hide(w->crowd);
	deliver = deliver_new(w->config);
	while (pass(w, deliver, epoll, &resting))
		;
	deliver_free(&deliver);
	return 0;
}
