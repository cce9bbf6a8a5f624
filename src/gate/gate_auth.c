/* SPDX-License-Identifier: MIT */
/*
 * Requests under way hang in chains by the low bits of their id. An answer
 * whose id is not there (it was cancelled) is dropped.
 * auth is trusted to speak its protocol, so anything malformed ends the
 * connection.
 */
#include "gate/gate_auth.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "account/account_wire.h"
#include "base/auto.h"
#include "base/b64.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "gate/gate_outbox.h"
#include "gate/gate_secret.h"

enum {
	CHAINS = 256,
	READ_SIZE = 8192,
	COOKIE_SIZE = 33,
};

struct gate_auth {
	struct event_base *base;
	int fd; /* -1: no connection */
	struct event *readable;
	struct event *writable;
	struct buf in;
	struct gate_outbox outbox;
	uint32_t next_id;
	uint32_t peer; /* CUID; 0: not told yet */
	char cookie[COOKIE_SIZE];
	struct gate_auth_request *chains[CHAINS];
};

struct gate_auth *gate_auth_new(struct event_base *base)
{
	struct gate_auth *auth = x_calloc(1, sizeof(*auth));

	auth->base = base;
	auth->fd = -1;
	gate_outbox_init(&auth->outbox);
	auth->next_id = 1;
	buf_init(&auth->in, ACCOUNT_WIRE_LINE_MAX + READ_SIZE);
	return auth;
}

/* ---- requests under way ---- */

static struct gate_auth_request **chain_of(struct gate_auth *auth, uint32_t id)
{
	return &auth->chains[id % CHAINS];
}

static void add_request(struct gate_auth *auth,
			struct gate_auth_request *request)
{
	struct gate_auth_request **chain;

	request->id = auth->next_id++;
	if (auth->next_id == 0)
		auth->next_id = 1;
	chain = chain_of(auth, request->id);
	request->next = *chain;
	*chain = request;
}

static struct gate_auth_request *take_request(struct gate_auth *auth,
					      uint32_t id)
{
	struct gate_auth_request **at = chain_of(auth, id);
	struct gate_auth_request *found;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	found = *at;
	if (!found)
		return NULL;
	*at = found->next;
	found->next = NULL;
	found->id = 0;
	return found;
}

/* The done functions may submit or cancel others, so begin anew each time. */
static void fail_all(struct gate_auth *auth)
{
	static const struct gate_auth_answer temp = { .result =
							      GATE_AUTH_TEMP };

	for (size_t i = 0; i < CHAINS; i++) {
		struct gate_auth_request *request;

		while ((request = auth->chains[i])) {
			auth->chains[i] = request->next;
			request->next = NULL;
			request->id = 0;
			request->done(request, &temp);
		}
	}
}

/* ---- the connection ---- */

static void detach(struct gate_auth *auth)
{
	if (auth->fd < 0)
		return;
	event_free(auth->readable);
	event_free(auth->writable);
	close(auth->fd);
	auth->fd = -1;
	auth->peer = 0;
	explicit_bzero(auth->cookie, sizeof(auth->cookie));
	buf_reset(&auth->in);
	gate_outbox_reset(&auth->outbox);
	fail_all(auth);
}

static void lose(struct gate_auth *auth, const char *why)
{
	log_event(LOG_LEVEL_WARN, "auth-lost", "reason=%s", why);
	detach(auth);
}

void gate_auth_free(struct gate_auth **auth)
{
	if (!*auth)
		return;
	detach(*auth);
	buf_release(&(*auth)->in);
	free(*auth);
	*auth = NULL;
}

static void on_writable(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_auth *auth = ctx;

	(void)fd;
	(void)what;
	if (!gate_outbox_go_on(&auth->outbox, auth->fd))
		lose(auth, "write");
	else if (auth->outbox.unsent)
		event_add(auth->writable, NULL);
}

