/* SPDX-License-Identifier: MIT */
/*
 * One poll over master's channel, the door and those who came through it; each
 * gets one answer in a round. Nothing is written that would wait.
 */
#include "keys/keys_server.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/log.h"
#include "io/fdpass.h"
#include "stats/stats.h"
#include "tls/tls_answer.h"

enum {
	CONTROL,
	DOOR,
	FIRST,
	CHANNELS_MAX = 1024,
	EXIT_TROUBLE = 75,
};

struct server {
	const struct tls_answers *answers;
	struct pollfd poll[FIRST + CHANNELS_MAX];
	unsigned count; /* of poll */
	bool stopping;
};

static void admit(struct server *s)
{
	size_t size;
	char word;
	struct err err;
	int fd;

	if (fdpass_receive(s->poll[DOOR].fd, &word, sizeof(word), &size, &fd,
			   &err) != FDPASS_OK ||
	    fd < 0)
		return;
	if (s->count == FIRST + CHANNELS_MAX ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
		log_event(LOG_LEVEL_WARN, "refused", "channels=%u",
			  s->count - FIRST);
		close(fd);
		return;
	}
	s->poll[s->count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* A message, of which nothing but the words is wanted. */
static bool has_come(enum fdpass_result result, int fd)
{
	if (fd >= 0)
		close(fd);
	return result == FDPASS_OK;
}

/* false: the channel is of no more use. */
static bool serve(const struct server *s, int channel)
{
	static struct tls_keys_request request;
	static struct tls_keys_answer answer;
	enum fdpass_result result;
	size_t size;
	struct err err;
	int fd;

	result = fdpass_receive(channel, &request, sizeof(request), &size, &fd,
				&err);
	if (result == FDPASS_AGAIN)
		return true;
	if (!has_come(result, fd) || !tls_answer_is_request(&request, size))
		return false;
	tls_answer(s->answers, &request, &answer);
	if (!answer.good)
		stats_add(STATS_keys_refused, 1);
	else if (request.kind == TLS_KEYS_SIGN)
		stats_add(STATS_keys_signatures, 1);
	return fdpass_send(channel, &answer, TLS_KEYS_ANSWER_HEAD + answer.len,
			   -1, &err);
}

static void serve_all(struct server *s)
{
	for (unsigned i = s->count; i-- > FIRST;) {
		if (!s->poll[i].revents || serve(s, s->poll[i].fd))
			continue;
		close(s->poll[i].fd);
		s->poll[i] = s->poll[--s->count];
	}
}

/* false: the end. */
static bool obey(struct server *s)
{
	static struct control_msg msg;
	enum fdpass_result result;
	struct err err;
	int fd;

	result = control_receive(s->poll[CONTROL].fd, &msg, &fd, &err);
	if (result == FDPASS_AGAIN)
		return true;
	if (!has_come(result, fd))
		return false;
	if (msg.kind != CONTROL_STOP)
		return true;
	s->stopping = true;
	return msg.result != CONTROL_STOP_NOW;
}

int keys_server_run(struct proc *proc, const struct tls_answers *answers)
{
	static struct server s;

	s.answers = answers;
	s.count = FIRST;
	s.poll[CONTROL] =
		(struct pollfd){ .fd = proc->control, .events = POLLIN };
	s.poll[DOOR] = (struct pollfd){ .fd = proc_peer_fd(proc, "door"),
					.events = POLLIN };
	if (s.poll[DOOR].fd < 0 ||
	    fcntl(s.poll[DOOR].fd, F_SETFL, O_NONBLOCK) != 0) {
		log_event(LOG_LEVEL_ERROR, "start", "missing=door");
		return EXIT_TROUBLE;
	}
	proc_ready(proc);
	while (!s.stopping || s.count > FIRST) {
		if (poll(s.poll, s.count, -1) < 0)
			continue;
		serve_all(&s);
		if (s.poll[DOOR].revents & POLLIN)
			admit(&s);
		else if (s.poll[DOOR].revents)
			s.poll[DOOR].fd = -1; /* nobody is left to come */
		if (s.poll[CONTROL].revents && !obey(&s))
			return 0;
	}
	return 0;
}
