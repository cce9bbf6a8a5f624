/* SPDX-License-Identifier: MIT */
/* auth answers in about the order in which it was asked, so that who is looked
 * for stands in front. */
#include "master/pending.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/x.h"

TAILQ_HEAD(queue, pending);

struct pendings {
	struct queue waiting;
	struct queue asked;
	size_t asked_count;
	size_t login_count;
	uint32_t last_id;
};

struct pendings *pending_new(void)
{
	struct pendings *pendings = x_calloc(1, sizeof(*pendings));

	TAILQ_INIT(&pendings->waiting);
	TAILQ_INIT(&pendings->asked);
	return pendings;
}

void pending_free(struct pendings **pendings)
{
	ASSERT(!pending_next(*pendings, NULL));
	free(*pendings);
	*pendings = NULL;
}

struct pending *pending_add(struct pendings *pendings,
			    const struct control_msg *msg, int fd)
{
	struct pending *pending = x_calloc(1, sizeof(*pending));

	pending->id = ++pendings->last_id;
	pending->gate_id = msg->id;
	pending->login = x_calloc(1, sizeof(*pending->login));
	*pending->login = msg->login;
	pending->wakes = msg->login.parked;
	pending->fd = fd;
	TAILQ_INSERT_TAIL(&pendings->waiting, pending, queue);
	pendings->login_count += !pending->wakes;
	return pending;
}

size_t pending_logins(const struct pendings *pendings)
{
	return pendings->login_count;
}

size_t pending_asked(const struct pendings *pendings)
{
	return pendings->asked_count;
}

struct pending *pending_first_waiting(const struct pendings *pendings)
{
	return TAILQ_FIRST(&pendings->waiting);
}

void pending_ask(struct pendings *pendings, struct pending *pending,
		 int64_t until_ms)
{
	TAILQ_REMOVE(&pendings->waiting, pending, queue);
	TAILQ_INSERT_TAIL(&pendings->asked, pending, queue);
	pendings->asked_count++;
	pending->asked = true;
	pending->until_ms = until_ms;
}

struct pending *pending_find(const struct pendings *pendings, uint32_t id)
{
	struct pending *pending;

	TAILQ_FOREACH(pending, &pendings->asked, queue)
	if (pending->id == id)
		break;
	return pending;
}

struct pending *pending_next(const struct pendings *pendings,
			     const struct pending *after)
{
	struct pending *next = after ? TAILQ_NEXT(after, queue)
				     : TAILQ_FIRST(&pendings->asked);

	if (next || (after && !after->asked))
		return next;
	return TAILQ_FIRST(&pendings->waiting);
}

void pending_drop(struct pendings *pendings, struct pending *pending)
{
	TAILQ_REMOVE(pending->asked ? &pendings->asked : &pendings->waiting,
		     pending, queue);
	pendings->asked_count -= pending->asked;
	pendings->login_count -= !pending->wakes;
	close(pending->fd);
	explicit_bzero(pending->login, sizeof(*pending->login));
	free(pending->login);
	free(pending);
}