/* false: it can't be sent; nothing of it was. */
static bool send_line(struct gate_auth *auth, struct span line)
{
	if (!gate_outbox_send(&auth->outbox, auth->fd, line))
		return false;
	if (auth->outbox.unsent)
		event_add(auth->writable, NULL);
	return true;
}

void gate_auth_cancel(struct gate_auth *auth, struct gate_auth_request *request)
{
	char line[32];
	int len;

	if (!request->id)
		return;
	len = snprintf(line, sizeof(line), "CANCEL\t%u\n", request->id);
	take_request(auth, request->id);
	/* Else auth would wait for an answer. If there is no room, much was
	 * not read by it, and the connection is about to end. */
	if (auth->fd >= 0 && !send_line(auth, span_make(line, (size_t)len)))
		log_event(LOG_LEVEL_WARN, "auth-full", "unsent=%zu",
			  auth->outbox.unsent);
}

/* ---- answers ---- */

static bool has_flag(struct span fields, struct span flag)
{
	struct span field;

	while (account_wire_field(&fields, &field))
		if (span_eq(field, flag))
			return true;
	return false;
}

static enum gate_auth_result failure_of(struct span fields)
{
	static const struct {
		struct span code;
		enum gate_auth_result result;
	} codes[] = {
		{ { "temp_fail", 9 }, GATE_AUTH_TEMP },
		{ { "user_disabled", 13 }, GATE_AUTH_DISABLED },
		{ { "authz_fail", 10 }, GATE_AUTH_DISABLED },
		{ { "pass_expired", 12 }, GATE_AUTH_EXPIRED },
	};
	struct span code;

	if (has_flag(fields, SPAN("temp")))
		return GATE_AUTH_TEMP;
	if (!account_wire_value(fields, SPAN("code"), &code))
		return GATE_AUTH_FAILED;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (span_eq(code, codes[i].code))
			return codes[i].result;
	return GATE_AUTH_FAILED;
}

static void answer(struct gate_auth *auth, uint32_t id,
		   enum gate_auth_result result, struct span fields)
{
	struct gate_auth_request *request = take_request(auth, id);
	struct gate_auth_answer told = {
		.result = result,
		.peer = auth->peer,
		.request = id,
		.cookie = auth->cookie,
	};
	auto_buf struct buf user;
	struct span value;

	buf_init(&user, ACCOUNT_WIRE_LINE_MAX);
	if (!request)
		return;
	if (account_wire_value(fields, SPAN("resp"), &value))
		told.challenge = value;
	if (account_wire_value(fields, SPAN("user"), &value))
		account_wire_unescape(&user, value);
	told.user = buf_span(&user);
	/* Without these master could not be told whose login it is. */
	if (result == GATE_AUTH_OK && (!auth->peer || !*auth->cookie))
		told.result = GATE_AUTH_TEMP;
	request->done(request, &told);
}

static void ask_on(struct gate_auth *auth, uint32_t id, struct span fields)
{
	struct gate_auth_request *request = *chain_of(auth, id);
	struct gate_auth_answer told = { .result = GATE_AUTH_CHALLENGE };

	while (request && request->id != id)
		request = request->next;
	if (!request)
		return;
	account_wire_field(&fields, &told.challenge);
	request->done(request, &told);
}

/* OK, FAIL, CONT: an id follows. */
static bool take_answer(struct gate_auth *auth, struct span word,
			struct span fields)
{
	struct span text;
	uint32_t id;

	if (!account_wire_field(&fields, &text) ||
	    !num_parse_u32(text, 1, UINT32_MAX, &id))
		return false;
	if (span_eq(word, SPAN("OK")))
		answer(auth, id, GATE_AUTH_OK, fields);
	else if (span_eq(word, SPAN("FAIL")))
		answer(auth, id, failure_of(fields), fields);
	else
		ask_on(auth, id, fields);
	return true;
}

/* Lines that belong to the start of the connection. */
static bool take_start(struct gate_auth *auth, struct span word,
		       struct span fields)
{
	struct span text = { 0 };
	uint32_t major;

