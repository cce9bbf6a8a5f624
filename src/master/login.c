/* SPDX-License-Identifier: MIT */
#include "master/login.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "master/login_limit.h"
#include "master/pending.h"
#include "master/session_table.h"
#include "stats/stats.h"

enum {
	PENDING_MS = 10000, /* for auth to answer, and for a login to wait */
	EXPIRE_MS = 1000,   /* between looks for what took too long */
	/* To auth at once: it keeps twice as many answers that master has not
	 * read yet, and gives none beyond that. */
	QUESTIONS_MAX = 512,
	WARNING_MS = 60000, /* between words that there is no room */
};

struct logins {
	struct pendings *pendings;
	struct session_table *sessions;
	int64_t expire_ms; /* when to look again */
	int64_t warn_ms;   /* not before, of waiting */
};

struct logins *login_new(void)
{
	struct logins *logins = x_calloc(1, sizeof(*logins));

	logins->pendings = pending_new();
	logins->sessions = session_table_new();
	return logins;
}

struct session_table *login_sessions(struct logins *logins)
{
	return logins->sessions;
}

static void answer_gate(struct child *gate, uint32_t id,
			enum control_result result, uint32_t session)
{
	static struct control_msg done = { .kind = CONTROL_LOGIN_DONE };
	struct err err;

	done.id = id;
	done.result = result;
	done.session = session;
	if (gate->control >= 0 && !control_send(gate->control, &done, -1, &err))
		log_err(LOG_LEVEL_WARN, "login_done", &err, "%s", "");
}

/* Ends a pending login: tells gate, closes the stream. */
static void finish(struct logins *logins, struct pending *p,
		   enum control_result result)
{
	struct session *woken = session_table_find(logins->sessions, p->wakes);

	if (woken)
		woken->waking = false;
	answer_gate(p->gate, p->gate_id, result, p->wakes ? p->wakes : p->id);
	pending_drop(logins->pendings, p);
}

/* Its grant is good for nothing from here on. */
static void tell_auth(struct child *auth, uint32_t id)
{
	struct control_msg done = { .kind = CONTROL_SESSION_DONE, .id = id };
	struct err err;

	if (auth && !control_send(auth->control, &done, -1, &err))
		log_err(LOG_LEVEL_WARN, "session_done", &err, "id=%u", id);
}

static void drop_session(struct logins *logins, struct child *auth,
			 struct session *session)
{
	if (session->grant)
		tell_auth(auth, session->id);
	session_table_drop(logins->sessions, session);
	stats_set(STATS_sessions_open, session_table_count(logins->sessions));
}

void login_free(struct logins **logins)
{
	struct pending *p;

	while ((p = pending_next((*logins)->pendings, NULL)))
		finish(*logins, p, CONTROL_TEMP);
	pending_free(&(*logins)->pendings);
	session_table_free(&(*logins)->sessions);
	stats_set(STATS_sessions_open, 0);
	free(*logins);
	*logins = NULL;
}

/* The worker of a session that gate was given back may still be on its way
 * out. It counts for all sessions, but its user has room for the next. */
static void leave(struct logins *logins, const struct child *gate, uint32_t id)
{
	struct session *session = session_table_find(logins->sessions, id);

	if (session && session->gate == gate)
		session_table_leave(logins->sessions, session);
}

/* A gate wakes what it has, and that can be nothing but a session that was
 * begun through it. */
static bool may_wake(const struct logins *logins, const struct child *gate,
		     const struct control_login *login)
{
	const struct session *session =
		session_table_find(logins->sessions, login->parked);

	return !login->parked ||
	       (session && session->gate == gate && !session->waking);
}

static enum control_result refusal(const struct logins *logins,
				   const struct child *gate,
				   const struct control_msg *msg, int fd)
{
	if (fd < 0 || (!msg->login.parked && pending_logins(logins->pendings) >=
						     LOGIN_LIMIT_UNDER_WAY))
		return CONTROL_TEMP;
	return may_wake(logins, gate, &msg->login) ? CONTROL_OK
						   : CONTROL_DENIED;
}

void login_begin(struct logins *logins, struct child *gate,
		 const struct control_msg *msg, int fd)
{
	enum control_result result = refusal(logins, gate, msg, fd);
	struct session *woken;
	struct pending *p;

	if (result != CONTROL_OK) {
		if (fd >= 0)
			close(fd);
		answer_gate(gate, msg->id, result, 0);
		return;
	}
	p = pending_add(logins->pendings, msg, fd);
	p->gate = gate;
	leave(logins, gate, msg->login.left);
	woken = session_table_find(logins->sessions, p->wakes);
	if (woken)
		woken->waking = true;
	else
		p->until_ms = clock_mono_ms() + PENDING_MS;
}

/* What master knows of the session counts, not what gate says now. */
static void name_woken(const struct session *session, struct pending *p,
		       struct control_msg *who)
{
	*p->login = *session->login;
	p->login->parked = session->id;
	snprintf(who->account.user, sizeof(who->account.user), "%s",
		 session->user);
	if (session->master)
		snprintf(who->master, sizeof(who->master), "%s",
			 session->master);
}

