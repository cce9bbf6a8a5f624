/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_second.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/auto.h"
#include "io/child.h"
#include "io/program.h"

enum {
	MORE_SECONDS = 60 /* than CPU time: for a machine that is busy */
};

static bool judge(int status, struct err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return err_set(err, ERR_STATE,
			       "libsieve takes too much CPU time");
	if (WIFSIGNALED(status))
		return err_set(err, ERR_STATE,
			       "libsieve broke down (signal %d)",
			       WTERMSIG(status));
	return err_set(err, ERR_STATE, "libsieve broke down (exit code %d)",
		       WEXITSTATUS(status));
}

bool deliver_second_run(const struct sieve_limits *limits, struct span request,
			struct buf *answer, struct err *err)
{
	static const char *const env[] = { NULL };
	auto_free char *path = program_find("fumikura-libsieve");
	uint64_t cpu = (limits->cpu_ms + 999) / 1000;
	char seconds[32], memory[32];
	const char *const argv[] = { path, seconds, memory, NULL };
	const struct child child = {
		.argv = argv,
		.env = env,
		.errand = ERRAND_SECOND,
		.is_confined = true,
		.input_at = 0,
		.input = request,
		.output_at = 1,
		.output = answer,
		.seconds = cpu + MORE_SECONDS,
	};
	int status = 0;

	if (!path)
		return err_set(err, ERR_STATE, "libsieve is not installed");
	snprintf(seconds, sizeof(seconds), "%llu", (unsigned long long)cpu);
	snprintf(memory, sizeof(memory), "%llu",
		 (unsigned long long)limits->memory);
	return child_run(&child, &status, err) && judge(status, err);
}
