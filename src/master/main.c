/* SPDX-License-Identifier: MIT */
/* fumikura-master: started by `fumikura serve` with --config FILE, --dir DIR.
 */
#include <getopt.h>
#include <libgen.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "master/supervisor.h"
#include "proc/isolation.h"
#include "proc/proc.h"

/* Its children lie beside it. */
static const char *own_dir(char *path, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);

	if (len < 0)
		return "/usr/local/libexec/fumikura";
	path[len] = '\0';
	return dirname(path);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "dir", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	const char *file = NULL;
	const char *dir = NULL;
	struct config config;
	char path[4096];
	struct err err;
	int option;

	log_init("master", LOG_LEVEL_INFO);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			file = optarg;
		else if (option == 'd')
			dir = optarg;
		else
			return 64;
	}
	if (!config_load(file, dir, &config, &err)) {
		log_err(LOG_LEVEL_ERROR, "config", &err, "%s", "");
		return 78;
	}
	log_init("master", proc_log_level(config.log_level));
	if (!isolation_check(&config, &err)) {
		log_err(LOG_LEVEL_ERROR, "isolation", &err, "%s", "");
		return 78;
	}
	signal(SIGPIPE, SIG_IGN);
	umask(077);
	return supervisor_run(&config, own_dir(path, sizeof(path)));
}