static void ask(struct logins *logins, struct child *auth, struct pending *p)
{
	static struct control_msg who;
	struct err err;

	pending_ask(logins->pendings, p, clock_mono_ms() + PENDING_MS);
	who = (struct control_msg){ .kind = CONTROL_WHO, .id = p->id };
	if (p->wakes) {
		const struct session *woken =
			session_table_find(logins->sessions, p->wakes);

		if (!woken) {
			finish(logins, p, CONTROL_DENIED);
			return;
		}
		name_woken(woken, p, &who);
	}
	who.login = *p->login;
	if (!auth) {
		finish(logins, p, CONTROL_TEMP);
	} else if (!control_send(auth->control, &who, -1, &err)) {
		log_err(LOG_LEVEL_ERROR, "who", &err, "%s", "");
		finish(logins, p, CONTROL_TEMP);
	}
}

/* Who was asked about has his room already. */
static bool has_room(const struct logins *logins, const struct config *config)
{
	return session_table_active(logins->sessions) +
		       pending_asked(logins->pendings) <
	       config->session_active_limit;
}

static void warn_of_waiting(struct logins *logins)
{
	int64_t now = clock_mono_ms();

	if (now < logins->warn_ms)
		return;
	logins->warn_ms = now + WARNING_MS;
	log_event(LOG_LEVEL_WARN, "session_limit",
		  "limit=session_active_limit waiting=yes");
}

void login_go_on(struct logins *logins, const struct config *config,
		 struct child *auth)
{
	struct pending *p;

	while ((p = pending_first_waiting(logins->pendings))) {
		if (pending_asked(logins->pendings) >= QUESTIONS_MAX)
			return;
		if (!has_room(logins, config)) {
			warn_of_waiting(logins);
			return;
		}
		ask(logins, auth, p);
	}
}

static void forget_parked(const struct session *session)
{
	const struct control_msg forget = { .kind = CONTROL_FORGET,
					    .session = session->id };
	struct err err;

	if (session->parked && session->zygote &&
	    session->zygote->control >= 0 &&
	    !control_send(session->zygote->control, &forget, -1, &err))
		log_err(LOG_LEVEL_WARN, "forget", &err, "%s", "");
}

static void add_session(struct logins *logins, struct child *zygote,
			const struct pending *p, const struct control_msg *who)
{
	struct session *session = session_table_add(
		logins->sessions, p->id, who->account.user, p->login);

	session->zygote = zygote;
	session->gate = p->gate;
	if (who->grant[0])
		session->grant = x_strdup(who->grant);
	if (who->master[0])
		session->master = x_strdup(who->master);
	session->login->tag[0] = '\0';
	stats_set(STATS_sessions_open, session_table_count(logins->sessions));
}

/* A zygote that is to wake one of its own forgets it by itself. */
static void go_on(struct logins *logins, struct child *zygote, uint32_t id)
{
	struct session *session = session_table_find(logins->sessions, id);

	if (session && session->zygote != zygote)
		forget_parked(session);
	if (!session)
		return;
	session->zygote = zygote;
	session->turn++;
	session_table_unpark(logins->sessions, session);
	session_table_unmark(session);
}

static enum control_result start_session(struct logins *logins,
					 struct child *zygote,
					 const struct pending *p,
					 const struct control_msg *who)
{
	const struct session *woken =
		session_table_find(logins->sessions, p->wakes);
	static struct control_msg msg;
	struct err err;
	bool sent;

	msg = (struct control_msg){ .kind = CONTROL_SESSION,
				    .id = p->wakes ? p->wakes : p->id };
	msg.account = who->account;
	msg.turn = woken ? woken->turn + 1 : 0;
	if (woken && woken->kicked)
		msg.result = CONTROL_BEGIN_TO_END;
	snprintf(msg.grant, sizeof(msg.grant), "%s",
		 woken && woken->grant ? woken->grant : who->grant);
	msg.login = *p->login;
	msg.crowd = 1 + session_table_counts(logins->sessions,
					     who->account.user, p->login)
				.active;
	/* Auth's secret with gate is none of the worker's business. */
	explicit_bzero(msg.login.cookie, sizeof(msg.login.cookie));
	sent = control_send(zygote->control, &msg, p->fd, &err);
	explicit_bzero(msg.grant, sizeof(msg.grant));
	if (!sent) {
		log_err(LOG_LEVEL_ERROR, "session", &err, "%s", "");
		return CONTROL_TEMP;
	}
	if (p->wakes)
		go_on(logins, zygote, p->wakes);
	else
		add_session(logins, zygote, p, who);
	return CONTROL_OK;
}

static struct child *zygote_of(const struct pending *p, login_zygote find,
			       void *arg)
{
	struct span service = span_of(p->login->service);

	static const struct {
		const char *service;
		enum child_kind kind;
	} zygotes[] = {
		{ "imap", CHILD_IMAP },
		{ "pop3", CHILD_POP3 },
		{ "sieve", CHILD_MANAGESIEVE },
	};

	for (size_t i = 0; i < ARRAY_LEN(zygotes); i++)
		if (span_eq(service, span_of(zygotes[i].service)))
			return find(arg, zygotes[i].kind);
	return NULL;
}

