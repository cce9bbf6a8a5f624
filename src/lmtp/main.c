/* SPDX-License-Identifier: MIT */
/* fumikura-lmtp: takes mail over LMTP (RFC 2033); a child of master. */
#include <sys/prctl.h>

#include "base/log.h"
#include "deliver/deliver.h"
#include "lmtp/lmtp_pool.h"
#include "proc/starter.h"
#include "tls/tls_context.h"
#include "tls/tls_door.h"
#include "tls/tls_identity.h"
#include "tls/tls_remote.h"

enum {
	EXIT_CONFIG = 78,
	EXIT_TEMP = 75
};

static struct proc proc;
static struct tls_context *tls;

/* Clients of a unix socket have no use for TLS. */
static bool before_drop(const struct config *config, struct err *err)
{
	struct tls_identities identities;
	bool done;

	proc_raise_file_limit(deliver_files(config));
	if (!config->lmtp_listen[0])
		return true;
	tls_door_open(proc_peer_fd(&proc, "keys"));
	if (!tls_remote_identities(&identities, err))
		return false;
	done = tls_context_new(config, &identities, TLS_CONTEXT_ANONYMOUS, &tls,
			       err);
	tls_identity_release_all(&identities);
	return done;
}

/* As the zygotes of sessions: programs are run by the starter. */
static bool close_in(void)
{
	struct err err;

	if (starter_begin(&proc, &err) &&
	    sandbox_calls_enter(SANDBOX_CALLS_ZYGOTE, &err))
		return true;
	log_err(LOG_LEVEL_ERROR, "start", &err, "%s", "");
	return false;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "lmtp",
		.user = PROC_USER_MAIL,
		.before_drop = before_drop,
	};
	int code;

	proc_start(&profile, argc, argv, &proc);
	if (!proc.listen_count) {
		log_event(LOG_LEVEL_ERROR, "start", "%s", "missing=lmtp");
		return EXIT_CONFIG;
	}
	/* Other processes of mail_user must not read what is said under TLS. */
	if (tls)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!close_in())
		return EXIT_TEMP;
	proc_ready(&proc);
	code = lmtp_pool_run(&proc, tls);
	tls_context_free(&tls);
	config_release(&proc.config);
	return code;
}
