/* SPDX-License-Identifier: MIT */
#include "auth/auth_listener.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "base/network.h"

static void rest(struct auth_listener *l)
{
	static const struct timeval second = { .tv_sec = 1 };

	log_event(LOG_LEVEL_WARN, "accept", "errno=%d", errno);
	event_del(l->readable);
	event_add(l->retry, &second);
}

/* A TCP client, and whether it may. */
static bool admit(const struct auth_listener *l, int client,
		  const struct sockaddr *from, socklen_t size)
{
	char address[NI_MAXHOST] = "";
	int on = 1;

	getnameinfo(from, size, address, sizeof(address), NULL, 0,
		    NI_NUMERICHOST);
	if (!network_list_has(span_of(l->bounds.networks), span_of(address))) {
		log_event(LOG_LEVEL_WARN, "accept", "refused=%s",
			  LOG_TEXT(span_of(address)));
		return false;
	}
	/* Or one whose host has died would hold its place. */
	setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	return true;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct auth_listener *l = arg;
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);
	int client = accept4(fd, (struct sockaddr *)&from, &size,
			     SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)what;
	if (client < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			rest(l);
		return;
	}
	if (from.ss_family != AF_UNIX &&
	    !admit(l, client, (struct sockaddr *)&from, size)) {
		close(client);
		return;
	}
	if (++l->count == l->bounds.connections)
		event_del(l->readable);
	l->accepted(l, client);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct auth_listener *l = arg;

	(void)fd;
	(void)what;
	if (l->count < l->bounds.connections)
		event_add(l->readable, NULL);
}

void auth_listener_open(struct auth_listener *l, struct event_base *base,
			int fd, const struct auth_listener_bounds *bounds,
			void (*accepted)(struct auth_listener *listener,
					 int fd),
			void *owner)
{
	*l = (struct auth_listener){ .bounds = *bounds,
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

	if (l->count-- == l->bounds.connections && l->readable &&
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
