/* SPDX-License-Identifier: MIT */
/*
 * Whose mail a session can open beside its user's: a worker's walls
 * (proc/isolation.h) are built for the owners who share with the user by then.
 * When another one shares something while the session runs, it goes on in a new
 * worker, as if it had been parked and woken at once.
 */
#pragma once

#include "imap/imap_session.h"
#include "proc/isolation.h"

/* Tells the walls of all who share something with that account. One whose
 * account can't be asked for now can't be opened by this worker. */
void imap_reach_others(struct isolation *walls, const struct config *config,
		       const struct account *account);
/* Before a command, with nothing open: true: the session is gate's, and ends
 * here without a word. Where it can't be parked it stays as it is, and
 * share_waits is set: under COMPRESS the command has been taken by then, so
 * that it is parked behind that without lingering. */
bool imap_reach_move(struct imap_session *session);
