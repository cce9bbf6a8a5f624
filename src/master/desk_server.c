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

/* [0] is the socket that listens, the others -1 or a connection. */
struct desk_server {
	int fd[DESK_SERVER_FDS];
};

struct desk_server *desk_server_open(const char *run_dir)
{
	auto_free char *path = x_printf("%s/" DESK_SOCKET, run_dir);
	struct desk_server *desk = x_calloc(1, sizeof(*desk));
	struct err err;

	for (size_t i = 0; i < DESK_SERVER_FDS; i++)
		desk->fd[i] = -1;
	if (listen_unix(path, 0600, &desk->fd[0], &err))
		return desk;
	log_err(LOG_LEVEL_WARN, "desk", &err, "%s", "");
	free(desk);
	return NULL;
}

void desk_server_close(struct desk_server **desk)
{
	if (!*desk)
		return;
	for (size_t i = 0; i < DESK_SERVER_FDS; i++)
		fd_close(&(*desk)->fd[i]);
	free(*desk);
	*desk = NULL;
}

static int *free_place(struct desk_server *desk)
{
	for (size_t i = 1; i < DESK_SERVER_FDS; i++)
		if (desk->fd[i] < 0)
			return &desk->fd[i];
	return NULL;
}

/* Without a free place the next ones wait in the socket's queue. */
void desk_server_wait(const struct desk_server *desk,
		      struct pollfd out[DESK_SERVER_FDS])
{
	bool full = true;

	for (size_t i = 0; i < DESK_SERVER_FDS; i++) {
		out[i] = (struct pollfd){ .fd = desk ? desk->fd[i] : -1,
					  .events = POLLIN };
		full = full && out[i].fd >= 0;
	}
	if (full)
		out[0].fd = -1;
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

static void let_in(struct desk_server *desk)
{
	int *place = free_place(desk);
	int sock;

	if (!place)
		return;
	sock = accept4(desk->fd[0], NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (sock < 0)
		return;
	if (is_welcome(sock))
		*place = sock;
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

void desk_server_serve(struct desk_server *desk,
		       const struct pollfd polled[DESK_SERVER_FDS],
		       desk_server_do answer, void *arg)
{
	for (size_t i = 1; desk && i < DESK_SERVER_FDS; i++) {
		int sock = desk->fd[i];

		if (sock < 0 || sock != polled[i].fd || !polled[i].revents)
			continue;
		desk->fd[i] = -1;
		attend(sock, answer, arg);
	}
	if (desk && polled[0].revents)
		let_in(desk);
}
