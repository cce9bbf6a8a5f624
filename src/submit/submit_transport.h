/* SPDX-License-Identifier: MIT */
/* A message on its way to the MTA, as each way of sending takes it. */
#pragma once

#include <stdint.h>

#include "config/config.h"
#include "submit/submit_envelope.h"

struct submit_job {
	const struct config *config;
	const char *password;            /* of submit_login; "": none */
	struct submit_envelope envelope; /* NUL behind each text */
	int fd;                          /* the message, a plain file */
	uint64_t size;                   /* bytes */
};
