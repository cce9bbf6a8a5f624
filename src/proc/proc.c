/* SPDX-License-Identifier: MIT */
#include "proc/proc.h"

#include <getopt.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "proc/privilege.h"
#include "stats/stats.h"

enum {
	EXIT_TEMP = 75,
	EXIT_CONFIG = 78
};

_Noreturn static void die(int code, const char *what, const struct err *err)
{
	log_err(LOG_LEVEL_ERROR, what, err, "%s", "");
	exit(code);
}

static void read_options(int argc, char **argv, const char **out_file,
			 const char **out_dir)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "dir", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out_file = NULL;
	*out_dir = NULL;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			*out_file = optarg;
		else if (option == 'd')
			*out_dir = optarg;
		else
			exit(EXIT_CONFIG);
	}
}

enum log_level proc_log_level(const char *word)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_eq_nocase(span_of(word), span_of(words[i])))
			return (enum log_level)i;
	return LOG_LEVEL_INFO;
}

static void keep_fd(struct proc_fd *list, unsigned *count, unsigned max,
		    const struct control_msg *msg, int fd)
{
	if (fd < 0 || *count == max) {
		log_event(LOG_LEVEL_ERROR, "start", "surplus=%s", msg->name);
		exit(EXIT_TEMP);
	}
	snprintf(list[*count].name, sizeof(list[*count].name), "%s", msg->name);
	list[(*count)++].fd = fd;
}

static bool is_stats(const struct control_msg *msg, int fd)
{
	return msg->kind == CONTROL_PEER && fd >= 0 &&
	       span_eq(span_of(msg->name), SPAN(PROC_STATS));
}

/* Closed at once, so that nobody who takes this program over later has the
 * file, only its memory. */
static void share_stats(int fd)
{
	if (!stats_attach(fd))
		log_event(LOG_LEVEL_WARN, "stats", "shared=no");
	close(fd);
}

/* LISTEN and PEER messages up to START. */
static void take_fds(struct proc *proc)
{
	struct control_msg msg;
	struct err err;
	int fd;

	for (;;) {
		enum fdpass_result result =
			control_receive(proc->control, &msg, &fd, &err);

		if (result == FDPASS_EOF)
			exit(0);
		if (result != FDPASS_OK)
			die(EXIT_TEMP, "start", &err);
		if (is_stats(&msg, fd)) {
			share_stats(fd);
			continue;
		}
		if (msg.kind == CONTROL_LISTEN)
			keep_fd(proc->listen, &proc->listen_count,
				ARRAY_LEN(proc->listen), &msg, fd);
		else if (msg.kind == CONTROL_PEER)
			keep_fd(proc->peer, &proc->peer_count,
				ARRAY_LEN(proc->peer), &msg, fd);
		else if (msg.kind == CONTROL_START)
			return;
	}
}

static bool drop(const struct proc_profile *profile,
		 const struct config *config, struct err *err)
{
	auto_free char *empty = x_printf("%s/empty", config->run_dir);

	switch (profile->user) {
	case PROC_USER_KEEP:
		return true;
	case PROC_USER_GATE:
		return privilege_drop(config->gate_user, empty, err);
	case PROC_USER_KEYS:
		return privilege_drop(config->keys_user, empty, err);
	case PROC_USER_AUTH:
		return privilege_drop_grouped(config->auth_user, err);
	case PROC_USER_MAIL:
		return privilege_drop(config->mail_user, NULL, err);
	case PROC_USER_SUBMIT:
		return privilege_drop_to_run(config->submit_user, err);
	}
	return true;
}

void proc_read_config(const char *name, int argc, char **argv,
		      struct config *out)
{
	const char *file, *dir;
	struct err err;

	log_init(name, LOG_LEVEL_INFO);
	read_options(argc, argv, &file, &dir);
	if (!config_load(file, dir, out, &err))
		die(EXIT_CONFIG, "config", &err);
	log_init(name, proc_log_level(out->log_level));
}

void proc_start(const struct proc_profile *profile, int argc, char **argv,
		struct proc *out)
{
	struct err err;

	*out = (struct proc){ .control = CONTROL_FD };
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* Ctrl-C is master's to handle */
	umask(077);
	tzset(); /* walls (isolation.h) leave no way to the time zone */
	proc_read_config(profile->name, argc, argv, &out->config);
	take_fds(out);
	if (profile->before_drop && !profile->before_drop(&out->config, &err))
		die(EXIT_CONFIG, "start", &err);
	if (!drop(profile, &out->config, &err))
		die(EXIT_CONFIG, "start", &err);
	/* No core file or debugger for what saw passwords and keys. */
	if (profile->user == PROC_USER_GATE ||
	    profile->user == PROC_USER_AUTH || profile->user == PROC_USER_KEYS)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!sandbox_calls_enter(profile->calls, &err))
		die(EXIT_TEMP, "start", &err);
}

void proc_ready(struct proc *proc)
{
	struct control_msg msg = { .kind = CONTROL_READY };
	struct err err;

	if (!control_send(proc->control, &msg, -1, &err))
		die(EXIT_TEMP, "ready", &err);
}

void proc_raise_file_limit(uint64_t files)
{
	rlim_t wanted = (rlim_t)files;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	if (limit.rlim_max < wanted) {
		const struct rlimit more = { wanted, wanted };

		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			return;
	}
	if (limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	/* What is missing then is logged when it is missed. */
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int find_fd(const struct proc_fd *list, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (span_eq(span_of(list[i].name), span_of(name)))
			return list[i].fd;
	return -1;
}

int proc_listen_fd(const struct proc *proc, const char *name)
{
	return find_fd(proc->listen, proc->listen_count, name);
}

int proc_peer_fd(const struct proc *proc, const char *name)
{
	return find_fd(proc->peer, proc->peer_count, name);
}
