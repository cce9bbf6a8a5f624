/* SPDX-License-Identifier: MIT */
/*
 * The client keeps one connection and has one question open at a time. A
 * connection that was open before may have died with an earlier auth process,
 * so a question that fails on it is asked once more on a new one.
 */
#include "account/account_client.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "account/account_rules.h"
#include "account/account_wire.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/num.h"
#include "io/listen.h"

void account_client_init(struct account_client *c, const char *socket_path,
			 int timeout_ms)
{
	*c = (struct account_client){ .fd = -1, .timeout_ms = timeout_ms };
	snprintf(c->path, sizeof(c->path), "%s", socket_path);
	buf_init(&c->in, ACCOUNT_WIRE_LINE_MAX);
}

static void disconnect(struct account_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	buf_reset(&c->in);
}

void account_client_release(struct account_client *c)
{
	disconnect(c);
	buf_release(&c->in);
}

static bool trouble(struct err *err, const char *what)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "auth: %s", what);
}

static bool send_all(struct account_client *c, struct span bytes,
		     struct err *err)
{
	while (bytes.len) {
		ssize_t sent = send(c->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return err_sys(err, "auth: send");
		if (sent > 0)
			bytes = span_from(bytes, (size_t)sent);
	}
	return true;
}

static bool fill(struct account_client *c, int64_t deadline, struct err *err)
{
	struct pollfd wait = { .fd = c->fd, .events = POLLIN };
	int64_t left = deadline - clock_mono_ms();
	char *to = buf_reserve(&c->in, 1024);
	ssize_t got;

	if (!to)
		return trouble(err, "line too long");
	if (left <= 0 || poll(&wait, 1, (int)left) == 0)
		return trouble(err, "no answer in time");
	got = recv(c->fd, to, 1024, MSG_DONTWAIT);
	if (got == 0)
		return trouble(err, "connection closed");
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return err_sys(err, "auth: receive");
	if (got > 0)
		buf_grew(&c->in, (size_t)got);
	return true;
}

/* What is wanted of the answer; either may be NULL. */
struct wanted {
	struct account *account;
	struct account_rules *rules;
};

static bool take(struct span line, const struct wanted *out, struct err *err)
{
	return (!out->account || account_read(line, out->account, err)) &&
	       (!out->rules || account_rules_read(line, out->rules, err));
}

enum answer {
	ANSWER_NONE,
	ANSWER_FOUND,
	ANSWER_BAD
};

/* One line from the server. ANSWER_BAD: err says what the question came to. */
static enum answer read_answer(struct span line, uint32_t id,
			       const struct wanted *out, struct err *err)
{
	struct span word, number;
	uint32_t n;

	if (!account_wire_field(&line, &word) ||
	    !account_wire_field(&line, &number) ||
	    !num_parse_u32(number, 0, UINT32_MAX, &n))
		return ANSWER_NONE;
	if (span_eq(word, SPAN("VERSION")) && n != 1) {
		trouble(err, "the server speaks another version");
		return ANSWER_BAD;
	}
	if (n != id)
		return ANSWER_NONE;
	if (span_eq(word, SPAN("USER"))) {
		if (take(line, out, err))
			return ANSWER_FOUND;
		err->kind = ERR_TEMP; /* the user is there all the same */
		return ANSWER_BAD;
	}
	if (span_eq(word, SPAN("NOTFOUND"))) {
		err_set(err, ERR_NOTFOUND, "no such user");
		return ANSWER_BAD;
	}
	if (span_eq(word, SPAN("FAIL"))) {
		trouble(err, "account source failed");
		return ANSWER_BAD;
	}
	return ANSWER_NONE;
}

/* true in *out_answered: the connection is in order, whatever the answer. */
static bool await_answer(struct account_client *c, int64_t deadline,
			 const struct wanted *out, bool *out_answered,
			 struct err *err)
{
	for (;;) {
		size_t end = span_find_char(buf_span(&c->in), '\n');
		enum answer answer;

		if (end == c->in.len) {
			if (!fill(c, deadline, err))
				return false;
			continue;
		}
		answer = read_answer(span_first(buf_span(&c->in), end),
				     c->next_id, out, err);
		buf_drop_front(&c->in, end + 1);
		*out_answered = answer != ANSWER_NONE;
		if (*out_answered)
			return answer == ANSWER_FOUND;
	}
}

static bool connect_to_auth(struct account_client *c, struct err *err)
{
	/* Whatever keeps us from asking is no word about the user. */
	if (!listen_connect_unix_within(c->path, (unsigned)c->timeout_ms,
					&c->fd, err)) {
		err->kind = ERR_TEMP;
		return false;
	}
	return send_all(c, SPAN("VERSION\t1\t1\n"), err);
}

static void write_question(struct account_client *c, const char *user,
			   const char *service, struct buf *out)
{
	buf_add_format(out, "USER\t%u\t", ++c->next_id);
	account_wire_escape(out, span_of(user));
	buf_add_str(out, "\tservice=");
	account_wire_escape(out, span_of(service));
	buf_add_char(out, '\n');
}

static bool ask(struct account_client *c, struct span question,
		int64_t deadline, const struct wanted *out, bool *out_answered,
		struct err *err)
{
	bool found;

