/* SPDX-License-Identifier: MIT */
/* fumikura-submit: gives to the MTA what delivery sends; a child of master. */
#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "crypto/crypto_secret.h"
#include "io/file.h"
#include "proc/privilege.h"
#include "submit/submit_server.h"
#include "submit/submit_smtp.h"

enum {
	PASSWORD_CAP = 1024,
	EXIT_TEMP = 75,
	EXIT_CONFIG = 78
};

static struct submit_request_rules rules;
static struct buf password;

static bool read_password(const char *file, struct err *err)
{
	struct span line;

	buf_init(&password, PASSWORD_CAP);
	if (!*file)
		return true;
	if (!buf_reserve(&password, PASSWORD_CAP - 1) ||
	    !file_read(AT_FDCWD, file, &password, err))
		return err_detail(err, "submit_password_file");
	line = buf_span(&password);
	buf_truncate(&password, span_find_char(line, '\n'));
	return true;
}

/* The mail user's programs send; without root all are one user. */
static bool before_drop(const struct config *config, struct err *err)
{
	gid_t unused;

	rules.client = geteuid();
	return (geteuid() != 0 ||
		privilege_find(config->mail_user, &rules.client, &unused,
			       err)) &&
	       read_password(config->submit_password_file, err);
}

/* By SMTP nothing is executed. The MTA's command has privileges of its own,
 * which a filter would take away. */
static bool close_in(const struct config *config)
{
	struct err err;

	if (!config->submit_host[0] ||
	    sandbox_calls_enter(SANDBOX_CALLS_SENDER, &err))
		return true;
	log_err(LOG_LEVEL_ERROR, "start", &err, "%s", "");
	return false;
}

int main(int argc, char **argv)
{
	static const struct proc_profile profile = {
		.name = "submit",
		.user = PROC_USER_SUBMIT,
		.before_drop = before_drop,
	};
	struct proc proc;
	int listen_fd, code;

	proc_start(&profile, argc, argv, &proc);
	listen_fd = proc_listen_fd(&proc, "submit");
	if (listen_fd < 0) {
		log_event(LOG_LEVEL_ERROR, "start", "%s", "missing=submit");
		return EXIT_CONFIG;
	}
	rules.config = &proc.config;
	rules.password = buf_str(&password);
	submit_smtp_init();
	if (!close_in(&proc.config))
		return EXIT_TEMP;
	proc_ready(&proc);
	code = submit_server_run(&proc, &rules, listen_fd);
	crypto_secret_wipe_buf(&password);
	buf_release(&password);
	config_release(&proc.config);
	return code;
}
