/* SPDX-License-Identifier: MIT */
#include "admin/adm_forget.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "account/account_wire.h"
#include "base/auto.h"
#include "base/clock.h"
#include "io/file.h"
#include "io/listen.h"

enum {
	ANSWER_MS = 10000,
};

static bool trouble(struct err *err, const char *why)
{
	err_set(err, ERR_TEMP, "auth was not told of the change");
	return err_detail(err, "%s", why);
}

/* Everything up to the line that answers question 1. */
static bool await_answer(int fd, struct err *err)
{
	int64_t deadline = clock_mono_ms() + ANSWER_MS;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	auto_buf struct buf in;

	buf_init(&in, ACCOUNT_WIRE_LINE_MAX);
	for (;;) {
		int64_t left = deadline - clock_mono_ms();
		char *to = buf_reserve(&in, 512);
		ssize_t got;

		if (!to || left <= 0 || poll(&wait, 1, (int)left) == 0)
			return trouble(err, "no answer in time");
		got = recv(fd, to, 512, MSG_DONTWAIT);
		if (got == 0)
			return true; /* one that keeps nothing */
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return trouble(err, strerrordesc_np(errno));
		if (got > 0)
			buf_grew(&in, (size_t)got);
		if (span_find(buf_span(&in), SPAN("\nOK\t1\t")) < in.len)
			return true;
	}
}

bool adm_forget(const struct config *config, const char *user, struct err *err)
{
	auto_buf struct buf question;
	auto_fd int fd = -1;

	if (!listen_connect_unix(config->userdb_socket, &fd, err))
		return err->os == ENOENT || err->os == ECONNREFUSED;
	buf_init(&question, ACCOUNT_WIRE_LINE_MAX);
	buf_add_str(&question, "VERSION\t1\t1\nCACHE-FLUSH\t1");
	if (user) {
		buf_add_char(&question, '\t');
		account_wire_escape(&question, span_of(user));
	}
	buf_add_char(&question, '\n');
	return file_write_all(fd, buf_span(&question), err) &&
	       await_answer(fd, err);
}
