/* SPDX-License-Identifier: MIT */
/* One value out of a constant database (cdb), the only includer of cdb.h. */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/* Puts the value of key into *out. ERR_NOTFOUND: no such key; ERR_GONE: no such
 * file; ERR_TEMP: else, also for a damaged file. */
MUST_CHECK bool account_cdb_find(const char *path, struct span key,
				 struct buf *out, struct err *err);
