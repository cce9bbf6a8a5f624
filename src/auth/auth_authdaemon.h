/* SPDX-License-Identifier: MIT */
/*
 * One connection of a program that asks Courier's authdaemond, such as
 * maildrop: who is this user (PRE), is this the password (AUTH … login), who is
 * there (ENUMERATE). Passwords are neither told nor changed.
 */
#pragma once

#include "auth/auth_server.h"

/* Takes the fd. closed is called with arg at the end. */
void auth_authdaemon_new(struct auth_server *server, int fd,
			 void (*closed)(void *arg), void *arg);
