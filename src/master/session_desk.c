/* SPDX-License-Identifier: MIT */
#include "master/session_desk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "master/children.h"
#include "master/session_list.h"
#include "proc/trace.h"

struct session_desk {
	struct session_table *table;
	struct children *children;
	struct trace_orders traces;
};

struct session_desk *session_desk_new(struct session_table *table,
				      struct children *children)
{
	struct session_desk *desk = x_calloc(1, sizeof(*desk));

	desk->table = table;
	desk->children = children;
	return desk;
}

void session_desk_free(struct session_desk **desk)
{
	trace_orders_release(&(*desk)->traces);
	free(*desk);
	*desk = NULL;
}

/* ---- list ---- */

static bool list(const struct session_desk *desk,
		 const struct desk_request *request, struct desk_answer *out,
		 int *out_fd)
{
	struct err err;

	if (session_list_write(desk->table, desk->children, request, out_fd,
			       &out->count, &err))
		return true;
	log_err(LOG_LEVEL_WARN, "desk", &err, "%s", "");
	return false;
}

/* ---- kick ---- */

/* A parked one is woken to hear that it ends. */
static void kick(struct session_desk *desk, struct session *session)
{
	const struct control_msg msg = { .kind = CONTROL_KICK,
					 .session = session->id };
	struct err err;

	session->kicked = true;
	log_event(LOG_LEVEL_INFO, "kick", "session=%s user=%s service=%s",
		  session->login->session, LOG_TEXT(span_of(session->user)),
		  session->login->service);
	if (session->parked)
		session_table_mark(desk->table, session);
	else if (!control_send(session->zygote->control, &msg, -1, &err))
		log_err(LOG_LEVEL_WARN, "kick", &err, "session=%s",
			session->login->session);
}

static void kick_all(struct session_desk *desk,
		     const struct desk_request *request,
		     struct desk_answer *out)
{
	for (struct session *session = session_table_first(desk->table);
	     session; session = session->all.next) {
		if (!session_list_means(request, session))
			continue;
		kick(desk, session);
		out->count++;
	}
}

/* ---- traces ---- */

static void tell_one(const struct child *zygote,
		     const struct trace_order *order)
{
	static struct control_msg msg;
	struct err err;

	msg = (struct control_msg){ .kind = CONTROL_TRACE,
				    .until_ms = order->until_ms };
	snprintf(msg.account.user, sizeof(msg.account.user), "%s", order->user);
	if (!control_send(zygote->control, &msg, order->fd, &err))
		log_err(LOG_LEVEL_WARN, "trace", &err, "child=%s",
			child_name(zygote->kind));
}

void session_desk_tell(struct session_desk *desk, const struct child *zygote)
{
	trace_orders_expire(&desk->traces);
	for (unsigned i = 0; i < desk->traces.count; i++)
		tell_one(zygote, &desk->traces.order[i]);
}

static void tell_all(const struct session_desk *desk,
		     const struct trace_order *order)
{
	static const enum child_kind kinds[] = { CHILD_IMAP, CHILD_POP3,
						 CHILD_MANAGESIEVE };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct child *zygote =
			children_find_up(desk->children, kinds[i]);

		if (zygote)
			tell_one(zygote, order);
	}
}

static bool trace(struct session_desk *desk, const struct desk_request *request,
		  int fd, struct desk_answer *out)
{
	int64_t until = clock_mono_ms() + (int64_t)request->seconds * 1000;
	int own = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;

	trace_orders_expire(&desk->traces);
	if (own < 0 || !request->user[0] ||
	    !trace_orders_add(&desk->traces, request->user, until, own))
		return false;
	log_event(LOG_LEVEL_WARN, "trace", "user=%s seconds=%u",
		  LOG_TEXT(span_of(request->user)), request->seconds);
	tell_all(desk, &desk->traces.order[desk->traces.count - 1]);
	for (const struct session *session = session_table_first(desk->table);
	     session; session = session->all.next)
		out->count += session_list_means(request, session);
	return true;
}

void session_desk_do(void *arg, const struct desk_request *request, int fd,
		     struct desk_answer *out, int *out_fd)
{
	struct session_desk *desk = arg;

	if (request->kind == DESK_LIST)
		out->refused = !list(desk, request, out, out_fd);
	else if (request->kind == DESK_KICK)
		kick_all(desk, request, out);
	else if (request->kind == DESK_TRACE)
		out->refused = !trace(desk, request, fd, out);
	else
		out->refused = 1;
}
