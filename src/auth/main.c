/* SPDX-License-Identifier: MIT */
/*
 * fumikura-auth: says who may log in, to gate and to MTAs, and who a user is,
 * to lmtp and master. The loop never waits; account sources and hashing
 * are the work of threads.
 */
#include <unistd.h>

#include "auth/auth_authdaemon.h"
#include "auth/auth_client.h"
#include "auth/auth_control.h"
#include "auth/auth_key.h"
#include "auth/auth_oauth.h"
#include "auth/auth_policy.h"
#include "auth/auth_server.h"
#include "auth/auth_socketmap.h"
#include "auth/auth_userdb.h"
#include "base/log.h"
#include "proc/privilege.h"

enum {
	EXIT_TEMP = 75,
	EXIT_CONFIG = 78,
	OTHER_FILES = 1024, /* gates, databases */
};

static struct auth_server server;

static void accept_client(struct auth_listener *listener, int fd)
{
	auth_client_new(listener->owner, AUTH_PEER_MTA, fd, auth_listener_ended,
			listener);
}

static void accept_userdb(struct auth_listener *listener, int fd)
{
	auth_userdb_new(listener->owner, fd, auth_listener_ended, listener);
}

static void accept_socketmap(struct auth_listener *listener, int fd)
{
	auth_socketmap_new(listener->owner, fd, auth_listener_ended, listener);
}

static void accept_policy(struct auth_listener *listener, int fd)
{
	auth_policy_new(listener->owner, fd, auth_listener_ended, listener);
}

static void accept_authdaemon(struct auth_listener *listener, int fd)
{
	auth_authdaemon_new(listener->owner, fd, auth_listener_ended, listener);
}

static const struct service {
	const char *name; /* of master's LISTEN */
	void (*accepted)(struct auth_listener *listener, int fd);
} services[] = {
	{ "auth", accept_client },           { "auth-userdb", accept_userdb },
	{ "socketmap", accept_socketmap },   { "policy", accept_policy },
	{ "authdaemon", accept_authdaemon },
};

static void listen_for(const struct service *service)
{
	const struct auth_listener_bounds bounds = {
		.connections = (unsigned)server.proc.config.auth_connections,
		.networks = server.proc.config.auth_listen_networks,
	};

	for (unsigned i = 0; i < server.proc.listen_count; i++) {
		const struct proc_fd *l = &server.proc.listen[i];

		if (span_eq(span_of(l->name), span_of(service->name)) &&
		    server.listener_count < AUTH_LISTENERS_MAX)
			auth_listener_open(
				&server.listener[server.listener_count++],
				server.base, l->fd, &bounds, service->accepted,
				&server);
	}
}

static struct auth_penalty *make_penalty(const struct config *config)
{
	const struct auth_penalty_options options = {
		.entries_max = config->auth_penalty_entries,
		.wait_max_ms = (int64_t)config->auth_penalty_max,
		.memory_ms = (int64_t)config->auth_penalty_time * 1000,
		.network_max = config->auth_failures_network,
		.user_max = config->auth_failures_user,
		.exempt = config->auth_penalty_exempt,
	};

	return auth_penalty_new(&options);
}

static int fail(int code, const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "start", err, "%s", "");
	return code;
}

static struct auth_oauth *oauth;
static char key[AUTH_KEY_SIZE];

/* What only root may read. */
static bool before_drop(const struct config *config, struct err *err)
{
	server.mail_owner = (struct auth_owner){ geteuid(), getegid() };
	if (geteuid() == 0 &&
	    !privilege_find(config->mail_user, &server.mail_owner.uid,
			    &server.mail_owner.gid, err))
		return false;
	proc_raise_file_limit(config->auth_connections * ARRAY_LEN(services) +
			      OTHER_FILES);
	return auth_key_load(config->auth_key, key, err) &&
	       auth_oauth_new(config, &oauth, err);
}

static bool open_sources(struct err *err)
{
	const struct config *config = &server.proc.config;

	return auth_seen_new(server.base, server.proc.config.last_login_file,
			     &server.seen, err) &&
	       auth_chain_new(server.base, config, &server.chain, err) &&
	       auth_relay_new(server.base, config, &server.relay, err) &&
	       auth_prover_new(server.base, config, server.chain, oauth,
			       span_make(key, sizeof(key)), &server.prover,
			       err);
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "auth",
		.user = PROC_USER_AUTH,
		.calls = SANDBOX_CALLS_AUTH,
		.before_drop = before_drop,
	};
	struct err err;

	proc_start(&profile, argc, argv, &server.proc);
	server.base = event_base_new();
	server.rules = (struct auth_rules){
		.mechanisms = config_mech_offered(&server.proc.config),
		.hostname = server.proc.config.hostname,
		.plaintext_login = server.proc.config.plaintext_login,
		.plaintext_networks = server.proc.config.plaintext_networks,
	};
	server.logins = auth_logins_new();
	server.grants = auth_grants_new();
	server.penalty = make_penalty(&server.proc.config);
	if (!open_sources(&err))
		return fail(err.kind == ERR_SYNTAX ? EXIT_CONFIG : EXIT_TEMP,
			    &err);
	server.usage = auth_usage_new(server.base, &server.proc.config);
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		listen_for(&services[i]);
	for (unsigned i = 0; i < server.proc.peer_count; i++)
		auth_client_new(&server, AUTH_PEER_GATE, server.proc.peer[i].fd,
				NULL, NULL);
	auth_control_open(&server);
	proc_ready(&server.proc);
	event_base_dispatch(server.base);
	auth_seen_finish(server.seen);
	auth_relay_stop(server.relay);
	/* The workers may be at work: no exit handlers, no destructors. */
	_exit(0);
}
