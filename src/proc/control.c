/* SPDX-License-Identifier: MIT */
#include "proc/control.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Each kind is cut behind the last that it has to say, to keep the many small
 * answers small in the socket's queue. */
static size_t size_of(enum control_kind kind)
{
	switch (kind) {
	case CONTROL_LOGIN:
		return offsetof(struct control_msg, master);
	case CONTROL_WHO:
	case CONTROL_TRACE:
		return offsetof(struct control_msg, account.home);
	case CONTROL_SESSION:
	case CONTROL_WHO_IS:
		return offsetof(struct control_msg, grant) + CONTROL_GRANT_SIZE;
	case CONTROL_SIEVE:
		return sizeof(struct control_msg);
	case CONTROL_LISTEN:
	case CONTROL_PEER:
	case CONTROL_START:
	case CONTROL_READY:
	case CONTROL_STOP:
	case CONTROL_LOGIN_DONE:
	case CONTROL_SESSION_DONE:
	case CONTROL_PARKED:
	case CONTROL_CHANGED:
	case CONTROL_FORGET:
	case CONTROL_SIGHT:
	case CONTROL_KICK:
	case CONTROL_RENEW:
		break;
	}
	return offsetof(struct control_msg, login);
}

bool control_send(int sock, const struct control_msg *msg, int fd,
		  struct err *err)
{
	return fdpass_send(sock, msg, size_of(msg->kind), fd, err);
}

static bool is_terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

/* A message from a program that may have been taken over. */
static bool is_sound(const struct control_msg *msg, size_t size)
{
	const struct control_login *login = &msg->login;
	const struct account *account = &msg->account;

	if (msg->kind < CONTROL_LISTEN || msg->kind > CONTROL_RENEW ||
	    size != size_of(msg->kind) ||
	    !is_terminated(msg->name, sizeof(msg->name)))
		return false;
	if (msg->kind == CONTROL_SIEVE)
		return is_terminated(msg->capabilities,
				     sizeof(msg->capabilities));
	return is_terminated(account->user, sizeof(account->user)) &&
	       is_terminated(account->home, sizeof(account->home)) &&
	       is_terminated(account->mail, sizeof(account->mail)) &&
	       is_terminated(account->quota_rules,
			     sizeof(account->quota_rules)) &&
	       is_terminated(account->settings, sizeof(account->settings)) &&
	       is_terminated(msg->grant, sizeof(msg->grant)) &&
	       is_terminated(msg->master, sizeof(msg->master)) &&
	       is_terminated(login->cookie, sizeof(login->cookie)) &&
	       is_terminated(login->service, sizeof(login->service)) &&
	       is_terminated(login->session, sizeof(login->session)) &&
	       is_terminated(login->remote_ip, sizeof(login->remote_ip)) &&
	       is_terminated(login->local_ip, sizeof(login->local_ip)) &&
	       is_terminated(login->tag, sizeof(login->tag));
}

enum fdpass_result control_receive(int sock, struct control_msg *msg,
				   int *out_fd, struct err *err)
{
	enum fdpass_result result;
	size_t size;

	result = fdpass_receive(sock, msg, sizeof(*msg), &size, out_fd, err);
	if (result != FDPASS_OK)
		return result;
	memset((char *)msg + size, 0, sizeof(*msg) - size);
	if (is_sound(msg, size))
		return FDPASS_OK;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	err_set(err, ERR_SYNTAX, "malformed control message");
	return FDPASS_BAD;
}