	*out_answered = false;
	found = (c->fd >= 0 || connect_to_auth(c, err)) &&
		send_all(c, question, err) &&
		await_answer(c, deadline, out, out_answered, err);
	if (!*out_answered)
		disconnect(c);
	return found;
}

static bool look_up(struct account_client *c, const char *user,
		    const char *service, const struct wanted *out,
		    struct err *err)
{
	int64_t deadline = clock_mono_ms() + c->timeout_ms;
	bool reused = c->fd >= 0;
	bool answered, found;
	auto_buf struct buf question;

	buf_init(&question, ACCOUNT_WIRE_LINE_MAX / 2);
	write_question(c, user, service, &question);
	if (question.full)
		return err_set(err, ERR_NOTFOUND, "no such user");
	found = ask(c, buf_span(&question), deadline, out, &answered, err);
	if (!answered && reused)
		found = ask(c, buf_span(&question), deadline, out, &answered,
			    err);
	return found;
}

bool account_client_lookup(struct account_client *c, const char *user,
			   const char *service, struct account *out,
			   struct err *err)
{
	return look_up(c, user, service, &(struct wanted){ .account = out },
		       err);
}

bool account_client_rules(struct account_client *c, const char *user,
			  const char *service, struct account_rules *out,
			  struct err *err)
{
	return look_up(c, user, service, &(struct wanted){ .rules = out }, err);
}

/* ---- commands ---- */

static bool refused(struct span line, struct err *err)
{
	auto_buf struct buf reason;
	struct span code, text;

	buf_init(&reason, sizeof(err->text));
	if (!account_wire_value(line, SPAN("code"), &code))
		return trouble(err, "account source failed");
	if (span_eq(code, SPAN("denied")))
		return err_set(err, ERR_DENIED, "Permission denied");
	if (!span_eq(code, SPAN("cannot")) ||
	    !account_wire_value(line, SPAN("reason"), &text))
		return trouble(err, "account source failed");
	account_wire_unescape(&reason, text);
	return err_set(err, ERR_STATE, "%s", buf_str(&reason));
}

/* Does the line answer command 1? ANSWER_BAD: err says how. */
static enum answer read_result(struct span line, struct buf *answer,
			       struct err *err)
{
	struct span word, id;

	if (!account_wire_field(&line, &word) ||
	    !account_wire_field(&line, &id) || !span_eq(id, SPAN("1")))
		return ANSWER_NONE;
	if (span_eq(word, SPAN("FAIL"))) {
		refused(line, err);
		return ANSWER_BAD;
	}
	if (!span_eq(word, SPAN("OK")))
		return ANSWER_NONE;
	buf_add(answer, line);
	return ANSWER_FOUND;
}

static bool await_result(struct account_client *c, int64_t deadline,
			 struct buf *answer, struct err *err)
{
	for (;;) {
		size_t end = span_find_char(buf_span(&c->in), '\n');
		enum answer result;

		if (end == c->in.len) {
			if (!fill(c, deadline, err))
				return false;
			continue;
		}
		result = read_result(span_first(buf_span(&c->in), end), answer,
				     err);
		buf_drop_front(&c->in, end + 1);
		if (result != ANSWER_NONE)
			return result == ANSWER_FOUND;
	}
}

/* On a connection of its own. */
static bool command(const char *socket_path, int timeout_ms, struct span line,
		    struct buf *answer, struct err *err)
{
	struct account_client c;
	bool done;

	account_client_init(&c, socket_path, timeout_ms);
	done = connect_to_auth(&c, err) && send_all(&c, line, err) &&
	       await_result(&c, clock_mono_ms() + timeout_ms, answer, err);
	account_client_release(&c);
	return done;
}

bool account_client_command(const char *socket_path, int timeout_ms,
			    const char *verb, const char *user,
			    struct buf *answer, struct err *err)
{
	auto_buf struct buf line;

	buf_init(&line, ACCOUNT_WIRE_LINE_MAX / 2);
	buf_add_format(&line, "%s\t1", verb);
	if (user) {
		buf_add_char(&line, '\t');
		account_wire_escape(&line, span_of(user));
	}
	buf_add_char(&line, '\n');
	return command(socket_path, timeout_ms, buf_span(&line), answer, err);
}

bool account_client_limits(const char *socket_path, int timeout_ms,
			   const char *user, const char *grant,
			   const struct account_limits *limits, struct err *err)
{
	auto_buf struct buf answer;
	struct buf line;
	bool done;

	buf_init(&answer, ACCOUNT_WIRE_LINE_MAX);
	buf_init(&line, ACCOUNT_WIRE_LINE_MAX / 2);
	buf_add_str(&line, "LIMITS\t1\t");
	account_wire_escape(&line, span_of(user));
	buf_add_format(
		&line, "\tgrant=%s\tquota_bytes=%llu\tquota_messages=%u\n",
		grant, (unsigned long long)limits->bytes, limits->messages);
	done = command(socket_path, timeout_ms, buf_span(&line), &answer, err);
	buf_release(&line);
	return done;
}
