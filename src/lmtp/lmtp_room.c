/* SPDX-License-Identifier: MIT */
/*
 * An answer is one struct without pointers, which is believed as far as it can
 * be: who has taken a room over may lie about this delivery, but no more.
 */
#include "lmtp/lmtp_room.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account/account_apop.h"
#include "base/check.h"
#include "base/log.h"
#include "lmtp/lmtp_session.h"
#include "proc/confined.h"
#include "proc/isolation.h"

enum {
	OUTCOME_BYTES = 32,
	MAILBOX_BYTES = 1024 /* for the log */
};

struct answer {
	uint32_t done;
	struct err err; /* if not done */
	uint32_t uid;
	uint32_t report;
	char outcome[OUTCOME_BYTES];
	uint32_t mailbox_bytes;
	char mailbox[MAILBOX_BYTES];
};

struct work {
	struct lmtp_session *s;
	const struct config *config;
	const struct account *account;
	const struct lmtp_recipient *r;
	struct span mailbox, challenge, digest;
	enum deliver_dsn_report report;
};

static void conclude(struct answer *a, bool done)
{
	a->done = done;
}

/* A room is left as it would be by who has nothing to do any more. */
static void leave(const struct work *w)
{
	if (isolation_has_walls(w->config))
		deliver_rest(w->s->deliver);
}

/* ---- what is done in a room ---- */

static void check(void *context, void *answer, int *out_fd)
{
	const struct work *w = context;
	struct answer *a = answer;

	(void)out_fd;
	conclude(a, deliver_check(w->s->deliver, w->account, w->mailbox,
				  w->s->txn.size, &a->err));
	leave(w);
}

static void open_file(void *context, void *answer, int *out_fd)
{
	const struct work *w = context;
	struct answer *a = answer;

	conclude(a, deliver_mail_open_file(w->s->deliver, w->account, out_fd,
					   &a->err));
	leave(w);
}

static void store(void *context, void *answer, int *out_fd)
{
	const struct work *w = context;
	struct answer *a = answer;
	struct deliver_stored stored = { .outcome = "" };

	(void)out_fd;
	conclude(a, deliver_mail_store(w->s->txn.mail, &w->r->to, &stored,
				       &a->err));
	if (a->done) {
		struct span mailbox = span_first(stored.mailbox, MAILBOX_BYTES);

		a->uid = stored.uid;
		a->report = stored.report;
		snprintf(a->outcome, OUTCOME_BYTES, "%s", stored.outcome);
		a->mailbox_bytes = (uint32_t)mailbox.len;
		if (mailbox.len)
			memcpy(a->mailbox, mailbox.ptr, mailbox.len);
	}
	leave(w);
}

static void report(void *context, void *answer, int *out_fd)
{
	const struct work *w = context;

	(void)out_fd;
	deliver_mail_report(w->s->txn.mail, &w->r->to, w->report);
	conclude(answer, true);
}

static void apop(void *context, void *answer, int *out_fd)
{
	const struct work *w = context;
	struct answer *a = answer;

	(void)out_fd;
	conclude(a, account_apop_check(w->account, w->config->apop_file,
				       w->challenge, w->digest, &a->err));
}

/* ---- what comes of it ---- */

static bool judge(struct answer *a, struct err *err)
{
	struct err *said = &a->err;

	if (a->done)
		return true;
	if (said->kind <= ERR_NONE || said->kind > ERR_GONE)
		said->kind = ERR_TEMP;
	said->text[sizeof(said->text) - 1] = '\0';
	said->detail[sizeof(said->detail) - 1] = '\0';
	*err = *said;
	return false;
}

static bool go_in(struct work *w, void (*what)(void *, void *, int *),
		  struct answer *answer, int *out_fd, struct err *err)
{
	const struct confined c = {
		.config = w->config,
		.account = w->account,
		.work = what,
		.context = w,
		.fd = w->s && w->s->txn.mail ? deliver_mail_fd(w->s->txn.mail)
					     : -1,
		.answer = answer,
		.answer_bytes = sizeof(*answer),
	};

