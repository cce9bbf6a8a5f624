/* SPDX-License-Identifier: MIT */
/* Random bytes that are the server's own secret and outlive its restarts. */
#pragma once

#include <stddef.h>

#include "base/check.h"
#include "base/err.h"

enum {
	AUTH_KEY_SIZE = 32
};

/* Reads them from the file; makes it, and the folder it lies in, if it is not
 * there. */
MUST_CHECK bool auth_key_load(const char *path, char out[AUTH_KEY_SIZE],
			      struct err *err);
