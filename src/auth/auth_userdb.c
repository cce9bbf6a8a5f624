/* SPDX-License-Identifier: MIT */
/*
 * A list is read a page at a time, the next one when the peer has taken the
 * one before, so that neither memory nor the look-up thread is held by it.
 */
#include "auth/auth_userdb.h"

#include <stdlib.h>
#include <unistd.h>

#include "account/account.h"
#include "account/account_wire.h"
#include "auth/auth_conn.h"
#include "auth/auth_question.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	PAGE = 200,
	QUESTIONS_MAX = 64, /* at once on one connection */
	PAGE_BYTES_MAX = 1 << 17,
};

struct userdb {
	struct auth_server *server;
	struct auth_conn conn;
	struct buf out;
	unsigned jobs;
	bool closed;
	/* A list under way; between pages no job has it. */
	bool listing;
	bool page_due;
	uint32_t list_id;
	char list_after[256];
	void (*tell_closed)(void *arg);
	void *tell_arg;
};

struct question_job {
	struct auth_job job; /* first */
	struct userdb *userdb;
	struct auth_question question;
	char after[256]; /* LIST */
	bool more;       /* LIST: another page may follow */
	struct buf answer;
	struct err err;
};

static void free_if_unused(struct userdb *u)
{
	if (!u->closed || u->jobs)
		return;
	free(u);
}

static void on_closed(void *owner)
{
	struct userdb *u = owner;

	u->closed = true;
	buf_release(&u->out);
	u->tell_closed(u->tell_arg);
	free_if_unused(u);
}

/* ---- by the worker ---- */

static void answer_user(struct question_job *job, struct account_sqlite *source)
{
	uint32_t id = job->question.id;
	struct account_entry row;
	char user[256];
	bool possible = account_normalize(span_of(job->question.user), user,
					  sizeof(user));

	if (possible && account_sqlite_lookup(source, user, &row, &job->err)) {
		buf_add_format(&job->answer, "USER\t%u\t", id);
		account_write(&row.account, &job->answer);
		buf_add_char(&job->answer, '\n');
	} else if (!possible || job->err.kind == ERR_NOTFOUND) {
		err_clear(&job->err);
		buf_add_format(&job->answer, "NOTFOUND\t%u\n", id);
	} else {
		buf_add_format(&job->answer, "FAIL\t%u\tcode=temp_fail\n", id);
	}
	crypto_secret_wipe(&row, sizeof(row));
}

static void answer_list(struct question_job *job, struct account_sqlite *source)
{
	uint32_t id = job->question.id;
	struct account_entry row = { .name = "" };

	snprintf(row.account.user, sizeof(row.account.user), "%s", job->after);
	for (unsigned n = 0; n < PAGE; n++) {
		if (!account_sqlite_next(source, job->after, &row, &job->err))
			break;
		snprintf(job->after, sizeof(job->after), "%s",
			 row.account.user);
		buf_add_format(&job->answer, "LIST\t%u\t", id);
		account_wire_escape(&job->answer, span_of(job->after));
		buf_add_char(&job->answer, '\n');
	}
	crypto_secret_wipe(&row, sizeof(row));
	job->more = job->err.kind == ERR_NONE;
	if (job->err.kind == ERR_NOTFOUND) {
		err_clear(&job->err);
		buf_add_format(&job->answer, "DONE\t%u\n", id);
	} else if (!job->more) {
		buf_add_format(&job->answer, "DONE\t%u\tfail\n", id);
	}
}

static void run(struct auth_job *base, struct account_sqlite *source)
{
	struct question_job *job = (struct question_job *)base;

	if (job->question.kind == AUTH_QUESTION_LIST)
		answer_list(job, source);
	else
		answer_user(job, source);
}

/* ---- on the loop ---- */

static void take_answer(struct userdb *u, struct question_job *job)
{
	buf_add(&u->out, buf_span(&job->answer));
	if (job->question.kind != AUTH_QUESTION_LIST)
		return;
	u->listing = job->more;
	u->page_due = job->more;
	snprintf(u->list_after, sizeof(u->list_after), "%s", job->after);
}

static void done(struct auth_job *base)
{
	struct question_job *job = (struct question_job *)base;
	struct userdb *u = job->userdb;

	auth_server_note_source(u->server,
				job->err.kind == ERR_NONE ? NULL : &job->err);
	if (!u->closed)
		take_answer(u, job);
	buf_release(&job->answer);
	free(job);
	u->jobs--;
	if (u->closed)
		free_if_unused(u);
	else
		auth_conn_send(&u->conn, &u->out);
}

static void ask(struct userdb *u, const struct auth_question *question)
{
	struct question_job *job = x_calloc(1, sizeof(*job));

	job->job.run = run;
	job->job.done = done;
	job->userdb = u;
	job->question = *question;
	buf_init(&job->answer, PAGE_BYTES_MAX);
	if (question->kind == AUTH_QUESTION_LIST)
		snprintf(job->after, sizeof(job->after), "%s", u->list_after);
	if (u->jobs < QUESTIONS_MAX &&
	    auth_pool_submit(u->server->lookups_pool, &job->job)) {
		u->jobs++;
		return;
	}
	free(job);
	if (question->kind == AUTH_QUESTION_LIST) {
		u->listing = false;
		buf_add_format(&u->out, "DONE\t%u\tfail\n", question->id);
	} else {
		buf_add_format(&u->out, "FAIL\t%u\tcode=temp_fail\n",
			       question->id);
	}
}

static bool on_line(void *owner, struct span line)
{
	struct auth_question question;
	struct userdb *u = owner;
	struct err err;

	if (!auth_question_parse(line, &question, &err) ||
	    (question.kind == AUTH_QUESTION_LIST && u->listing)) {
		log_event(LOG_LEVEL_WARN, "userdb", "malformed=%s",
			  LOG_TEXT(line));
		return false;
	}
	if (question.kind == AUTH_QUESTION_VERSION)
		return true;
	if (question.kind == AUTH_QUESTION_LIST) {
		u->listing = true;
		u->list_id = question.id;
		u->list_after[0] = '\0';
	}
	ask(u, &question);
	auth_conn_send(&u->conn, &u->out);
	return true;
}

static void on_drained(void *owner)
{
	struct auth_question next = { .kind = AUTH_QUESTION_LIST };
	struct userdb *u = owner;

	if (!u->page_due)
		return;
	u->page_due = false;
	next.id = u->list_id;
	ask(u, &next);
	auth_conn_send(&u->conn, &u->out);
}

void auth_userdb_new(struct auth_server *server, int fd,
		     void (*closed)(void *arg), void *arg)
{
	static const struct auth_conn_events events = {
		.line = on_line,
		.drained = on_drained,
		.closed = on_closed,
	};
	struct userdb *u = x_calloc(1, sizeof(*u));

	u->server = server;
	u->tell_closed = closed;
	u->tell_arg = arg;
	buf_init(&u->out, 2 * PAGE_BYTES_MAX);
	auth_conn_open(&u->conn, server->base, fd, &events, u);
	buf_add_format(&u->out, "VERSION\t1\t1\nSPID\t%d\n", (int)getpid());
	auth_conn_send(&u->conn, &u->out);
}
