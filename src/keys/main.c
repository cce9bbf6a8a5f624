/* SPDX-License-Identifier: MIT */
/*
 * fumikura-keys: has the private keys and signs handshakes with them; a child
 * of master. With --check before the options of every child it only says by its
 * exit code whether what the configuration has about TLS can be used.
 */
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "keys/keys_server.h"
#include "tls/tls_answer.h"
#include "tls/tls_context.h"

enum {
	EXIT_CONFIG = 78
};

static struct proc proc;
static struct tls_answers answers;

/* Master keeps it, so that tickets are good under the next one of us too. */
static bool read_ticket_secret(struct err *err)
{
	int fd = proc_peer_fd(&proc, "secret");
	bool done =
		pread(fd, answers.ticket_secret, sizeof(answers.ticket_secret),
		      0) == sizeof(answers.ticket_secret);

	if (!done)
		return err_sys(err, "reading the secret of tickets");
	close(fd);
	return true;
}

static bool before_drop(const struct config *config, struct err *err)
{
	answers.ticket_seconds = (uint32_t)config->tls_ticket_life;
	return read_ticket_secret(err) &&
	       tls_identity_load_all(config, &answers.identities, err);
}

static int check(void)
{
	struct tls_identities identities = { .one = NULL };
	struct tls_context *context = NULL;
	const struct config *config = &proc.config;
	struct err err;
	bool good;

	good = tls_identity_load_all(config, &identities, &err) &&
	       tls_context_new(config, &identities,
			       tls_context_clients(config->tls_client_cert),
			       &context, &err);
	tls_context_free(&context);
	tls_identity_release_all(&identities);
	if (!good)
		log_err(LOG_LEVEL_ERROR, "tls", &err, "%s", "");
	return good ? 0 : EXIT_CONFIG;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "keys",
		.user = PROC_USER_KEYS,
		.calls = SANDBOX_CALLS_KEYS,
		.before_drop = before_drop,
	};
	int code;

	if (argc > 1 && strcmp(argv[1], "--check") == 0) {
		proc_read_config("keys", argc - 1, argv + 1, &proc.config);
		return check();
	}
	proc_start(&profile, argc, argv, &proc);
	code = keys_server_run(&proc, &answers);
	tls_identity_release_all(&answers.identities);
	explicit_bzero(answers.ticket_secret, sizeof(answers.ticket_secret));
	return code;
}
