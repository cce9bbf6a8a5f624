/* SPDX-License-Identifier: MIT */
#include "auth/auth_lmtp.h"

#include <stdlib.h>

#include "auth/auth_conn.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/listen.h"

enum {
	TEXT_MAX = 4096,
	REPLIES_BEFORE = 2, /* greeting, LHLO */
	QUEUE_MAX = 512,
};

struct question {
	struct question *next;
	struct auth_lmtp *lmtp;
	struct auth_conn conn;
	struct event *timer; /* from the asking on */
	bool running;
	unsigned left; /* replies before the one that counts */
	char *text;
	auth_lmtp_told *told; /* NULL: told */
	void *arg;
};

struct auth_lmtp {
	struct event_base *base;
	const struct config *config;
	unsigned running;
	unsigned waiting;
	struct question *first; /* that wait */
	struct question **last;
};

struct auth_lmtp *auth_lmtp_new(struct event_base *base,
				const struct config *config)
{
	struct auth_lmtp *lmtp = x_calloc(1, sizeof(*lmtp));

	lmtp->base = base;
	lmtp->config = config;
	lmtp->last = &lmtp->first;
	return lmtp;
}

static void tell(struct question *q, struct span reply)
{
	auth_lmtp_told *told = TAKE(q->told);

	if (told)
		told(q->arg, reply);
}

/* It is in no list, and has no connection. */
static void end(struct question *q)
{
	tell(q, SPAN(""));
	event_free(q->timer);
	free(q->text);
	free(q);
}

static bool on_message(void *owner, struct span line)
{
	struct question *q = owner;

	if (line.len > 3 && line.ptr[3] == '-')
		return true;
	if (q->left && span_starts(line, SPAN("2"))) {
		q->left--;
		return true;
	}
	tell(q, line);
	return false;
}

static void start_next(struct auth_lmtp *lmtp);

static void on_closed(void *owner)
{
	struct question *q = owner;
	struct auth_lmtp *lmtp = q->lmtp;

	lmtp->running--;
	end(q);
	start_next(lmtp);
}

static void take_out(struct auth_lmtp *lmtp, struct question *q)
{
	struct question **at = &lmtp->first;

	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	if (!q->next)
		lmtp->last = at;
	lmtp->waiting--;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct question *q = arg;

	(void)fd;
	(void)what;
	log_event(LOG_LEVEL_WARN, "lmtp", "timeout=1 waited=%d", !q->running);
	if (q->running) {
		auth_conn_close(&q->conn);
		return;
	}
	take_out(q->lmtp, q);
	end(q);
}

static bool start(struct question *q)
{
	static const struct auth_conn_events events = {
		.line = on_message,
		.closed = on_closed,
	};
	struct auth_lmtp *lmtp = q->lmtp;
	auto_buf struct buf out = { 0 };
	struct err err;
	int fd;

	if (!listen_try_unix(lmtp->config->lmtp_socket, &fd, &err)) {
		log_err(LOG_LEVEL_WARN, "lmtp", &err, "%s", "");
		return false;
	}
	lmtp->running++;
	q->running = true;
	auth_conn_open(&q->conn, lmtp->base, fd, &events, q);
	buf_init(&out, TEXT_MAX);
	buf_add_str(&out, q->text);
	auth_conn_send(&q->conn, &out);
	return true;
}

static void start_next(struct auth_lmtp *lmtp)
{
	while (lmtp->first && lmtp->running < lmtp->config->policy_checks) {
		struct question *q = lmtp->first;

		take_out(lmtp, q);
		if (!start(q))
			end(q);
	}
}

void auth_lmtp_ask(struct auth_lmtp *lmtp, const char *text, unsigned count,
		   auth_lmtp_told *told, void *arg)
{
	const struct timeval wait = {
		.tv_sec = (time_t)lmtp->config->policy_timeout,
	};
	struct question *q;

	if (lmtp->waiting >= QUEUE_MAX) {
		log_event(LOG_LEVEL_WARN, "lmtp", "full=%d", QUEUE_MAX);
		told(arg, SPAN(""));
		return;
	}
	q = x_calloc(1, sizeof(*q));
	q->lmtp = lmtp;
	q->left = REPLIES_BEFORE + count - 1;
	q->told = told;
	q->arg = arg;
	q->text = x_printf("LHLO %s\r\n%s", lmtp->config->hostname, text);
	q->timer = event_new(lmtp->base, -1, 0, on_timer, q);
	ASSERT(q->timer);
	event_add(q->timer, &wait);
	*lmtp->last = q;
	lmtp->last = &q->next;
	lmtp->waiting++;
	start_next(lmtp);
}
