/* SPDX-License-Identifier: MIT */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void check_failed(const char *cond, const char *file, int line)
{
	fprintf(stderr, "panic assert=\"%s\" at=%s:%d\n", cond, file, line);
	abort();
}