static enum control_result admit(const struct logins *logins,
				 const struct config *config,
				 const struct pending *p,
				 const struct control_msg *who)
{
	enum control_result result;
	const char *limit;

	if (who->result != CONTROL_OK)
		return who->result;
	if (who->account.state != ACCOUNT_ACTIVE)
		return CONTROL_DENIED;
	if (p->wakes)
		return CONTROL_OK;
	limit = login_limit_exceeded(logins->sessions, config, p->login,
				     who->account.user, &result);
	if (!limit)
		return CONTROL_OK;
	log_event(LOG_LEVEL_WARN, "session_limit", "user=%s limit=%s",
		  LOG_TEXT(span_of(who->account.user)), limit);
	return result;
}

/* The account of a parked session is none any more. */
static void end_parked(struct logins *logins, struct child *auth, uint32_t id)
{
	struct session *session = session_table_find(logins->sessions, id);

	if (!session)
		return;
	forget_parked(session);
	drop_session(logins, auth, session);
}

void login_answered(struct logins *logins, const struct config *config,
		    struct child *auth, login_zygote find, void *arg,
		    const struct control_msg *msg)
{
	struct pending *p = pending_find(logins->pendings, msg->id);
	enum control_result result;
	struct child *zygote;

	if (!p)
		return;
	zygote = zygote_of(p, find, arg);
	result = admit(logins, config, p, msg);
	if (result == CONTROL_OK)
		result = zygote ? start_session(logins, zygote, p, msg)
				: CONTROL_TEMP;
	if (p->wakes && result == CONTROL_DENIED)
		end_parked(logins, auth, p->wakes);
	finish(logins, p, result);
}

void login_session_done(struct logins *logins, struct child *auth,
			const struct control_msg *msg)
{
	struct session *session = session_table_find(logins->sessions, msg->id);

	if (session && session->turn == msg->turn)
		drop_session(logins, auth, session);
}

/* What there is to see of it until it goes on. */
static void keep_sight(struct session *session, const struct child *zygote,
		       uint32_t page)
{
	struct sight now;

	if (zygote->sight >= 0 &&
	    sight_get(zygote->sight, page, session->id, &now))
		session_table_see(session, &now);
}

void login_parked(struct logins *logins, const struct child *zygote,
		  const struct control_msg *msg)
{
	struct session *session =
		session_table_find(logins->sessions, msg->session);

	if (!session || session->zygote != zygote)
		return;
	if (msg->kind == CONTROL_PARKED && session->turn == msg->turn) {
		session_table_park(logins->sessions, session);
		keep_sight(session, zygote, msg->id);
	}
	if (msg->kind == CONTROL_CHANGED || session->kicked) {
		session_table_mark(logins->sessions, session);
	}
}

void login_tell_changes(struct logins *logins)
{
	static struct control_msg changed = { .kind = CONTROL_CHANGED };
	struct session *session = session_table_marked(logins->sessions);

	while (session) {
		struct session *next = session->changed.next;
		struct err err;

		changed.session = session->id;
		if (session->gate->control >= 0 &&
		    control_send(session->gate->control, &changed, -1, &err))
			session_table_unmark(session);
		session = next;
	}
}

/* false: it ends with the child. */
static bool outlives(struct logins *logins, struct session *session,
		     const struct child *child)
{
	if (session->zygote == child && session->parked) {
		/* Nobody watches for it now. */
		session->zygote = NULL;
		session_table_mark(logins->sessions, session);
		return true;
	}
	if (session->gate == child && session->parked) {
		forget_parked(session);
		return false;
	}
	return session->zygote != child;
}

void login_child_gone(struct logins *logins, struct child *auth,
		      const struct child *child)
{
	struct session *session = session_table_first(logins->sessions);
	struct pending *p = pending_next(logins->pendings, NULL);
	bool is_auth = child->kind == CHILD_AUTH;

	while (p) {
		struct pending *next = pending_next(logins->pendings, p);

		if (p->gate == child || (is_auth && p->asked))
			finish(logins, p, CONTROL_TEMP);
		p = next;
	}
	while (session) {
		struct session *next = session->all.next;

		if (!outlives(logins, session, child))
			drop_session(logins, is_auth ? NULL : auth, session);
		session = next;
	}
}

void login_refuse_waiting(struct logins *logins)
{
	struct pending *p;

	while ((p = pending_first_waiting(logins->pendings)))
		finish(logins, p, CONTROL_TEMP);
}

void login_expire(struct logins *logins)
{
	struct pending *p = pending_next(logins->pendings, NULL);
	int64_t now = clock_mono_ms();

	if (now < logins->expire_ms)
		return;
	logins->expire_ms = now + EXPIRE_MS;
	while (p) {
		struct pending *next = pending_next(logins->pendings, p);

		if (p->until_ms && p->until_ms <= now)
			finish(logins, p, CONTROL_TEMP);
		p = next;
	}
}
