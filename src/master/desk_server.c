/* SPDX-License-Identifier: MIT */
#include "master/desk_server.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/fd.h"
#include "io/listen.h"
#include "master/events.h"

enum {
	FDS = 9, /* the socket and who has not said yet what it wants */
};

/* [0] is the socket that listens, the others -1 or a connection. */
struct desk_server {
	int events; /* of them, by their places */
	int fd[FDS];
};

struct desk_server *desk_server_open(const char *run_dir)
{
	auto_free char *path = x_printf("%s/" DESK_SOCKET, run_dir);
	struct desk_server *desk = x_calloc(1, sizeof(*desk));
	struct err err;

	for (size_t i = 0; i < FDS; i++)
		desk->fd[i] = -1;
	desk->events = events_open();
	if (listen_unix(path, 0600, &desk->fd[0], &err) &&
	    events_add(desk->events, desk->fd[0], 0, &err))
		return desk;
	log_err(LOG_LEVEL_WARN, "desk", &err, "%s", "");
	desk_server_close(&desk);
	return NULL;
}

void desk_server_close(struct desk_server **desk)
{
	if (!*desk)
		return;
	for (size_t i = 0; i < FDS; i++)
		fd_close(&(*desk)->fd[i]);
	fd_close(&(*desk)->events);
	free(*desk);
	*desk = NULL;
}

int desk_server_fd(const struct desk_server *desk)
{
	return desk ? desk->events : -1;
}

/* 0: there is none. */
static uint32_t free_place(const struct desk_server *desk)
{
	for (uint32_t i = 1; i < FDS; i++)
		if (desk->fd[i] < 0)
			return i;
	return 0;
}

/* The mode of the socket says the same, where the folder is not given away. */
static bool is_welcome(int sock)
{
	struct ucred who;
	socklen_t size = sizeof(who);

	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
		return false;
	if (who.uid == 0 || who.uid == geteuid())
		return true;
	log_event(LOG_LEVEL_WARN, "desk", "denied_uid=%u", (unsigned)who.uid);
	return false;
}

/* Without a free place the next ones wait in the socket's queue. */
static void let_in(struct desk_server *desk)
{
	uint32_t place = free_place(desk);
	struct err err;
	int sock;

	if (!place) {
		events_rest(desk->events, desk->fd[0]);
		return;
	}
	sock = accept4(desk->fd[0], NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (sock < 0)
		return;
	if (is_welcome(sock) && events_add(desk->events, sock, place, &err))
		desk->fd[place] = sock;
	else
		close(sock);
}

/* Takes the socket. */
static void attend(int sock, desk_server_do answer, void *arg)
{
	struct desk_answer out = { .version = DESK_VERSION };
	auto_fd int own = sock;
	auto_fd int given = -1;
	auto_fd int result = -1;
	struct desk_request request;
	struct err err;

	if (!desk_receive(own, &request, sizeof(request), &given, &err)) {
		if (err.kind != ERR_GONE)
			log_err(LOG_LEVEL_WARN, "desk", &err, "%s", "");
		out.refused = 1;
	} else if (!desk_is_sound(&request)) {
		out.refused = 1;
	} else {
		answer(arg, &request, given, &out, &result);
	}
	if (!desk_send(own, &out, sizeof(out), result, &err))
		log_err(LOG_LEVEL_DEBUG, "desk", &err, "%s", "");
}

void desk_server_serve(struct desk_server *desk, desk_server_do answer,
		       void *arg)
{
	uint32_t place[FDS];
	unsigned count = events_wait(desk->events, 0, FDS, place);
	bool knocks = false;

	for (unsigned i = 0; i < count; i++) {
		int sock = desk->fd[place[i]];

		if (place[i] == 0) {
			knocks = true;
			continue;
		}
		desk->fd[place[i]] = -1;
		events_remove(desk->events, sock);
		events_resume(desk->events, desk->fd[0], 0);
		attend(sock, answer, arg);
	}
	if (knocks)
		let_in(desk);
}