	account_wire_field(&fields, &text);
	if (span_eq(word, SPAN("VERSION")))
		return num_parse_u32(text, 1, 1, &major);
	if (span_eq(word, SPAN("CUID")))
		return num_parse_u32(text, 1, UINT32_MAX, &auth->peer);
	if (span_eq(word, SPAN("COOKIE"))) {
		if (text.len == 0 || text.len >= sizeof(auth->cookie))
			return false;
		memcpy(auth->cookie, text.ptr, text.len);
		auth->cookie[text.len] = '\0';
	}
	return true; /* MECH, SPID, DONE, and what a later minor version adds */
}

static bool take_line(struct gate_auth *auth, struct span line)
{
	struct span word;

	if (!account_wire_field(&line, &word))
		return false;
	if (span_eq(word, SPAN("OK")) || span_eq(word, SPAN("FAIL")) ||
	    span_eq(word, SPAN("CONT")))
		return take_answer(auth, word, line);
	return take_start(auth, word, line);
}

/* Whole lines of what was read; false: malformed. A done function can't
 * detach us, so auth->in stays put. */
static bool take_lines(struct gate_auth *auth)
{
	struct span rest = buf_span(&auth->in);
	size_t end;

	while ((end = span_find_char(rest, '\n')) < rest.len) {
		if (!take_line(auth, span_first(rest, end)))
			return false;
		rest = span_from(rest, end + 1);
	}
	buf_drop_front(&auth->in, auth->in.len - rest.len);
	return auth->in.len <= ACCOUNT_WIRE_LINE_MAX;
}

static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_auth *auth = ctx;
	char *to = buf_reserve(&auth->in, READ_SIZE);
	ssize_t n;

	(void)what;
	n = to ? recv(fd, to, READ_SIZE, 0) : 0;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lose(auth, n == 0 ? "end" : "read");
		return;
	}
	buf_grew(&auth->in, (size_t)n);
	if (!take_lines(auth))
		lose(auth, "malformed");
}

void gate_auth_attach(struct gate_auth *auth, int fd)
{
	char hello[64];
	int len = snprintf(hello, sizeof(hello), "VERSION\t1\t1\nCPID\t%d\n",
			   (int)getpid());

	detach(auth);
	auth->fd = fd;
	auth->readable = event_new(auth->base, fd, EV_READ | EV_PERSIST,
				   on_readable, auth);
	auth->writable = event_new(auth->base, fd, EV_WRITE, on_writable, auth);
	evutil_make_socket_nonblocking(fd);
	event_add(auth->readable, NULL);
	if (!send_line(auth, span_make(hello, (size_t)len)))
		lose(auth, "write");
}

/* ---- questions ---- */

bool gate_auth_submit(struct gate_auth *auth, struct gate_auth_request *request,
		      const struct gate_question *question)
{
	struct buf line;
	bool sent;

	if (auth->fd < 0)
		return false;
	add_request(auth, request);
	gate_secret_init(&line, ACCOUNT_WIRE_LINE_MAX);
	gate_question_write(&line, request->id, question);
	sent = !line.full && send_line(auth, buf_span(&line));
	gate_secret_wipe(&line);
	if (!sent)
		gate_auth_cancel(auth, request);
	return sent;
}

bool gate_auth_answer(struct gate_auth *auth, struct gate_auth_request *request,
		      struct span response)
{
	struct buf line;
	bool sent;

	if (auth->fd < 0 || !request->id)
		return false;
	gate_secret_init(&line, ACCOUNT_WIRE_LINE_MAX);
	buf_add_format(&line, "CONT\t%u\t", request->id);
	b64_encode(&line, response);
	buf_add_char(&line, '\n');
	sent = !line.full && send_line(auth, buf_span(&line));
	gate_secret_wipe(&line);
	if (!sent)
		gate_auth_cancel(auth, request);
	return sent;
}
