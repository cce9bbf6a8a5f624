/* SPDX-License-Identifier: MIT */
/* fumikura-gate: what clients connect to; it speaks TLS and sees them through
 * their login. */
#include <sys/resource.h>

#include "config/config.h"
#include "gate/gate_server.h"
#include "tls/tls_context.h"

static struct tls_context *tls;

/* Two open files a client; only root can have more than the hard limit. */
static void raise_file_limit(uint64_t clients)
{
	rlim_t wanted = (rlim_t)clients * 2 + 64;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	if (limit.rlim_max < wanted) {
		const struct rlimit more = { wanted, wanted };

		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			return;
	}
	limit.rlim_cur = limit.rlim_max;
	/* What is missing then is logged once the server counts its room. */
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* The key is readable only with privileges, and files only before the chroot.
 */
static bool before_drop(const struct config *config, struct err *err)
{
	raise_file_limit(config->gate_connections);
	return tls_context_new(config->tls_cert, config->tls_key, &tls, err);
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "gate",
		.user = PROC_USER_GATE,
		.before_drop = before_drop,
	};
	static struct proc proc;
	int status;

	proc_start(&profile, argc, argv, &proc);
	status = gate_server_run(&proc, tls);
	tls_context_free(&tls);
	return status;
}
