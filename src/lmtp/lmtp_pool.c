/* SPDX-License-Identifier: MIT */
/*
 * One poll over the control channel, a signalfd for SIGCHLD and the pipe of
 * workers that want more of them. The supervisor itself touches no mail, so
 * that a fork is cheap and a worker starts clean. All workers share a quit pipe
 * (lmtp_worker.h).
 */
#include "lmtp/lmtp_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "lmtp/lmtp_worker.h"
#include "proc/starter.h"

enum {
	IDLE_MIN = 2,
	LOOK_MS = 30000, /* between looks for workers that are too many */
	PAUSE_MS = 500,  /* after a worker crashed or fork failed */
	EXIT_TEMP = 75
};

struct worker {
	pid_t pid;
	size_t place; /* in the crowd */
};

struct pool {
	struct proc *proc;
	const struct tls_context *tls;
	struct lmtp_peer_trust trust;
	struct lmtp_crowd crowd;
	int signals;
	int wanted[2];
	int quit[2];
	struct worker *worker;
	size_t count;
	size_t space;
	int64_t look_at;
	int64_t start_at; /* no fork before */
	bool stopping;
};

static void run_worker(struct pool *p, size_t place)
{
	struct lmtp_quit quit = {
		.fd = p->quit[0],
		.listen = p->proc->listen,
		.listen_count = p->proc->listen_count,
	};
	const struct lmtp_worker w = {
		.config = &p->proc->config,
		.trust = &p->trust,
		.crowd = &p->crowd,
		.place = place,
		.tls = p->tls,
		.idle_min = IDLE_MIN,
		.wanted = p->wanted[1],
		.quit = &quit,
	};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(p->proc->control);
	close(p->signals);
	close(p->wanted[0]);
	close(p->quit[1]);
	_exit(lmtp_worker_run(&w));
}

static void pause_starts(struct pool *p)
{
	p->start_at = clock_mono_ms() + PAUSE_MS;
}

static bool start_worker(struct pool *p)
{
	size_t place = lmtp_crowd_take(&p->crowd);
	pid_t pid = fork();

	if (pid == 0)
		run_worker(p, place);
	if (pid < 0) {
		lmtp_crowd_free(&p->crowd, place);
		log_event(LOG_LEVEL_ERROR, "fork", "errno=%d", errno);
		pause_starts(p);
		return false;
	}
	if (p->count == p->space) {
		p->space = p->space ? p->space * 2 : 16;
		p->worker = x_realloc_array(p->worker, p->space,
					    sizeof(*p->worker));
	}
	p->worker[p->count++] = (struct worker){ .pid = pid, .place = place };
	return true;
}

static void keep_enough(struct pool *p)
{
	if (p->stopping || clock_mono_ms() < p->start_at)
		return;
	while (lmtp_crowd_idle(&p->crowd) < IDLE_MIN &&
	       p->count < p->proc->config.lmtp_workers_max)
		if (!start_worker(p))
			return;
}

static struct worker *find(struct pool *p, pid_t pid)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->worker[i].pid == pid)
			return &p->worker[i];
	return NULL;
}

/* That they wake us is all. */
static void empty_wanted(const struct pool *p)
{
	char bytes[64];

	if (read(p->wanted[0], bytes, sizeof(bytes)) < 0 && errno != EAGAIN)
		log_event(LOG_LEVEL_ERROR, "pool", "errno=%d", errno);
}

static void ask_for_successor(const struct pool *p)
{
	const struct control_msg msg = { .kind = CONTROL_RENEW };
	struct err err;

	if (!p->stopping && !control_send(p->proc->control, &msg, -1, &err))
		log_err(LOG_LEVEL_WARN, "control", &err, "%s", "");
}

