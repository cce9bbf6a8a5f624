/* SPDX-License-Identifier: MIT */
/*
 * Courier's authdaemond as a source. Each question has a connection of its own:
 *
 *   PRE . SERVICE USER LF                       who is that?
 *   AUTH n LF SERVICE LF login LF USER LF PASS LF       is that right?
 *   ENUMERATE LF                                who is there?
 *
 * FAIL means "no" for both reasons, so a failed AUTH is followed by PRE. An
 * answer without its end is the daemon's way to say "try later".
 */
#include "account/account_authdaemond.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "account/account_field.h"
#include "account/account_names.h"
#include "base/auto.h"
#include "base/b64.h"
#include "base/clock.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	QUESTION_MAX = 16384,

	RECORD_MAX = 16384,
};

struct daemon {
	struct account_source source; /* first */
	const struct config *config;
	struct buf question; /* secret */
	struct buf answer;   /* secret */
	struct account_names names;
};

static struct daemon *of(struct account_source *source)
{
	return (struct daemon *)source;
}

static bool daemon_open(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	struct daemon *d;

	if (section->socket[0] != '/' ||
	    strlen(section->socket) >=
		    sizeof(((struct sockaddr_un *)0)->sun_path))
		return err_set(err, ERR_SYNTAX,
			       "%s:%u: socket has to be an absolute path",
			       config->file ? config->file : "", section->line);
	d = x_calloc(1, sizeof(*d));
	d->source.kind = &account_authdaemond_kind;
	d->source.section = section;
	d->config = config;
	buf_init(&d->question, QUESTION_MAX);
	buf_init(&d->answer, section->file_max << 20);
	*out = &d->source;
	return true;
}

static void forget(struct daemon *d)
{
	crypto_secret_wipe_buf(&d->question);
	crypto_secret_wipe_buf(&d->answer);
}

static void daemon_close(struct account_source *source)
{
	struct daemon *d = of(source);

	forget(d);
	buf_release(&d->question);
	buf_release(&d->answer);
	account_names_release(&d->names);
	free(d);
}

/* ---- one question ---- */

static bool wait_for(int fd, short events, int64_t end, struct err *err)
{
	struct pollfd ready = { fd, events, 0 };

	for (;;) {
		int64_t left = end - clock_mono_ms();

		if (left <= 0)
			return account_field_temp(err,
						  "authdaemond takes too long");
		if (poll(&ready, 1, (int)left) > 0)
			return true;
	}
}

static bool connect_to(const char *path, int *out_fd, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	auto_fd int fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	/* A full backlog is EAGAIN: the daemon is busy. */
	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return err_sys(err, "connect %s", path);
	*out_fd = auto_fd_take(&fd);
	return true;
}

