/* SPDX-License-Identifier: MIT */
/*
 * A list is read a page at a time, the next one when the peer has taken the
 * one before, so that neither memory nor a source's thread is held by it.
 */
#include "auth/auth_userdb.h"

#include <stdlib.h>
#include <unistd.h>

#include "account/account.h"
#include "account/account_entry.h"
#include "account/account_wire.h"
#include "auth/auth_conn.h"
#include "auth/auth_limits.h"
#include "auth/auth_list.h"
#include "auth/auth_question.h"
#include "base/log.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	QUESTIONS_MAX = 64, /* at once on one connection */
	OUT_MAX = 1 << 20,
};

struct userdb {
	struct auth_server *server;
	struct auth_conn conn;
	struct buf out;
	unsigned asked; /* of the chain */
	bool closed;
	/* A list under way; between pages nothing is asked. */
	bool listing;
	bool page_due;
	uint32_t list_id;
	char list_after[256];
	void (*tell_closed)(void *arg);
	void *tell_arg;
};

struct asked {
	struct userdb *userdb;
	uint32_t id;
	enum auth_question_kind kind;
};

static void free_if_unused(struct userdb *u)
{
	if (!u->closed || u->asked)
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

static void begin(struct userdb *u, uint32_t id, struct asked **out)
{
	*out = x_calloc(1, sizeof(**out));
	(*out)->userdb = u;
	(*out)->id = id;
	u->asked++;
}

/* Sends what was added. */
static void end(struct asked *asked)
{
	struct userdb *u = asked->userdb;

	free(asked);
	u->asked--;
	if (u->closed)
		free_if_unused(u);
	else
		auth_conn_send(&u->conn, &u->out);
}

/* ---- USER, PASS ---- */

/* Whose the files are is said always: who asks may have another mail_user. */
static void add_user(struct userdb *u, uint32_t id,
		     const struct account_entry *entry)
{
	struct account_entry known = *entry;

	if (known.account.uid == UINT32_MAX)
		known.account.uid = u->server->mail_owner.uid;
	if (known.account.gid == UINT32_MAX)
		known.account.gid = u->server->mail_owner.gid;
	buf_add_format(&u->out, "USER\t%u\t", id);
	account_entry_write(&known, &u->out);
	buf_add_char(&u->out, '\n');
	crypto_secret_wipe(&known, sizeof(known));
}

/* The password itself is told to nobody. */
static void add_pass(struct userdb *u, uint32_t id,
		     const struct account_entry *entry)
{
	buf_add_format(&u->out, "PASS\t%u\tuser=", id);
	account_wire_escape(&u->out, span_of(entry->account.user));
	if (entry->account.state != ACCOUNT_ACTIVE)
		buf_add_str(&u->out, "\tnologin\treason=Account is disabled");
	if (entry->allow_nets[0]) {
		buf_add_str(&u->out, "\tallow_nets=");
		account_wire_escape(&u->out, span_of(entry->allow_nets));
	}
	if (entry->host[0]) {
		buf_add_str(&u->out, "\thost=");
		account_wire_escape(&u->out, span_of(entry->host));
	}
	buf_add_char(&u->out, '\n');
}

static void user_told(void *arg, const struct auth_chain_answer *answer)
{
	struct asked *asked = arg;
	struct buf *out = &asked->userdb->out;

	if (asked->userdb->closed) {
		end(asked);
		return;
	}
	if (answer->verdict == AUTH_VERDICT_OK) {
		if (asked->kind == AUTH_QUESTION_PASS)
			add_pass(asked->userdb, asked->id, answer->entry);
		else
			add_user(asked->userdb, asked->id, answer->entry);
	} else if (answer->verdict == AUTH_VERDICT_UNKNOWN) {
		buf_add_format(out, "NOTFOUND\t%u\n", asked->id);
	} else {
		buf_add_format(out, "FAIL\t%u\tcode=temp_fail\n", asked->id);
	}
	end(asked);
}

static void ask_user(struct userdb *u, const struct auth_question *question)
{
	const struct account_query query = {
		.user = question->user,
		.service = question->service,
		.local_ip = question->local_ip,
		.remote_ip = question->remote_ip,
	};
	struct asked *asked;

	if (u->asked >= QUESTIONS_MAX) {
		buf_add_format(&u->out, "FAIL\t%u\tcode=temp_fail\n",
			       question->id);
		return;
	}
	begin(u, question->id, &asked);
	asked->kind = question->kind;
	auth_chain_lookup(u->server->chain, &query, user_told, asked);
}

/* ---- LIMITS ---- */

static void limits_told(void *arg, enum auth_limits_result result,
			const char *why)
{
	struct asked *asked = arg;
	struct buf *out = &asked->userdb->out;

	if (asked->userdb->closed)
		result = AUTH_LIMITS_TEMP; /* for nobody */
	else if (result == AUTH_LIMITS_SET)
		buf_add_format(out, "OK\t%u\n", asked->id);
	else if (result == AUTH_LIMITS_DENIED)
		buf_add_format(out, "FAIL\t%u\tcode=denied\n", asked->id);
	else if (result == AUTH_LIMITS_TEMP)
		buf_add_format(out, "FAIL\t%u\tcode=temp_fail\n", asked->id);
	else {
		buf_add_format(out,
			       "FAIL\t%u\tcode=cannot\treason=", asked->id);
		account_wire_escape(out, span_of(why));
		buf_add_char(out, '\n');
	}
	end(asked);
}

static void ask_limits(struct userdb *u, const struct auth_question *question)
{
	struct asked *asked;

	begin(u, question->id, &asked);
	auth_limits_set(u->server, question, limits_told, asked);
}

/* ---- LIST ---- */

static void add_page(struct userdb *u, const struct auth_list_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		buf_add_format(&u->out, "LIST\t%u\t", u->list_id);
		account_wire_escape(&u->out, span_of(page->name[i]));
		buf_add_char(&u->out, '\n');
	}
	u->listing = page->more;
	u->page_due = page->more;
	if (page->more)
		snprintf(u->list_after, sizeof(u->list_after), "%s",
			 page->name[page->count - 1]);
	else
		buf_add_format(&u->out, "DONE\t%u%s\n", u->list_id,
			       page->err ? "\tfail" : "");
}

