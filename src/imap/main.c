/* SPDX-License-Identifier: MIT */
/* fumikura-imap: the zygote of IMAP sessions; or one session for itself. */
#include "imap/imap_reach.h"
#include "imap/imap_session.h"
#include "proc/proc.h"
#include "proc/proc_single.h"
#include "store/store.h"

int main(int argc, char **argv)
{
	const struct proc_profile profile = {
		.name = "imap",
		.user = PROC_USER_MAIL,
	};
	struct proc proc;
	int code;

	if (proc_single_is_wanted())
		return proc_single_run(profile.name, argc, argv,
				       imap_session_serve);
	proc_start(&profile, argc, argv, &proc);
	store_prepare();
	proc.others = imap_reach_others;
	proc.look = store_watch_look;
	proc_ready(&proc);
	code = proc_serve_sessions(&proc, imap_session_serve);
	config_release(&proc.config);
	return code;
}
