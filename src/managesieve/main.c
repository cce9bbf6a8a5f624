/* SPDX-License-Identifier: MIT */
/* fumikura-managesieve: the zygote of ManageSieve sessions. */
#include "base/auto.h"
#include "managesieve/ms_capability.h"
#include "managesieve/ms_session.h"
#include "proc/proc.h"
#include "sieve/sieve_config.h"
#include "store/store.h"

/* gate greets with what the engine can, and has no engine. */
static void tell_gates(const struct proc *proc)
{
	static struct control_msg msg = { .kind = CONTROL_SIEVE };
	auto_arena struct arena arena = { 0 };
	struct sieve_settings settings;
	auto_buf struct buf lines;
	struct err err;

	buf_init(&lines, sizeof(msg.capabilities) - 1);
	sieve_config_settings(&proc->config, &arena, &settings);
	ms_capability_add_engine(&lines, &settings);
	ASSERT(!lines.full);
	snprintf(msg.capabilities, sizeof(msg.capabilities), "%s",
		 buf_str(&lines));
	if (!control_send(proc->control, &msg, -1, &err))
		log_err(LOG_LEVEL_ERROR, "sieve", &err, "%s", "");
}

int main(int argc, char **argv)
{
	const struct proc_profile profile = {
		.name = "managesieve",
		.user = PROC_USER_MAIL,
	};
	struct proc proc;
	int code;

	proc_start(&profile, argc, argv, &proc);
	store_prepare();
	proc.makes_links = true; /* to the active script */
	tell_gates(&proc);
	proc_ready(&proc);
	code = proc_serve_sessions(&proc, ms_session_run);
	config_release(&proc.config);
	return code;
}