static void page_told(void *arg, const struct auth_list_page *page)
{
	struct asked *asked = arg;

	if (!asked->userdb->closed)
		add_page(asked->userdb, page);
	end(asked);
}

static void ask_page(struct userdb *u)
{
	struct asked *asked;

	begin(u, u->list_id, &asked);
	auth_list_page(u->server->chain, u->list_after, page_told, asked);
}

static void on_drained(void *owner)
{
	struct userdb *u = owner;

	if (!u->page_due)
		return;
	u->page_due = false;
	ask_page(u);
}

/* ---- the cache ---- */

static void flush(struct userdb *u, const struct auth_question *question)
{
	const char *user = question->user[0] ? question->user : NULL;
	size_t count = auth_chain_flush(u->server->chain, user);

	buf_add_format(&u->out, "OK\t%u\t%zu\n", question->id, count);
	log_event(LOG_LEVEL_INFO, "auth_cache", "flushed=%zu user=%s", count,
		  user ? LOG_TEXT(span_of(user)) : "*");
}

static void add_status(struct userdb *u, uint32_t id)
{
	struct auth_cache_stats s;

	auth_chain_stats(u->server->chain, &s);
	buf_add_format(
		&u->out,
		"OK\t%u\thits=%llu\tmisses=%llu\tstale=%llu\tusers=%llu"
		"\tnobodies=%llu\tbytes=%llu\n",
		id, (unsigned long long)s.hits, (unsigned long long)s.misses,
		(unsigned long long)s.stale, (unsigned long long)s.users,
		(unsigned long long)s.nobodies, (unsigned long long)s.bytes);
}

/* ---- the connection ---- */

/* false: not as the protocol has it. */
static bool obey(struct userdb *u, const struct auth_question *question)
{
	switch (question->kind) {
	case AUTH_QUESTION_VERSION:
		break;
	case AUTH_QUESTION_USER:
	case AUTH_QUESTION_PASS:
		ask_user(u, question);
		break;
	case AUTH_QUESTION_LIMITS:
		if (u->asked >= QUESTIONS_MAX)
			return false;
		ask_limits(u, question);
		break;
	case AUTH_QUESTION_LIST:
		if (u->listing)
			return false;
		u->listing = true;
		u->list_id = question->id;
		u->list_after[0] = '\0';
		ask_page(u);
		break;
	case AUTH_QUESTION_CACHE_FLUSH:
		flush(u, question);
		break;
	case AUTH_QUESTION_CACHE_STATUS:
		add_status(u, question->id);
		break;
	}
	return true;
}

static bool on_line(void *owner, struct span line)
{
	struct auth_question question;
	struct userdb *u = owner;
	struct err err;

	bool good = auth_question_parse(line, &question, &err) &&
		    obey(u, &question);

	crypto_secret_wipe(question.grant, sizeof(question.grant));
	if (!good) {
		log_event(LOG_LEVEL_WARN, "userdb", "malformed=%s",
			  span_starts(line, SPAN("LIMITS")) ? "LIMITS"
							    : LOG_TEXT(line));
		return false;
	}
	auth_conn_send(&u->conn, &u->out);
	return true;
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
	buf_init(&u->out, OUT_MAX);
	auth_conn_open(&u->conn, server->base, fd, &events, u);
	buf_add_format(&u->out, "VERSION\t1\t1\nSPID\t%d\n", (int)getpid());
	auth_conn_send(&u->conn, &u->out);
}
