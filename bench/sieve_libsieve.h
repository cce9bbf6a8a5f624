/* SPDX-License-Identifier: MIT */
/* libsieve in the process that measures: what it costs by itself. */
#pragma once

#include "base/span.h"

/* Compiles and runs, for it keeps nothing of a script. The message has CRLF. */
#if WITH_LIBSIEVE
void sieve_libsieve_run(const char *script, struct span message);
#else
static inline void sieve_libsieve_run(const char *script, struct span message)
{
	(void)script;
	(void)message;
}
#endif
