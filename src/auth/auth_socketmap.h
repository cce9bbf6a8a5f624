/* SPDX-License-Identifier: MIT */
/*
 * One connection of a Postfix that looks things up (socketmap:unix:…:MAP).
 *
 *   mailboxes      which addresses there are, for virtual_mailbox_maps
 *   access         "550 5.2.1 …" for those that take no mail now, for
 *                  check_recipient_access
 *   relay-clients  from where somebody logged in lately, for
 *                  check_client_access
 */
#pragma once

#include "auth/auth_server.h"

/* Takes the fd. closed is called with arg at the end. */
void auth_socketmap_new(struct auth_server *server, int fd,
			void (*closed)(void *arg), void *arg);
