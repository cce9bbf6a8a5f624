/* SPDX-License-Identifier: MIT */
/* fumikura-pop3: the zygote of POP3 sessions; or one session for itself. */
#include "pop3/pop3_session.h"
#include "proc/proc.h"
#include "proc/proc_single.h"
#include "store/store.h"

static int serve(const struct config *config, const struct control_msg *msg,
		 int fd)
{
	const struct pop3_client client = {
		.fd_in = fd,
		.fd_out = proc_single_output(fd),
		.input = proc_session_input(),
	};

	return pop3_session_run(config, &msg->account, &client);
}

int main(int argc, char **argv)
{
	const struct proc_profile profile = {
		.name = "pop3",
		.user = PROC_USER_MAIL,
	};
	struct proc proc;
	int code;

	if (proc_single_is_wanted())
		return proc_single_run(profile.name, argc, argv, serve);
	proc_start(&profile, argc, argv, &proc);
	store_prepare();
	proc_ready(&proc);
	code = proc_serve_sessions(&proc, serve);
	config_release(&proc.config);
	return code;
}