	return confined_run(&c, out_fd, err) && judge(answer, err);
}

/* Where no file is brought. */
static bool run(struct work *w, void (*what)(void *, void *, int *),
		struct answer *answer, struct err *err)
{
	bool done;
	int fd;

	done = go_in(w, what, answer, &fd, err);
	if (fd >= 0)
		close(fd);
	return done;
}

bool lmtp_room_check(struct lmtp_session *s, const struct account *account,
		     struct span mailbox, struct err *err)
{
	struct work w = { .s = s,
			  .config = s->config,
			  .account = account,
			  .mailbox = mailbox };
	struct answer answer = { 0 };

	return run(&w, check, &answer, err);
}

/* In a pipe or socket we would wait for ever. */
static bool is_file(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* What one says of its own home refuses nobody else's message for good. */
static bool bring_file(struct lmtp_session *s, const struct lmtp_recipient *r,
		       int *out_fd, struct err *err)
{
	struct work w = { .s = s,
			  .config = s->config,
			  .account = r->to.account };
	struct answer answer = { 0 };
	bool done = go_in(&w, open_file, &answer, out_fd, err);

	if (done && is_file(*out_fd))
		return true;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	if (done)
		return err_set(err, ERR_TEMP, "Temporary failure");
	err->kind = ERR_TEMP;
	return false;
}

bool lmtp_room_open_file(void *session, int *out_fd, struct err *err)
{
	struct lmtp_session *s = session;
	struct lmtp_recipient *r;

	for (r = s->txn.recipients; r; r = r->next)
		if (r->first == r && bring_file(s, r, out_fd, err))
			return true;
	return false;
}

/* It becomes part of a line in the log. */
static bool is_word(const char *text)
{
	size_t len = strnlen(text, OUTCOME_BYTES);

	for (size_t i = 0; i < len; i++)
		if (text[i] < 'a' || text[i] > 'z')
			return false;
	return len > 0 && len < OUTCOME_BYTES;
}

static void take(const struct answer *a, struct arena *arena,
		 struct deliver_stored *out)
{
	size_t mailbox = a->mailbox_bytes < MAILBOX_BYTES ? a->mailbox_bytes
							  : MAILBOX_BYTES;

	*out = (struct deliver_stored){
		.uid = a->uid,
		.mailbox = arena_dup(arena, span_make(a->mailbox, mailbox)),
		.outcome = "stored",
		.report = DELIVER_DSN_DELIVERED,
	};
	if (is_word(a->outcome))
		out->outcome = arena_strdup(arena, span_of(a->outcome));
	if (a->report <= DELIVER_DSN_REFUSED)
		out->report = (enum deliver_dsn_report)a->report;
}

bool lmtp_room_store(struct lmtp_session *s, const struct lmtp_recipient *r,
		     struct deliver_stored *out, struct err *err)
{
	struct work w = {
		.s = s, .config = s->config, .account = r->to.account, .r = r
	};
	struct answer answer = { 0 };

	if (!run(&w, store, &answer, err))
		return false;
	take(&answer, &s->txn.arena, out);
	return true;
}

void lmtp_room_report(struct lmtp_session *s, const struct lmtp_recipient *r,
		      enum deliver_dsn_report report_what)
{
	struct work w = { .s = s,
			  .config = s->config,
			  .account = r->to.account,
			  .r = r,
			  .report = report_what };
	struct answer answer = { 0 };
	struct err err;

	if (!run(&w, report, &answer, &err))
		log_err(LOG_LEVEL_WARN, "report", &err, "user=%s",
			r->to.account->user);
}

bool lmtp_room_apop(const struct config *config, const struct account *account,
		    struct span challenge, struct span digest, struct err *err)
{
	struct work w = { .config = config,
			  .account = account,
			  .challenge = challenge,
			  .digest = digest };
	struct answer answer = { 0 };

	return run(&w, apop, &answer, err);
}
