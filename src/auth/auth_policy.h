/* SPDX-License-Identifier: MIT */
/*
 * One connection of a Postfix that asks whether a recipient may have a message
 * (check_policy_service): disabled accounts and full mailboxes are refused
 * before the message is taken, with the reply_… settings as texts.
 */
#pragma once

#include "auth/auth_server.h"

/* Takes the fd. closed is called with arg at the end. */
void auth_policy_new(struct auth_server *server, int fd,
		     void (*closed)(void *arg), void *arg);
