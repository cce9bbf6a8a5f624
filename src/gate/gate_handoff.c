/* SPDX-License-Identifier: MIT */
/* The control channel holds only some dozen messages; the others wait. */
#include "gate/gate_handoff.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>

#include "base/log.h"
#include "base/x.h"

enum {
	CHAINS = 64
};

struct gate_handoff {
	int control;
	struct event *writable;
	struct gate_login *first; /* waiting to be sent */
	struct gate_login **last;
	uint32_t next_id;
	struct gate_login *chains[CHAINS]; /* sent, by id */
};

static struct gate_login *take_sent(struct gate_handoff *handoff, uint32_t id)
{
	struct gate_login **at = &handoff->chains[id % CHAINS];
	struct gate_login *found;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	found = *at;
	if (!found)
		return NULL;
	*at = found->next;
	found->next = NULL;
	found->id = 0;
	return found;
}

static struct gate_login *take_first(struct gate_handoff *handoff)
{
	struct gate_login *login = handoff->first;

	handoff->first = login->next;
	if (!handoff->first)
		handoff->last = &handoff->first;
	login->next = NULL;
	return login;
}

/* false: there is no room for now. */
static bool send_first(struct gate_handoff *handoff)
{
	static struct control_msg msg = { .kind = CONTROL_LOGIN };
	struct gate_login *login = handoff->first;
	struct gate_login **chain = &handoff->chains[login->id % CHAINS];
	struct err err;
	bool sent;

	msg.id = login->id;
	memset(&msg.login, 0, sizeof(msg.login));
	login->fill(login, &msg.login);
	sent = control_send(handoff->control, &msg, login->fd, &err);
	if (!sent && errno == EAGAIN)
		return false;
	take_first(handoff);
	login->sent = true;
	login->next = *chain;
	*chain = login;
	if (sent)
		return true;
	log_err(LOG_LEVEL_ERROR, "handoff", &err, "session=%s",
		msg.login.session);
	gate_handoff_answer(handoff, login->id, CONTROL_TEMP, 0);
	return true;
}

static void on_writable(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_handoff *handoff = ctx;

	(void)fd;
	(void)what;
	while (handoff->first && send_first(handoff))
		;
	if (handoff->first)
		event_add(handoff->writable, NULL);
}

struct gate_handoff *gate_handoff_new(struct event_base *base, int control)
{
	struct gate_handoff *handoff = x_calloc(1, sizeof(*handoff));

	handoff->control = control;
	handoff->last = &handoff->first;
	handoff->next_id = 1;
	handoff->writable =
		event_new(base, control, EV_WRITE, on_writable, handoff);
	return handoff;
}

void gate_handoff_submit(struct gate_handoff *handoff, struct gate_login *login)
{
	login->id = handoff->next_id++;
	if (handoff->next_id == 0)
		handoff->next_id = 1;
	login->sent = false;
	login->next = NULL;
	*handoff->last = login;
	handoff->last = &login->next;
	event_active(handoff->writable, EV_WRITE, 0);
}

bool gate_handoff_cancel(struct gate_handoff *handoff, struct gate_login *login)
{
	struct gate_login **at = &handoff->first;

	if (!login->id)
		return true;
	if (login->sent)
		return false;
	while (*at && *at != login)
		at = &(*at)->next;
	if (*at)
		*at = login->next;
	if (!login->next)
		handoff->last = at;
	login->id = 0;
	return true;
}

void gate_handoff_answer(struct gate_handoff *handoff, uint32_t id,
			 enum control_result result, uint32_t session)
{
	struct gate_login *login = take_sent(handoff, id);

	if (!login)
		return;
	login->session = session;
	login->done(login, result);
}

void gate_handoff_abandon(struct gate_handoff *handoff)
{
	while (handoff->first) {
		struct gate_login *login = take_first(handoff);

		login->id = 0;
		login->done(login, CONTROL_TEMP);
	}
	for (size_t i = 0; i < CHAINS; i++)
		while (handoff->chains[i])
			gate_handoff_answer(handoff, handoff->chains[i]->id,
					    CONTROL_TEMP, 0);
}
