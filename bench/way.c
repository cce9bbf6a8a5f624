/* SPDX-License-Identifier: MIT */
/*
 * What a wake takes where nobody does anything: a client's line by TCP wakes
 * the first of five processes, which pass on a message by turns, as gate,
 * master, auth, master, zygote and worker do, with the client's socket where
 * that goes along; the last one answers. CPU of the five together, µs for each.
 *
 *     bench/way [TIMES]
 *
 * Two milliseconds of rest lie between, so that all of them have gone to sleep.
 */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"
#include "io/fdpass.h"

enum {
	GATE,
	MASTER,
	AUTH,
	ZYGOTE,
	WORKER,
	STATIONS,
	REST_NS = 2000000,
	SMALL = 300,   /* bytes: a LOGIN, a question */
	ACCOUNT = 1500 /* with the account */
};

static int client;
/* Of each station: [0] its peers' end, [1] its own. */
static int way[STATIONS][2];

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static void pass(int station, size_t size, int fd)
{
	static const char message[ACCOUNT];
	struct err err;

	check(fdpass_send(way[station][0], message, size, fd, &err), "send");
}

/* Sleeps until there is one; the fd that came with it, or -1. */
static int take(int station)
{
	static char message[ACCOUNT];
	struct pollfd wait = { .fd = way[station][1], .events = POLLIN };
	struct err err;
	size_t size;
	int fd;

	check(poll(&wait, 1, -1) == 1, "poll");
	check(fdpass_receive(way[station][1], message, sizeof(message), &size,
			     &fd, &err) == FDPASS_OK,
	      "receive");
	return fd;
}

static void be_gate(void)
{
	struct pollfd wait = { .fd = client, .events = POLLIN };

	check(poll(&wait, 1, -1) == 1, "poll");
	pass(MASTER, SMALL, client);
	(void)take(GATE);
}

static void be_master(void)
{
	int fd = take(MASTER);

	pass(AUTH, SMALL, -1);
	(void)take(MASTER);
	pass(ZYGOTE, ACCOUNT, fd);
	close(fd);
}

static void be_auth(void)
{
	(void)take(AUTH);
	pass(MASTER, ACCOUNT, -1);
}

static void be_zygote(void)
{
	int fd = take(ZYGOTE);

	pass(WORKER, ACCOUNT, fd);
	close(fd);
}

static void be_worker(void)
{
	int fd = take(WORKER);
	char line[64];

	check(read(fd, line, sizeof(line)) > 0, "read");
	check(send(fd, "a OK\r\n", 6, MSG_NOSIGNAL) == 6, "answer");
	close(fd);
	pass(GATE, SMALL, -1);
}

static int connect_client(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int own = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check(bind(listening, (void *)&at, len) == 0 &&
		      listen(listening, 1) == 0 &&
		      getsockname(listening, (void *)&at, &len) == 0 &&
		      connect(own, (void *)&at, len) == 0,
	      "connect");
	client = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	check(client >= 0, "accept");
	close(listening);
	return own;
}

static void ask(int own, uint64_t times)
{
	const struct timespec rest = { .tv_nsec = REST_NS };
	char line[64];

	for (uint64_t i = 0; i < times; i++) {
		check(send(own, "DONE\r\n", 6, MSG_NOSIGNAL) == 6, "ask");
		check(read(own, line, sizeof(line)) > 0, "answer");
		nanosleep(&rest, NULL);
	}
}

int main(int argc, char **argv)
{
	static void (*const be[STATIONS])(void) = { be_gate, be_master, be_auth,
						    be_zygote, be_worker };
	uint64_t times = 2000;
	int own = connect_client();
	pid_t pid[STATIONS];
	struct rusage used;

	check(argc < 2 ||
		      num_parse_u64(span_of(argv[1]), 1, UINT32_MAX, &times),
	      "usage: way [TIMES]");
	for (int i = 0; i < STATIONS; i++)
		check(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
				 way[i]) == 0,
		      "socketpair");
	for (int i = 0; i < STATIONS; i++) {
		pid[i] = fork();
		check(pid[i] >= 0, "fork");
		while (pid[i] == 0)
			be[i]();
	}
	ask(own, times);
	for (int i = 0; i < STATIONS; i++) {
		kill(pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
	getrusage(RUSAGE_CHILDREN, &used);
	printf("%.0f\n",
	       ((double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec)) /
		       (double)times);
	return 0;
}
