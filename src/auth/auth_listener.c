/* SPDX-License-Identifier: MIT */
#include "auth/auth_listener.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/log.h"

static void rest(struct auth_listener *l)
{
	static const struct timeval second = { .tv_sec = 1 };

	log_event(LOG_LEVEL_WARN, "accept", "errno=%d", errno);
	event_del(l->readable);
	event_add(l->retry, &second);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct auth_listener *l = arg;
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)what;
	if (client < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			rest(l);
		return;
	}
	if (++l->count == l->max)
		event_del(l->readable);
	l->accepted(l, client);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct auth_listener *l = arg;

	(void)fd;
	(void)what;
	if (l->count < l->max)
		event_add(l->readable, NULL);
}

void auth_listener_open(
	struct auth_listener *l, struct event_base *base, int fd, unsigned max,
	void (*accepted)(struct auth_listener *listener, int fd), void *owner)
{
	*l = (struct auth_listener){ .max = max,
				     .accepted = accepted,
				     .owner = owner };
	evutil_make_socket_nonblocking(fd);
	l->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, l);
	l->retry = event_new(base, -1, 0, on_retry, l);
	ASSERT(l->readable && l->retry);
	event_add(l->readable, NULL);
}

void auth_listener_ended(void *arg)
{
	struct auth_listener *l = arg;

	if (l->count-- == l->max && l->readable &&
	    !event_pending(l->retry, EV_TIMEOUT, NULL))
		event_add(l->readable, NULL);
}

void auth_listener_stop(struct auth_listener *l)
{
	if (!l->readable)
		return;
	event_free(l->readable);
	event_free(l->retry);
	l->readable = NULL;
	l->retry = NULL;
}
