/* SPDX-License-Identifier: MIT */
/* What OpenSSL's error queue says, as an error record. */
#pragma once

#include "base/err.h"

/* Fills err with `what` and the oldest entry of the queue as the log detail,
 * empties the queue and returns false. */
bool tls_err_set(struct err *err, enum err_kind kind, const char *what);
