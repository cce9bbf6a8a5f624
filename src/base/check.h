/* SPDX-License-Identifier: MIT */
/* ASSERT: a bug ends the process, also in a release build. */
#pragma once

#define ASSERT(cond)                                                           \
	((cond) ? (void)0 : check_failed(#cond, __FILE__, __LINE__))

_Noreturn void check_failed(const char *cond, const char *file, int line);

#define MUST_CHECK       __attribute__((warn_unused_result))
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
