/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "peer.h"

#include <ftw.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "imap/imap_session.h"

enum {
	ANSWER_MAX = 1 << 20,
	PATIENCE_MS = 20000
};

static void fill_login(struct control_msg *msg, const char *dir)
{
	struct account *account = &msg->account;

	snprintf(account->user, sizeof(account->user), "alice@example.org");
	snprintf(account->home, sizeof(account->home), "%s/home", dir);
	snprintf(account->mail, sizeof(account->mail), "%s/home/Maildir", dir);
	account->uid = UINT32_MAX;
	account->gid = UINT32_MAX;
	snprintf(msg->login.tag, sizeof(msg->login.tag), "l1");
	snprintf(msg->login.session, sizeof(msg->login.session), "test");
}

/* One more line (or whatever came) into peer->in; false at the end. */
bool peer_fill(struct peer *peer)
{
	struct pollfd fd = { .fd = peer->fd, .events = POLLIN };
	char *room = buf_reserve(&peer->in, 65536);
	ssize_t got;

	assert_non_null(room);
	assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
	got = read(peer->fd, room, 65536);
	if (got <= 0)
		return false;
	buf_grew(&peer->in, (size_t)got);
	return true;
}

/* Reads lines into peer->answer up to one that begins with `start`; at the
 * end of the stream what there is. */
const char *peer_read_until(struct peer *peer, const char *start)
{
	buf_reset(&peer->answer);
	for (;;) {
		struct span all = buf_span(&peer->in);
		size_t end = span_find_char(all, '\n');
		bool last;

		if (end == all.len) {
			if (!peer_fill(peer))
				return buf_str(&peer->answer);
			continue;
		}
		last = span_starts(all, span_of(start));
		buf_add(&peer->answer, span_first(all, end + 1));
		buf_drop_front(&peer->in, end + 1);
		if (last)
			return buf_str(&peer->answer);
	}
}

void peer_say(struct peer *peer, struct span bytes)
{
	while (bytes.len) {
		ssize_t put =
			send(peer->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

		assert_true(put > 0);
		bytes = span_from(bytes, (size_t)put);
	}
}

/* Takes the tag off the last line. */
static void strip_tag(struct buf *answer, struct span tag)
{
	size_t at = answer->len ? answer->len - 1 : 0;

	while (at && answer->ptr[at - 1] != '\n')
		at--;
	if (!span_starts(span_from(buf_span(answer), at), tag))
		return;
	memmove(answer->ptr + at, answer->ptr + at + tag.len,
		answer->len - at - tag.len);
	buf_truncate(answer, answer->len - tag.len);
}

/* Sends a command with a tag of its own; returns all lines of its answer, the
 * tagged one without its tag. */
const char *peer_ask(struct peer *peer, const char *command)
{
	auto_free char *line = NULL;
	char tag[16];

	snprintf(tag, sizeof(tag), "t%u ", ++peer->tags);
	line = x_printf("%s%s\r\n", tag, command);
	peer_say(peer, span_of(line));
	peer_read_until(peer, tag);
	strip_tag(&peer->answer, span_of(tag));
	return buf_str(&peer->answer);
}

void peer_assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no <%s> in <%s>", part, text);
}

void peer_assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("<%s> in <%s>", part, text);
}

static _Noreturn void run_session(const struct place *place, int fd)
{
	struct control_msg *msg = x_calloc(1, sizeof(*msg));

	fill_login(msg, place->dir);
	msg->account.quota_messages = (uint32_t)place->quota_messages;
	imap_session_serve(&place->config, msg, fd);
	free(msg);
	/* Not _exit, so that leaks are found. */
	exit(0);
}

void peer_start(struct peer *peer, struct place *place)
{
	int fds[2];

	*peer = (struct peer){ .place = place };
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	fflush(NULL);
	peer->pid = fork();
	assert_true(peer->pid >= 0);
	if (peer->pid == 0) {
		close(fds[0]);
		run_session(place, fds[1]);
	}
	close(fds[1]);
	peer->fd = fds[0];
	buf_init(&peer->in, ANSWER_MAX);
	buf_init(&peer->answer, ANSWER_MAX);
}

void peer_open(struct peer *peer, struct place *place)
{
	peer_start(peer, place);
	peer_assert_has(peer_read_until(peer, "l1 "),
			"l1 OK [CAPABILITY IMAP4rev1 ");
}

void peer_close(struct peer *peer)
{
	int status = 0;

	shutdown(peer->fd, SHUT_WR);
	close(peer->fd);
	waitpid(peer->pid, &status, 0);
	buf_release(&peer->in);
	buf_release(&peer->answer);
	assert_int_equal(status, 0);
}

void peer_append(struct peer *peer, const char *options, const char *text)
{
	auto_free char *command =
		x_printf("APPEND %s {%zu+}\r\n%s", options, strlen(text), text);

	ASK_HAS(peer, command, "OK [APPENDUID ");
}

const char peer_message[] = "From: a@example.org\r\n"
			    "Subject: hello\r\n"
			    "Date: Thu, 1 Jan 2026 10:00:00 +0000\r\n"
			    "\r\n"
			    "body\r\n";

void peer_append_some(struct peer *peer, int count)
{
	while (count-- > 0)
		peer_append(peer, "INBOX", peer_message);
}

int peer_setup(void **state)
{
	struct place *place = x_calloc(1, sizeof(*place));
	struct config *config = &place->config;
	struct err err;

	snprintf(place->dir, sizeof(place->dir), "/tmp/fumikura-imap-XXXXXX");
	if (!mkdtemp(place->dir))
		return -1;
	if (!config_load(NULL, place->dir, config, &err))
		return -1;
	config->imap_line_max = 100000;
	config->imap_literal_max = 5000;
	config->imap_append_messages = 100;
	config->message_max = 100000;
	config->mime_parts_max = 100;
	config->mime_depth_max = 10;
	config->mailbox_max = 100;
	*state = place;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

int peer_teardown(void **state)
{
	struct place *place = *state;

	nftw(place->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	config_release(&place->config);
	free(place);
	return 0;
}
