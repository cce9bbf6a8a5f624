/* SPDX-License-Identifier: MIT */
#include "libsieve/ls_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	ANSWER_FD = 3,
	PROGRAM_BYTES = 64 << 20 /* it, its libraries and its stack */
};

static bool limit(int what, unsigned long soft, unsigned long hard)
{
	struct rlimit limit = { soft, hard };

	return setrlimit(what, &limit) == 0;
}

static bool limit_all(unsigned long seconds, unsigned long memory)
{
	return limit(RLIMIT_CPU, seconds, seconds + 1) &&
	       limit(RLIMIT_AS, memory + PROGRAM_BYTES,
		     memory + PROGRAM_BYTES) &&
	       limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
	       limit(RLIMIT_NOFILE, 0, 0);
}

/* All others fail with EPERM: its lexer writes odd bytes to stdout, and may
 * look first what that is. */
static bool allow(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(read),   SCMP_SYS(write),      SCMP_SYS(brk),
		SCMP_SYS(munmap), SCMP_SYS(mremap),     SCMP_SYS(madvise),
		SCMP_SYS(exit),   SCMP_SYS(exit_group),
	};
	bool done = seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
			    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW,
						calls[i], 0) == 0;
	return done;
}

/* No new privileges come with it. */
static bool filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool done = filter && allow(filter) && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return done;
}

bool ls_sandbox_enter(unsigned long seconds, unsigned long memory,
		      int *out_answer)
{
	*out_answer = ANSWER_FD;
	return dup2(STDOUT_FILENO, ANSWER_FD) == ANSWER_FD &&
	       close_range(1, ANSWER_FD - 1, 0) == 0 &&
	       close_range(ANSWER_FD + 1, ~0u, 0) == 0 &&
	       limit_all(seconds, memory) && filter_calls();
}
