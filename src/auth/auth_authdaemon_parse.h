/* SPDX-License-Identifier: MIT */
/*
 * What the clients of Courier's authdaemond ask, one request a connection.
 * Pure.
 *
 *   [TCPREMOTEIP=ip]
 *   PRE . SERVICE USER
 *   AUTH LEN  and LEN bytes: SERVICE, TYPE, then USER and PASSWORD for "login"
 *   PASSWD SERVICE<TAB>USER<TAB>OLD<TAB>NEW
 *   ENUMERATE
 */
#pragma once

#include "auth/auth_frame.h"
#include "base/check.h"

enum auth_authdaemon_kind {
	AUTH_AUTHDAEMON_PRE,
	AUTH_AUTHDAEMON_LOGIN,
	AUTH_AUTHDAEMON_OTHER, /* well formed, but nothing we do */
	AUTH_AUTHDAEMON_ENUMERATE,
};

struct auth_authdaemon_request {
	enum auth_authdaemon_kind kind;
	struct span service;
	struct span user;
	struct span password;
	struct span remote_ip;
};

/* A whole request. */
enum auth_frame auth_authdaemon_parse_frame(struct span in,
					    struct span *out_message,
					    size_t *out_used);
/* The spans lie in message. */
MUST_CHECK bool auth_authdaemon_parse(struct span message,
				      struct auth_authdaemon_request *out);
