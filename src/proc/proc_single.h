/* SPDX-License-Identifier: MIT */
/*
 * One session without a server: a session program that tcpserver, inetd or a
 * client's tunnel runs for somebody who is logged in already, as the chain of
 * qmail and Courier's imapd do.
 *
 *   tcpserver 0 pop3 qmail-popup HOST checkpassword fumikura-pop3 Maildir
 *
 * Who it is comes from the environment, the rights are the caller's. argv:
 * [--config FILE] [--dir DIR] [MAILDIR].
 */
#pragma once

#include "config/config.h"
#include "proc/control.h"

/* There is no control channel, so it was not master who started us. */
bool proc_single_is_wanted(void);
/*
 * Runs the session on fd 0, with its answers on fd 1 (proc_single_output), and
 * returns its exit code, or that of what went wrong before it. The login has
 * no tag (but that of IMAPLOGINTAG): the client is told that it is logged in.
 */
int proc_single_run(const char *service, int argc, char **argv,
		    int (*session)(const struct config *config,
				   const struct control_msg *msg, int fd));
/* Where a session with this fd writes: fd itself, or 1 of a single one. */
int proc_single_output(int fd);
