/* SPDX-License-Identifier: MIT */
/* A connection for each question, all of it sent at once. */
#include "auth/auth_usage.h"

#include <stdlib.h>

#include "auth/auth_conn.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "io/listen.h"

enum {
	TEXT_MAX = 1024
};

/* What the replies are to, in their order. */
enum step {
	STEP_GREETING,
	STEP_LHLO,
	STEP_MAIL,
	STEP_RCPT,
};

struct question {
	struct question *next;
	struct auth_usage *usage;
	struct auth_conn conn;
	struct event *timer;
	enum step step;
	char text[TEXT_MAX];
	auth_usage_told *told; /* NULL: told */
	void *arg;
};

struct auth_usage {
	struct event_base *base;
	const struct config *config;
	unsigned running;
	struct question *first; /* that wait */
	struct question **last;
};

struct auth_usage *auth_usage_new(struct event_base *base,
				  const struct config *config)
{
	struct auth_usage *usage = x_calloc(1, sizeof(*usage));

	usage->base = base;
	usage->config = config;
	usage->last = &usage->first;
	return usage;
}

static void tell(struct question *q, enum auth_usage_verdict verdict)
{
	auth_usage_told *told = TAKE(q->told);

	if (told)
		told(q->arg, verdict);
}

static enum auth_usage_verdict verdict_of(struct span reply)
{
	if (span_starts(reply, SPAN("2")))
		return AUTH_USAGE_FITS;
	if (span_starts(reply, SPAN("552 5.2.2")))
		return AUTH_USAGE_FULL;
	if (span_starts(reply, SPAN("552 ")))
		return AUTH_USAGE_TOO_LARGE;
	log_event(LOG_LEVEL_WARN, "usage", "reply=%s", LOG_TEXT(reply));
	return AUTH_USAGE_UNSURE;
}

static bool on_message(void *owner, struct span line)
{
	struct question *q = owner;

	if (line.len > 3 && line.ptr[3] == '-')
		return true;
	if (q->step < STEP_RCPT && span_starts(line, SPAN("2"))) {
		q->step++;
		return true;
	}
	tell(q, verdict_of(line));
	return false;
}

static void start_next(struct auth_usage *usage);

static void on_closed(void *owner)
{
	struct question *q = owner;
	struct auth_usage *usage = q->usage;

	event_free(q->timer);
	tell(q, AUTH_USAGE_UNSURE);
	free(q);
	usage->running--;
	start_next(usage);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct question *q = arg;

	(void)fd;
	(void)what;
	log_event(LOG_LEVEL_WARN, "usage", "timeout=1");
	auth_conn_close(&q->conn);
}

static bool start(struct question *q)
{
	static const struct auth_conn_events events = {
		.line = on_message,
		.closed = on_closed,
	};
	struct auth_usage *usage = q->usage;
	const struct timeval wait = {
		.tv_sec = (time_t)usage->config->policy_timeout,
	};
	auto_buf struct buf out;
	struct err err;
	int fd;

	if (!listen_try_unix(usage->config->lmtp_socket, &fd, &err)) {
		log_err(LOG_LEVEL_WARN, "usage", &err, "%s", "");
		return false;
	}
	usage->running++;
	q->timer = event_new(usage->base, -1, 0, on_timer, q);
	ASSERT(q->timer);
	event_add(q->timer, &wait);
	auth_conn_open(&q->conn, usage->base, fd, &events, q);
	buf_init(&out, TEXT_MAX);
	buf_add_str(&out, q->text);
	auth_conn_send(&q->conn, &out);
	return true;
}

static void start_next(struct auth_usage *usage)
{
	while (usage->first && usage->running < usage->config->policy_checks) {
		struct question *q = usage->first;

		usage->first = q->next;
		if (!usage->first)
			usage->last = &usage->first;
		if (start(q))
			continue;
		tell(q, AUTH_USAGE_UNSURE);
		free(q);
	}
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text > 126)
			return false;
	return true;
}

void auth_usage_ask(struct auth_usage *usage, const char *user, uint64_t size,
		    auth_usage_told *told, void *arg)
{
	struct question *q = x_calloc(1, sizeof(*q));

	q->usage = usage;
	q->told = told;
	q->arg = arg;
	snprintf(q->text, sizeof(q->text),
		 "LHLO %s\r\nMAIL FROM:<> SIZE=%llu%s\r\nRCPT TO:<%s>\r\n"
		 "QUIT\r\n",
		 usage->config->hostname, (unsigned long long)size,
		 is_ascii(user) ? "" : " SMTPUTF8", user);
	*usage->last = q;
	usage->last = &q->next;
	start_next(usage);
}
