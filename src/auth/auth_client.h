/* SPDX-License-Identifier: MIT */
/* One connection of a program that checks logins: an MTA or a gate. */
#pragma once

#include "auth/auth_protocol.h"
#include "auth/auth_server.h"

struct auth_client;

/* Takes the fd. closed (may be NULL) is called with arg at the end. */
void auth_client_new(struct auth_server *server, enum auth_peer peer, int fd,
		     void (*closed)(void *arg), void *arg);