static bool send_all(int fd, struct span text, int64_t end, struct err *err)
{
	while (text.len) {
		ssize_t n;

		if (!wait_for(fd, POLLOUT, end, err))
			return false;
		n = send(fd, text.ptr, text.len, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return err_sys(err, "authdaemond");
		if (n > 0)
			text = span_from(text, (size_t)n);
	}
	return true;
}

static bool receive_all(int fd, struct buf *out, int64_t end, struct err *err)
{
	for (;;) {
		char bytes[4096];
		ssize_t n;

		if (!wait_for(fd, POLLIN, end, err))
			return false;
		n = recv(fd, bytes, sizeof(bytes), 0);
		if (n == 0)
			return !out->full ||
			       account_field_temp(err, "answer too long");
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return err_sys(err, "authdaemond");
		if (n > 0)
			buf_add(out, span_make(bytes, (size_t)n));
		crypto_secret_wipe(bytes, sizeof(bytes));
	}
}

/* d->question gets d->answer. */
static bool ask(struct daemon *d, struct err *err)
{
	const struct config_source *section = d->source.section;
	int64_t end = clock_mono_ms() + (int64_t)section->timeout * 1000;
	auto_fd int fd = -1;

	buf_reset(&d->answer);
	if (d->question.full)
		return account_field_temp(err, "question too long");
	return connect_to(section->socket, &fd, err) &&
	       send_all(fd, buf_span(&d->question), end, err) &&
	       receive_all(fd, &d->answer, end, err);
}

/* USERNAME: whose uid it is. */
static bool take_system_user(struct span name, struct account *a,
			     struct err *err)
{
	char record[RECORD_MAX];
	struct passwd entry, *found = NULL;
	auto_free char *user = x_span_dup(name);

	if (!name.len)
		return true;
	if (getpwnam_r(user, &entry, record, sizeof(record), &found) != 0 ||
	    !found)
		return account_field_temp(err, "no system user %s", user);
	a->uid = found->pw_uid;
	if (a->gid == UINT32_MAX)
		a->gid = found->pw_gid;
	return true;
}

/* The user that d->answer tells of. ERR_NOTFOUND for FAIL. */
static bool read_answer(struct daemon *d, const char *user,
			struct account_entry *out, struct err *err)
{
	const struct config_source *section = d->source.section;
	struct span system_user;

	account_field_begin(out, user);
	switch (account_authdaemond_parse(buf_span(&d->answer),
					  section->default_scheme, out,
					  &system_user, err)) {
	case ACCOUNT_AUTHDAEMOND_FAIL:
		return err_set(err, ERR_NOTFOUND, "no such user");
	case ACCOUNT_AUTHDAEMOND_TROUBLE:
		return false;
	case ACCOUNT_AUTHDAEMOND_OK:
		break;
	}
	if (!take_system_user(system_user, &out->account, err))
		return false;
	/* authpam knows root. */
	if (out->account.uid == 0)
		return err_set(err, ERR_NOTFOUND, "no such user: uid 0");
	return account_field_place(out, d->config, section, err);
}

/* Its users know imap and pop3 as services, and others not. */
static const char *service_of(const char *service)
{
	return span_eq(span_of(service), SPAN("pop3")) ? "pop3" : "imap";
}

static bool find(struct daemon *d, const struct account_query *query,
		 struct account_entry *out, struct err *err)
{
	buf_reset(&d->question);
	buf_add_format(&d->question, "PRE . %s %s\n",
		       service_of(query->service), query->user);
	return ask(d, err) && read_answer(d, query->user, out, err);
}

static bool daemon_lookup(struct account_source *source,
			  const struct account_query *query,
			  struct account_entry *out, struct err *err)
{
	struct daemon *d = of(source);
	bool found = find(d, query, out, err);

	forget(d);
	return found;
}

/* ---- logins ---- */

static void add_line(struct buf *out, struct span text)
{
	buf_add(out, text);
	buf_add_char(out, '\n');
}

static void add_b64_line(struct buf *out, struct span text)
{
	b64_encode(out, text);
	buf_add_char(out, '\n');
}

/* What stands behind "AUTH n\n". */
static void add_proof(const struct account_attempt *attempt, struct buf *out)
{
	add_line(out, span_of(service_of(attempt->query.service)));
	if (attempt->proof == ACCOUNT_PROOF_PASSWORD) {
		add_line(out, SPAN("login"));
		add_line(out, span_of(attempt->query.user));
		add_line(out, attempt->secret);
	} else {
		auto_buf struct buf response;

		buf_init(&response, 1024);
		buf_add_format(&response, "%s %.*s", attempt->query.user,
			       SPAN_ARG(attempt->secret));
		add_line(out, SPAN("cram-md5"));
		add_b64_line(out, attempt->challenge);
		add_b64_line(out, buf_span(&response));
	}
}

static bool authenticate(struct daemon *d,
			 const struct account_attempt *attempt,
			 struct account_entry *out, struct err *err)
{
	auto_buf struct buf proof;
	bool done;

	buf_init(&proof, QUESTION_MAX / 2);
	add_proof(attempt, &proof);
	buf_reset(&d->question);
	if (*attempt->query.remote_ip)
		buf_add_format(&d->question, "TCPREMOTEIP=%s\n",
			       attempt->query.remote_ip);
	buf_add_format(&d->question, "AUTH %zu\n", proof.len);
	buf_add(&d->question, buf_span(&proof));
	done = !proof.full || err_set(err, ERR_DENIED, "too long");
	crypto_secret_wipe_buf(&proof);
	return done && ask(d, err) &&
	       read_answer(d, attempt->query.user, out, err);
}

static bool daemon_verify(struct account_source *source,
			  const struct account_attempt *attempt,
			  struct account_entry *out, struct err *err)
{
	struct daemon *d = of(source);
	bool right;

	if (attempt->proof == ACCOUNT_PROOF_APOP)
		return err_set(err, ERR_STATE, "authdaemond knows no APOP");
	if (span_find_char(attempt->secret, '\n') < attempt->secret.len ||
	    span_find_char(attempt->secret, '\0') < attempt->secret.len)
		return err_set(err, ERR_DENIED, "not a possible password");
	right = authenticate(d, attempt, out, err);
	if (!right && err->kind == ERR_NOTFOUND &&
	    find(d, &attempt->query, out, err))
		err_set(err, ERR_DENIED, "wrong password");
	forget(d);
	crypto_secret_wipe(out->password, sizeof(out->password));
	return right;
}

/* ---- lists ---- */

/* "# authuserdb" and empty lines are no possible names, nor are those with
 * capitals, which we never ask for. false: the list has no end. */
static bool take_names(struct daemon *d)
{
	struct span list = buf_span(&d->answer);
	struct span line;
	bool whole = false;

	while (!whole && span_cut(&list, '\n', &line)) {
		char user[256];

		whole = span_eq(line, SPAN("."));
		line = span_first(line, span_find_char(line, '\t'));
		if (!whole && account_normalize(line, user, sizeof(user)))
			account_names_add(&d->names, span_of(user));
	}
	return whole;
}

static bool fetch_names(struct daemon *d, struct err *err)
{
	bool good;

	account_names_release(&d->names);
	buf_reset(&d->question);
	buf_add_str(&d->question, "ENUMERATE\n");
	good = ask(d, err) &&
	       (take_names(d) || account_field_temp(err, "no whole list"));
	forget(d);
	if (good)
		account_names_sort(&d->names);
	else
		account_names_release(&d->names);
	return good;
}

/* Names may be listed that are not found: authpam's with capitals, root, or
 * who was deleted meanwhile. */
static bool look_up(void *source, const struct account_query *query,
		    struct account_entry *out, struct err *err)
{
	return daemon_lookup(source, query, out, err);
}

static bool daemon_next(struct account_source *source, const char *after,
			struct account_entry *out, struct err *err)
{
	struct daemon *d = of(source);

	return (account_names_serves(&d->names, after) ||
		fetch_names(d, err)) &&
	       account_names_next(&d->names, after, look_up, source, out, err);
}

const struct account_source_kind account_authdaemond_kind = {
	.type = "authdaemond",
	.open = daemon_open,
	.close = daemon_close,
	.lookup = daemon_lookup,
	.verify = daemon_verify,
	.next = daemon_next,
};
