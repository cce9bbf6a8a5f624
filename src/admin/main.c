/* SPDX-License-Identifier: MIT */
/* fumikura: the one command for people. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/adm.h"
#include "base/check.h"
#include "base/log.h"
#include "base/span.h"

static const struct adm_command *const commands[] = {
	&adm_serve,   &adm_auth,   &adm_user,  &adm_config,
	&adm_mailbox, &adm_quota,  &adm_index, &adm_import,
	&adm_export,  &adm_doctor, &adm_pw,    &adm_hook,
	&adm_stats,   &adm_acl,    &adm_sieve, &adm_session,
};

static int usage(void)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		adm_usage(commands[i]);
	fputs("every command takes --dir DIR or --config FILE\n", stderr);
	return ADM_USAGE;
}

static int run_with(const struct adm_command *command, const char *file,
		    const char *dir, struct adm_call *call)
{
	struct err err;
	int code;

	if (!config_load(file, dir, &call->config, &err)) {
		adm_complain(&err);
		return ADM_CONFIG;
	}
	code = command->run(call);
	config_release(&call->config);
	return code;
}

static int run(const struct adm_command *command, int argc, char **argv)
{
	struct adm_call call = { .program = argv[0],
				 .argc = argc - 2,
				 .argv = argv + 2 };
	const char *dir = adm_take_option(&call, "dir");
	const char *file = adm_take_option(&call, "config");

	if (command->unconfigured)
		return command->run(&call);
	return run_with(command, file, dir, &call);
}

static int run_hook(int argc, char **argv)
{
	struct adm_call call = { .program = argv[0],
				 .argc = argc,
				 .argv = argv };
	char *slash = strrchr(argv[0], '/');

	if (slash)
		argv[0] = slash + 1;
	return run_with(&adm_hook, NULL, NULL, &call);
}

int main(int argc, char **argv)
{
	log_init("fumikura", LOG_LEVEL_WARN);
	signal(SIGPIPE, SIG_IGN);
	umask(077);
	if (argc > 0 && adm_hook_is(argv[0]))
		return run_hook(argc, argv);
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(commands); i++)
		if (span_eq(span_of(argv[1]), span_of(commands[i]->name)))
			return run(commands[i], argc, argv);
	return usage();
}
