/* SPDX-License-Identifier: MIT */
/* fumikura serve: makes what a first start needs and becomes master. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_place.h"
#include "base/auto.h"
#include "base/x.h"
#include "tls/tls_selfmade.h"

/* Beside this program (build tree), or where make install puts it. */
static char *find_master(void)
{
	static const char *const places[] = { "", "/../libexec/fumikura" };
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *here;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	here = dirname(self);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *path = x_printf("%s%s/fumikura-master", here, places[i]);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static bool prepare(const struct config *config, struct err *err)
{
	if (!adm_place_make(config, err))
		return false;
	if (!config->dir)
		return true;
	return tls_selfmade_ensure(config->tls_cert, config->tls_key,
				   config->hostname, err);
}

static int run_serve(struct adm_call *call)
{
	const struct config *config = &call->config;
	auto_free char *path = find_master();
	char *argv[CONFIG_ARGV_MAX];
	struct err err;

	if (call->argc)
		return adm_usage(&adm_serve);
	umask(022); /* folders have the modes that are asked for */
	if (!prepare(config, &err)) {
		adm_complain(&err);
		return ADM_CONFIG;
	}
	if (!path) {
		err_set(&err, ERR_NOTFOUND, "fumikura-master is not installed");
		return adm_complain(&err);
	}
	config_argv(config, path, argv);
	execv(path, argv);
	err_sys(&err, "%s", path);
	return adm_complain(&err);
}

const struct adm_command adm_serve = {
	.name = "serve",
	.usage = "serve [--dir DIR] [--config FILE]\n",
	.run = run_serve,
};
