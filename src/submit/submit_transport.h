/* SPDX-License-Identifier: MIT */
/* A message on its way to the MTA, as each way of sending takes it. */
#pragma once

#include <stdint.h>

#include "base/span.h"
#include "config/config.h"

struct submit_job {
	const struct config *config;
	const char *password; /* of submit_login; "": none */
	/* NUL behind each address */
	struct span sender;
	const struct span *recipient;
	size_t recipient_count;
	int fd;        /* the message, a plain file */
	uint64_t size; /* bytes */
};
