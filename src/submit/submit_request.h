/* SPDX-License-Identifier: MIT */
/* One client's message: taken, sent, answered, logged. */
#pragma once

#include <sys/types.h>

#include "config/config.h"

struct submit_request_rules {
	const struct config *config;
	const char *password; /* of submit_login; "": none */
	uid_t client;         /* who may send, beside root */
};

/* Blocks; closes the connection. */
void submit_request_serve(const struct submit_request_rules *rules, int fd);
