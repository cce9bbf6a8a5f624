/* SPDX-License-Identifier: MIT */
/*
 * fumikura-auth: says who may log in, to gate and to MTAs, and who a user is,
 * to lmtp and master. The loop never waits; SQLite and hashing are the
 * workers'.
 */
#include <unistd.h>

#include "auth/auth_client.h"
#include "auth/auth_control.h"
#include "auth/auth_server.h"
#include "auth/auth_userdb.h"
#include "base/log.h"
#include "crypto/crypto_random.h"

enum {
	EXIT_TEMP = 75,
	EXIT_CONFIG = 78,
	/* Postfix and Exim keep or open one for each SMTP session. */
	CLIENTS_MAX = 400,
	USERDBS_MAX = 200,
	/* What two workers check in about ten seconds: later than that the
	 * client has gone away. */
	LOGINS_QUEUE_MAX = 512,
	LOOKUPS_QUEUE_MAX = 4096,
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

static void listen_on(const char *name, struct auth_listener *listener,
		      unsigned max,
		      void (*accepted)(struct auth_listener *listener, int fd))
{
	int fd = proc_listen_fd(&server.proc, name);

	if (fd >= 0)
		auth_listener_open(listener, server.base, fd, max, accepted,
				   &server);
}

static bool start_pools(struct err *err)
{
	const struct config *config = &server.proc.config;
	struct account_sqlite_options source = {
		.path = config->accounts_file,
		.mail_home = config->mail_home,
		.mail_dir = config->mail_dir,
	};

	return auth_pool_new(server.base, (unsigned)config->auth_workers,
			     LOGINS_QUEUE_MAX, &source, &server.logins_pool,
			     err) &&
	       auth_pool_new(server.base, 1, LOOKUPS_QUEUE_MAX, &source,
			     &server.lookups_pool, err);
}

static bool make_dummy(struct err *err)
{
	char password[33];

	crypto_random_hex(password, sizeof(password) / 2);
	return crypto_password_make(server.proc.config.password_scheme,
				    span_of(password), server.dummy, err);
}

static int fail(int code, const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, "start", err, "%s", "");
	return code;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "auth",
		.user = PROC_USER_AUTH,
	};
	struct err err;

	proc_start(&profile, argc, argv, &server.proc);
	if (!make_dummy(&err))
		return fail(EXIT_CONFIG, &err);
	server.base = event_base_new();
	server.logins = auth_logins_new();
	if (!start_pools(&err))
		return fail(EXIT_TEMP, &err);
	listen_on("auth", &server.clients, CLIENTS_MAX, accept_client);
	listen_on("auth-userdb", &server.userdbs, USERDBS_MAX, accept_userdb);
	for (unsigned i = 0; i < server.proc.peer_count; i++)
		auth_client_new(&server, AUTH_PEER_GATE, server.proc.peer[i].fd,
				NULL, NULL);
	auth_control_open(&server);
	proc_ready(&server.proc);
	event_base_dispatch(server.base);
	/* The workers may be at work: no exit handlers, no destructors. */
	_exit(0);
}
