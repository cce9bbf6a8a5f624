/* SPDX-License-Identifier: MIT */
/* fumikura-gate: what clients connect to; it speaks TLS and sees them through
 * their login. */
#include <errno.h>

#include "base/log.h"
#include "config/config.h"
#include "gate/gate_server.h"
#include "proc/visitors.h"
#include "tls/tls_context.h"
#include "tls/tls_door.h"
#include "tls/tls_identity.h"
#include "tls/tls_remote.h"
#include "tls/tls_ticket.h"

static struct proc proc;
static struct tls_context *tls;
static struct visitors *visitors;

/* Files are there only before the chroot, and those in memory before the
 * filter of system calls. */
static bool before_drop(const struct config *config, struct err *err)
{
	struct tls_identities identities;
	bool done;

	proc_raise_file_limit(gate_server_files(config));
	visitors = visitors_new((uint32_t)config->gate_connections);
	if (!visitors)
		log_event(LOG_LEVEL_WARN, "sight", "errno=%d", errno);
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
	status = gate_server_run(&proc, tls, visitors);
	visitors_free(&visitors);
	tls_context_free(&tls);
	return status;
}
