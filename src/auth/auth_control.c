/* SPDX-License-Identifier: MIT */
#include "auth/auth_control.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "auth/auth_client.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	ANSWERS_MAX = 1024, /* master has given up on what is older */
	IDLE_MS = 500
};

struct answer {
	struct answer *next;
	struct control *control;
	struct control_msg msg;
};

struct control {
	struct auth_server *server;
	struct event *readable;
	struct event *writable;
	struct event *idle; /* after STOP */
	struct answer *first;
	struct answer **last;
	unsigned waiting;
	bool was_idle;
};

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct control *c = arg;
	struct err err;

	(void)what;
	while (c->first) {
		struct answer *answer = c->first;

		if (!control_send(fd, &answer->msg, -1, &err)) {
			if (errno == EAGAIN) {
				event_add(c->writable, NULL);
				return;
			}
			log_err(LOG_LEVEL_ERROR, "who_is", &err, "%s", "");
		}
		c->first = answer->next;
		if (!c->first)
			c->last = &c->first;
		c->waiting--;
		crypto_secret_wipe(&answer->msg, sizeof(answer->msg));
		free(answer);
	}
}

static void send_answer(struct control *c, struct answer *answer)
{
	*c->last = answer;
	c->last = &answer->next;
	on_writable(c->server->proc.control, 0, c);
}

static struct answer *new_answer(struct control *c,
				 const struct control_msg *who)
{
	struct answer *answer;

	if (c->waiting == ANSWERS_MAX)
		return NULL;
	c->waiting++;
	answer = x_calloc(1, sizeof(*answer));
	answer->control = c;
	answer->msg.kind = CONTROL_WHO_IS;
	answer->msg.id = who->id;
	return answer;
}

static void answer_who(struct control *c, const struct control_msg *who)
{
	struct auth_login login = { .cuid = who->login.auth_peer,
				    .id = who->login.auth_request };
	struct answer *answer = new_answer(c, who);
	char *master;

	if (!answer)
		return;
	master = answer->msg.master;
	memcpy(login.cookie, who->login.cookie, sizeof(login.cookie));
	memcpy(login.service, who->login.service, sizeof(login.service));
	answer->msg.result = CONTROL_OK;
	if (auth_logins_take(c->server->logins, &login, clock_mono_ms(),
			     &answer->msg.account, master)) {
		if (master[0] && span_eq(span_of(login.service), SPAN("imap")))
			auth_grants_add(c->server->grants, who->id,
					answer->msg.account.user, master,
					answer->msg.grant);
	} else {
		answer->msg.result = CONTROL_DENIED;
		log_event(LOG_LEVEL_WARN, "who", "cuid=%u request=%u unknown=1",
			  login.cuid, login.id);
	}
	send_answer(c, answer);
}

static void trust_told(void *arg, const struct auth_chain_answer *told)
{
	struct answer *answer = arg;

	answer->msg.result = CONTROL_DENIED;
	if (told->verdict == AUTH_VERDICT_OK) {
		answer->msg.result = CONTROL_OK;
		answer->msg.account = told->entry->account;
	} else if (told->verdict == AUTH_VERDICT_TEMP) {
		answer->msg.result = CONTROL_TEMP;
	}
	send_answer(answer->control, answer);
}

/* A parked session goes on: might it begin now, but for the password? */
static void trust(struct control *c, const struct control_msg *who)
{
	const char *user = who->account.user;
	bool by_master = who->master[0];
	const struct auth_chain_attempt attempt = {
		.attempt.query = {
			.user = by_master ? who->master : user,
			.service = who->login.service,
			.local_ip = who->login.local_ip,
			.remote_ip = who->login.remote_ip,
		},
		.authorize = by_master ? user : NULL,
	};
	struct answer *answer = new_answer(c, who);

	if (answer)
		auth_chain_trust(c->server->chain, &attempt, trust_told,
				 answer);
}

static void stop(struct control *c, enum control_stop how)
{
	static const struct timeval interval = { .tv_usec = IDLE_MS * 1000 };

	if (how == CONTROL_STOP_NOW) {
		event_base_loopbreak(c->server->base);
		return;
	}
	auth_relay_stop(c->server->relay);
	for (unsigned i = 0; i < c->server->listener_count; i++)
		auth_listener_stop(&c->server->listener[i]);
	event_add(c->idle, &interval);
}

/* Idle twice in a row: a gate that was just told OK has reached master. */
static void on_idle(evutil_socket_t fd, short what, void *arg)
{
	struct control *c = arg;
	struct auth_server *server = c->server;
	bool idle = auth_chain_pending(server->chain) == 0 &&
		    server->asked == 0 && server->delayed == 0 &&
		    c->waiting == 0;

	(void)fd;
	(void)what;
	if (idle && c->was_idle)
		event_base_loopbreak(server->base);
	c->was_idle = idle;
}

static void obey(struct control *c, const struct control_msg *msg, int fd)
{
	if (msg->kind == CONTROL_PEER && fd >= 0) {
		auth_client_new(c->server, AUTH_PEER_GATE, fd, NULL, NULL);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (msg->kind == CONTROL_PEER)
		log_event(LOG_LEVEL_ERROR, "control", "peer=%s no-room=1",
			  LOG_TEXT(span_of(msg->name)));
	else if (msg->kind == CONTROL_WHO && msg->login.parked)
		trust(c, msg);
	else if (msg->kind == CONTROL_WHO)
		answer_who(c, msg);
	else if (msg->kind == CONTROL_SESSION_DONE)
		auth_grants_end(c->server->grants, msg->id);
	else if (msg->kind == CONTROL_STOP)
		stop(c, (enum control_stop)msg->result);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	static struct control_msg msg;
	struct control *c = arg;
	struct err err;
	int passed;

	(void)what;
	switch (control_receive(fd, &msg, &passed, &err)) {
	case FDPASS_OK:
		obey(c, &msg, passed);
		break;
	case FDPASS_AGAIN:
		break;
	case FDPASS_BAD:
		log_err(LOG_LEVEL_ERROR, "control", &err, "%s", "");
		break;
	case FDPASS_EOF:
		event_base_loopbreak(c->server->base);
		break;
	}
}

void auth_control_open(struct auth_server *server)
{
	struct control *c = x_calloc(1, sizeof(*c));
	int fd = server->proc.control;

	c->server = server;
	c->last = &c->first;
	evutil_make_socket_nonblocking(fd);
	c->readable = event_new(server->base, fd, EV_READ | EV_PERSIST,
				on_readable, c);
	c->writable = event_new(server->base, fd, EV_WRITE, on_writable, c);
	c->idle = event_new(server->base, -1, EV_PERSIST, on_idle, c);
	ASSERT(c->readable && c->writable && c->idle);
	event_add(c->readable, NULL);
}
