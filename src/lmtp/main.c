/* SPDX-License-Identifier: MIT */
/* fumikura-lmtp: takes mail over LMTP (RFC 2033); a child of master. */
#include "base/log.h"
#include "deliver/deliver.h"
#include "lmtp/lmtp_pool.h"

enum {
	EXIT_CONFIG = 78
};

static bool before_drop(const struct config *config, struct err *err)
{
	(void)err;
	proc_raise_file_limit(deliver_files(config));
	return true;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "lmtp",
		.user = PROC_USER_MAIL,
		.before_drop = before_drop,
	};
	struct proc proc;
	int listen_fd, code;

	proc_start(&profile, argc, argv, &proc);
	listen_fd = proc_listen_fd(&proc, "lmtp");
	if (listen_fd < 0) {
		log_event(LOG_LEVEL_ERROR, "start", "%s", "missing=lmtp");
		return EXIT_CONFIG;
	}
	proc_ready(&proc);
	code = lmtp_pool_run(&proc, listen_fd);
	config_release(&proc.config);
	return code;
}
