/* SPDX-License-Identifier: MIT */
/* fumikura-gate: what clients connect to; it speaks TLS and sees them through
 * their login. */
#include "config/config.h"
#include "gate/gate_server.h"
#include "tls/tls_context.h"
#include "tls/tls_door.h"
#include "tls/tls_identity.h"
#include "tls/tls_remote.h"
#include "tls/tls_ticket.h"

static struct proc proc;
static struct tls_context *tls;

/* Files are there only before the chroot. */
static bool before_drop(const struct config *config, struct err *err)
{
	struct tls_identities identities;
	bool done;

	proc_raise_file_limit(gate_server_files(config));
	tls_door_open(proc_peer_fd(&proc, "keys"));
	if (!tls_remote_identities(&identities, err))
		return false;
	done = tls_context_new(config, &identities,
			       tls_context_clients(config->tls_client_cert),
			       &tls, err);
	tls_identity_release_all(&identities);
	if (done)
		tls_ticket_serve(tls);
	return done;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "gate",
		.user = PROC_USER_GATE,
		.calls = SANDBOX_CALLS_GATE,
		.before_drop = before_drop,
	};
	int status;

	proc_start(&profile, argc, argv, &proc);
	status = gate_server_run(&proc, tls);
	tls_context_free(&tls);
	return status;
}
