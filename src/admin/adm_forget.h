/* SPDX-License-Identifier: MIT */
/* Telling auth that an account has changed. */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "config/config.h"

/* auth forgets what it cached of that user (NULL: of everybody). No server
 * that runs is no error; ERR_TEMP if one does and does not answer. */
MUST_CHECK bool adm_forget(const struct config *config, const char *user,
			   struct err *err);
