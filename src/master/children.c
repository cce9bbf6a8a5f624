/* SPDX-License-Identifier: MIT */
#include "master/children.h"

#include <signal.h>
#include <unistd.h>

#include "base/log.h"

void children_init(struct children *children)
{
	children->used = 0;
	for (unsigned i = 0; i < CHILDREN_MAX; i++)
		children->child[i] = (struct child){ .state = CHILD_RETIRING,
						     .control = -1,
						     .sight = -1 };
}

static bool is_free(const struct child *child)
{
	return child->state == CHILD_RETIRING && child->pid == 0;
}

bool children_is_running(const struct child *child)
{
	return child->state == CHILD_STARTING || child->state == CHILD_UP;
}

struct child *children_find_up(struct children *children, enum child_kind kind)
{
	for (unsigned i = 0; i < children->used; i++)
		if (children->child[i].kind == kind &&
		    children->child[i].state == CHILD_UP)
			return &children->child[i];
	return NULL;
}

/* NULL: there is no free slot. */
static struct child *add(struct children *children, enum child_kind kind)
{
	for (unsigned i = 0; i < CHILDREN_MAX; i++) {
		if (!is_free(&children->child[i]))
			continue;
		children->child[i] = (struct child){ .kind = kind,
						     .control = -1,
						     .sight = -1 };
		if (i >= children->used)
			children->used = i + 1;
		return &children->child[i];
	}
	log_event(LOG_LEVEL_ERROR, "children", "full=%d", CHILDREN_MAX);
	return NULL;
}

void children_add_all(struct children *children, const struct config *config)
{
	uint64_t gates = config->gate_processes;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (gates == 0)
		gates = cpus > 0 && cpus <= 64 ? (uint64_t)cpus : 1;
	add(children, CHILD_KEYS);
	add(children, CHILD_AUTH);
	add(children, CHILD_IMAP);
	if (config->pop3_port || config->pop3s_port)
		add(children, CHILD_POP3);
	if (config->managesieve_port)
		add(children, CHILD_MANAGESIEVE);
	add(children, CHILD_LMTP);
	add(children, CHILD_SUBMIT);
	for (uint64_t i = 0; i < gates; i++)
		add(children, CHILD_GATE);
}

/* gate and auth speak to each other directly. */
bool children_connect(struct children *children, struct child *child,
		      struct err *err)
{
	enum child_kind other;

	if (child->kind == CHILD_AUTH)
		other = CHILD_GATE;
	else if (child->kind == CHILD_GATE)
		other = CHILD_AUTH;
	else
		return true;
	for (unsigned i = 0; i < children->used; i++)
		if (children->child[i].kind == other &&
		    children_is_running(&children->child[i]) &&
		    !child_connect(child, &children->child[i], err))
			return false;
	return true;
}

static void tell_to_stop(const struct child *child, enum control_stop how)
{
	const struct control_msg stop = { .kind = CONTROL_STOP, .result = how };
	struct err err;

	if (child->control >= 0 &&
	    !control_send(child->control, &stop, -1, &err))
		log_err(LOG_LEVEL_WARN, "stop", &err, "child=%s",
			child_name(child->kind));
}

void children_retire_all(struct children *children, enum control_stop how)
{
	for (unsigned i = 0; i < children->used; i++) {
		struct child *child = &children->child[i];

		tell_to_stop(child, how);
		/* It may wait for another one, which stops as well. */
		if (how == CONTROL_STOP_NOW && child->state == CHILD_STARTING)
			kill(child->pid, SIGTERM);
		child->state = CHILD_RETIRING;
	}
}

void children_renew(struct children *children, struct child *child)
{
	struct child *fresh;

	if (child->leaving || child->state != CHILD_UP)
		return;
	fresh = add(children, child->kind);
	if (!fresh)
		return;
	child->leaving = true;
	child_follow(fresh, child);
}

void children_relieve(struct children *children, const struct child *child)
{
	for (unsigned i = 0; i < children->used; i++) {
		struct child *other = &children->child[i];

		if (other == child || other->kind != child->kind ||
		    !other->leaving || other->state != CHILD_UP)
			continue;
		tell_to_stop(other, CONTROL_STOP_DRAIN);
		other->state = CHILD_RETIRING;
	}
}

int64_t children_next_start_ms(const struct children *children, int64_t latest)
{
	for (unsigned i = 0; i < children->used; i++)
		if (children->child[i].state == CHILD_DOWN &&
		    children->child[i].start_at_ms < latest)
			latest = children->child[i].start_at_ms;
	return latest;
}

bool children_are_gone(const struct children *children, bool too_late)
{
	unsigned left = 0;

	for (unsigned i = 0; i < children->used; i++) {
		if (children->child[i].pid == 0)
			continue;
		left++;
		if (too_late)
			kill(children->child[i].pid, SIGKILL);
	}
	return left == 0;
}
