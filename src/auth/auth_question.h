/* SPDX-License-Identifier: MIT */
/* A line on the userdb socket (Dovecot's master protocol), parsed. Pure. */
#pragma once

#include <stdint.h>

#include "proc/control.h"

enum auth_question_kind {
	AUTH_QUESTION_VERSION, /* id is the major version */
	AUTH_QUESTION_USER,
	AUTH_QUESTION_PASS,
	AUTH_QUESTION_LIST,
	AUTH_QUESTION_LIMITS,
	AUTH_QUESTION_CACHE_FLUSH, /* of the user; "": of all */
	AUTH_QUESTION_CACHE_STATUS,
};

struct auth_question {
	enum auth_question_kind kind;
	uint32_t id;
	char user[512]; /* USER, PASS: as spelled, unescaped; "" if impossible
			 */
	char service[32];
	char local_ip[64];
	char remote_ip[64];
	/* LIMITS */
	char grant[CONTROL_GRANT_SIZE];
	struct account_limits limits;
};

/* ERR_SYNTAX. Other parameters behind the user are not looked at. */
MUST_CHECK bool auth_question_parse(struct span line, struct auth_question *out,
				    struct err *err);
