/* SPDX-License-Identifier: MIT */
/* fumikura serve: makes what a first start needs and becomes master. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_place.h"
#include "base/auto.h"
#include "io/program.h"
#include "tls/tls_context.h"
#include "tls/tls_identity.h"
#include "tls/tls_selfmade.h"

/* What its children would stumble over is told here, while somebody looks. */
static bool try_tls(const struct config *config, struct err *err)
{
	struct tls_identities identities;
	struct tls_context *context = NULL;
	bool good =
		tls_identity_load_all(config, &identities, err) &&
		tls_context_new(config, &identities,
				tls_context_clients(config->tls_client_cert),
				&context, err);

	tls_context_free(&context);
	tls_identity_release_all(&identities);
	return good;
}

static bool prepare(const struct config *config, struct err *err)
{
	if (!adm_place_make(config, err))
		return false;
	if (config->dir &&
	    !tls_selfmade_ensure(config->tls_cert, config->tls_key,
				 config->hostname, err))
		return false;
	return try_tls(config, err);
}

static int run_serve(struct adm_call *call)
{
	const struct config *config = &call->config;
	auto_free char *path = program_find("fumikura-master");
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
