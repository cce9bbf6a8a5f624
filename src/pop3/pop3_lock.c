/* SPDX-License-Identifier: MIT */
#include "pop3/pop3_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

/* An empty file is a new one: nobody was here. A time to come is a clock that
 * was set back. */
static bool is_too_soon(const struct stat *st, uint64_t delay)
{
	time_t now = time(NULL);

	return st->st_size && st->st_mtime <= now &&
	       (uint64_t)(now - st->st_mtime) < delay;
}

static bool note_time(int fd, const struct stat *st)
{
	return st->st_size ? futimens(fd, NULL) == 0
			   : pwrite(fd, "\n", 1, 0) == 1;
}

/* Without room for its time a delay is not kept: a full disk must not keep its
 * owner from making it empty. */
static enum pop3_lock_result go_on(struct err *err)
{
	log_err(LOG_LEVEL_WARN, "login_delay", err, "%s", "");
	err_clear(err);
	return POP3_LOCK_TAKEN;
}

enum pop3_lock_result pop3_lock_take(const struct config *config,
				     const struct account *account, int *out_fd,
				     struct err *err)
{
	auto_free char *path = NULL;
	auto_fd int fd = -1;
	struct stat st;

	*out_fd = -1;
	if (!config->pop3_lock_session && !config->pop3_login_delay)
		return POP3_LOCK_TAKEN;
	path = x_printf("%s/fumikura-pop3.lock", account->mail);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fstat(fd, &st) != 0) {
		(void)!err_sys(err, "open %s", path);
		return config->pop3_lock_session ? POP3_LOCK_FAILED
						 : go_on(err);
	}
	if (config->pop3_lock_session && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return POP3_LOCK_BUSY;
		(void)!err_sys(err, "flock %s", path);
		return POP3_LOCK_FAILED;
	}
	if (is_too_soon(&st, config->pop3_login_delay))
		return POP3_LOCK_TOO_SOON;
	if (config->pop3_login_delay && !note_time(fd, &st)) {
		(void)!err_sys(err, "write %s", path);
		(void)go_on(err);
	}
	*out_fd = auto_fd_take(&fd);
	return POP3_LOCK_TAKEN;
}
