/* SPDX-License-Identifier: MIT */
/* fumikura-imap: the zygote of IMAP sessions. */
#include "imap/imap_session.h"
#include "proc/proc.h"

int main(int argc, char **argv)
{
	const struct proc_profile profile = {
		.name = "imap",
		.user = PROC_USER_MAIL,
	};
	struct proc proc;

	proc_start(&profile, argc, argv, &proc);
	proc_ready(&proc);
	return proc_serve_sessions(&proc, imap_session_serve);
}