static void reap(struct pool *p)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	if (read(p->signals, &info, sizeof(info)) < 0 && errno != EAGAIN)
		log_event(LOG_LEVEL_ERROR, "signalfd", "errno=%d", errno);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct worker *worker = find(p, pid);

		if (starter_has_ended(p->proc, pid)) {
			ask_for_successor(p);
			continue;
		}
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			log_event(LOG_LEVEL_ERROR, "worker_died",
				  "worker=%d status=%d signal=%d", (int)pid,
				  WIFEXITED(status) ? WEXITSTATUS(status) : -1,
				  WIFSIGNALED(status) ? WTERMSIG(status) : 0);
			pause_starts(p);
		}
		if (!worker)
			continue;
		lmtp_crowd_free(&p->crowd, worker->place);
		*worker = p->worker[--p->count];
	}
}

/* One byte ends one idle worker. */
static void retire(struct pool *p)
{
	size_t low = lmtp_crowd_idle_low(&p->crowd);
	size_t surplus = low > IDLE_MIN ? low - IDLE_MIN : 0;

	for (; surplus && !p->stopping; surplus--)
		if (write(p->quit[1], "", 1) != 1)
			break;
	p->look_at = clock_mono_ms() + LOOK_MS;
}

/* Idle workers end at once, busy ones behind their transaction. Until then
 * nothing of the addresses is held. */
static void stop(struct pool *p)
{
	if (p->stopping)
		return;
	p->stopping = true;
	close(p->quit[0]);
	close(p->quit[1]);
	for (unsigned i = 0; i < p->proc->listen_count; i++)
		close(p->proc->listen[i].fd);
}

static void obey(struct pool *p)
{
	struct control_msg msg;
	struct err err;
	int fd = -1;

	switch (control_receive(p->proc->control, &msg, &fd, &err)) {
	case FDPASS_OK:
		break;
	case FDPASS_AGAIN:
		return;
	case FDPASS_EOF:
	case FDPASS_BAD:
		stop(p);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (msg.kind == CONTROL_STOP)
		stop(p);
}

static int wait_ms(const struct pool *p)
{
	int64_t now = clock_mono_ms();
	int64_t until = p->look_at;

	if (p->start_at > now && p->start_at < until)
		until = p->start_at;
	return until > now ? (int)(until - now) : 0;
}

static void pass(struct pool *p)
{
	struct pollfd fds[] = {
		/* After STOP the channel is of no more interest. */
		{ p->stopping ? -1 : p->proc->control, POLLIN, 0 },
		{ p->signals, POLLIN, 0 },
		{ p->wanted[0], POLLIN, 0 },
	};

	keep_enough(p);
	if (poll(fds, ARRAY_LEN(fds), wait_ms(p)) < 0)
		return;
	if (fds[2].revents)
		empty_wanted(p);
	if (fds[1].revents)
		reap(p);
	if (fds[0].revents)
		obey(p);
	if (clock_mono_ms() >= p->look_at)
		retire(p);
}

static bool open_pool(struct pool *p)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	p->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (p->signals < 0 || pipe2(p->wanted, O_CLOEXEC | O_NONBLOCK) != 0 ||
	    pipe2(p->quit, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	for (unsigned i = 0; i < p->proc->listen_count; i++)
		if (fcntl(p->proc->listen[i].fd, F_SETFL, O_NONBLOCK) != 0)
			return false;
	return true;
}

int lmtp_pool_run(struct proc *proc, const struct tls_context *tls)
{
	struct pool p = { .proc = proc, .tls = tls };
	struct err err;

	if (!open_pool(&p)) {
		log_event(LOG_LEVEL_ERROR, "start", "errno=%d", errno);
		return EXIT_TEMP;
	}
	if (!lmtp_crowd_open(&p.crowd, proc->config.lmtp_workers_max, &err)) {
		log_err(LOG_LEVEL_ERROR, "start", &err, "workers=%u",
			(unsigned)proc->config.lmtp_workers_max);
		return EXIT_TEMP;
	}
	lmtp_peer_trust_init(&p.trust, &proc->config);
	p.look_at = clock_mono_ms() + LOOK_MS;
	while (!p.stopping || p.count)
		pass(&p);
	lmtp_crowd_close(&p.crowd);
	lmtp_peer_trust_release(&p.trust);
	free(p.worker);
	return 0;
}
