/* SPDX-License-Identifier: MIT */
/*
 * One connection of a program that asks who a user is (lmtp, the admin
 * command, maildrop): Dovecot's master protocol.
 *
 *   S: VERSION 1 1, SPID      C: VERSION 1 x
 *   C: USER id user …         S: USER id user home=… | NOTFOUND id | FAIL id
 *   C: PASS id user …         S: PASS id user=… | NOTFOUND id | FAIL id
 *   C: LIST id                S: LIST id user … DONE id
 *   C: LIMITS id user grant=… quota_bytes=… quota_messages=…
 *                             S: OK id | FAIL id code=denied | FAIL id
 *                                code=cannot reason=… | FAIL id code=temp_fail
 *   C: CACHE-FLUSH id [user]  S: OK id count
 *   C: CACHE-STATUS id        S: OK id hits=… misses=… stale=… users=…
 *                                nobodies=… bytes=…
 */
#pragma once

#include "auth/auth_server.h"

/* Takes the fd. closed is called with arg at the end. */
void auth_userdb_new(struct auth_server *server, int fd,
		     void (*closed)(void *arg), void *arg);
