/* SPDX-License-Identifier: MIT */
/*
 * The door is a socket whose other end master keeps for the next key process,
 * so what is sent while there is none waits. An answer that comes too late must
 * not be taken for that of the next question: then the channel is given up.
 */
#include "tls/tls_door.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "io/fdpass.h"

enum {
	LOOK_MS = 10,      /* is it back? */
	LOOK_EACH_MS = 500 /* … asked so often at most */
};

static struct {
	int door;
	int channel;
	pid_t owner;     /* of the channel */
	int64_t away_ms; /* when nobody answered, or 0 */
} way = { .door = -1, .channel = -1 };

void tls_door_open(int fd)
{
	way.door = fd;
}

void tls_door_leave(void)
{
	if (way.channel >= 0)
		close(way.channel);
	way.channel = -1;
}

static bool open_channel(struct err *err)
{
	auto_fd int theirs = -1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(err, "socketpair");
	theirs = pair[1];
	way.channel = pair[0];
	way.owner = getpid();
	if (fdpass_send(way.door, "", 1, theirs, err))
		return true;
	tls_door_leave();
	return false;
}

static bool exchange(const struct tls_keys_request *request, int wait_ms,
		     struct tls_keys_answer *out, struct err *err)
{
	const struct timeval wait = { .tv_sec = wait_ms / 1000,
				      .tv_usec = wait_ms % 1000 * 1000 };
	size_t got;
	int fd;

	if (way.channel < 0 && !open_channel(err))
		return false;
	if (setsockopt(way.channel, SOL_SOCKET, SO_RCVTIMEO, &wait,
		       sizeof(wait)) != 0)
		return err_sys(err, "SO_RCVTIMEO");
	if (!fdpass_send(way.channel, request,
			 TLS_KEYS_REQUEST_HEAD + request->len, -1, err))
		return false;
	if (fdpass_receive(way.channel, out, sizeof(*out), &got, &fd, err) !=
	    FDPASS_OK)
		return err_set(err, ERR_TEMP,
			       "the key process gives no answer");
	if (fd >= 0)
		close(fd);
	return (got >= TLS_KEYS_ANSWER_HEAD &&
		got == TLS_KEYS_ANSWER_HEAD + out->len) ||
	       err_set(err, ERR_TEMP, "malformed answer of the key process");
}

/* It may have been replaced: then the same is asked of the new one. */
static bool exchange_again(const struct tls_keys_request *request, int wait_ms,
			   struct tls_keys_answer *out, struct err *err)
{
	int64_t end = clock_mono_ms() + wait_ms;
	int left = wait_ms;

	for (;;) {
		if (exchange(request, left, out, err))
			return true;
		tls_door_leave();
		left = (int)(end - clock_mono_ms());
		if (left <= 0 || err->os == EPIPE)
			return false;
	}
}

static int wait_for(int wait_ms)
{
	int64_t since = clock_mono_ms() - way.away_ms;

	if (!way.away_ms)
		return wait_ms;
	return since < LOOK_EACH_MS ? 0 : LOOK_MS;
}

bool tls_door_ask(const struct tls_keys_request *request, int wait_ms,
		  struct tls_keys_answer *out, struct err *err)
{
	int wait = wait_for(wait_ms);

	if (way.channel >= 0 && way.owner != getpid())
		tls_door_leave();
	if (wait == 0)
		return err_set(err, ERR_TEMP, "the key process is away");
	if (!exchange_again(request, wait, out, err)) {
		way.away_ms = clock_mono_ms();
		return false;
	}
	way.away_ms = 0;
	return out->good || err_set(err, ERR_DENIED, "the key process refuses");
}
