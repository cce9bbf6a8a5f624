/* SPDX-License-Identifier: MIT */
#include "master/login.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "master/session_table.h"
#include "stats/stats.h"

enum {
	PENDING_MAX = 4096,
	PENDING_MS = 10000
};

struct pending {
	uint32_t id;      /* ours, in WHO */
	uint32_t gate_id; /* gate's, for LOGIN_DONE */
	struct child *gate;
	struct control_login *login; /* owned */
	int fd;                      /* owned */
	uint32_t wakes;              /* the parked session, or 0: a new one */
	int64_t until_ms;
};

struct logins {
	uint32_t last_id;
	struct pending *pending;
	size_t pending_count;
	struct session_table *sessions;
};

struct logins *login_new(void)
{
	struct logins *logins = x_calloc(1, sizeof(*logins));

	logins->pending = x_calloc(PENDING_MAX, sizeof(*logins->pending));
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
	struct control_msg done = { .kind = CONTROL_LOGIN_DONE,
				    .id = id,
				    .result = result,
				    .session = session };
	struct err err;

	if (gate->control >= 0 && !control_send(gate->control, &done, -1, &err))
		log_err(LOG_LEVEL_WARN, "login_done", &err, "%s", "");
}

/* Ends a pending login: tells gate, closes the stream. */
static void finish(struct logins *logins, size_t at, enum control_result result)
{
	struct pending p = logins->pending[at];

	logins->pending[at] = logins->pending[--logins->pending_count];
	answer_gate(p.gate, p.gate_id, result, p.wakes ? p.wakes : p.id);
	close(p.fd);
	explicit_bzero(p.login, sizeof(*p.login));
	free(p.login);
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
	while ((*logins)->pending_count)
		finish(*logins, 0, CONTROL_TEMP);
	session_table_free(&(*logins)->sessions);
	stats_set(STATS_sessions_open, 0);
	free((*logins)->pending);
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
static bool begin_wake(struct logins *logins, struct pending *p,
		       struct control_msg *who)
{
	const struct session *session =
		session_table_find(logins->sessions, p->login->parked);

	if (!session || session->gate != p->gate)
		return false;
	*p->login = *session->login;
	p->wakes = p->login->parked = session->id;
	who->login = *p->login;
	snprintf(who->account.user, sizeof(who->account.user), "%s",
		 session->user);
	return true;
}

void login_begin(struct logins *logins, struct child *gate, struct child *auth,
		 const struct control_msg *msg, int fd)
{
	static struct control_msg who;
	struct pending *p;
	struct err err;

	if (fd < 0 || !auth || logins->pending_count == PENDING_MAX) {
		if (fd >= 0)
			close(fd);
		answer_gate(gate, msg->id, CONTROL_TEMP, 0);
		return;
	}
	p = &logins->pending[logins->pending_count++];
	*p = (struct pending){
		.id = ++logins->last_id,
		.gate_id = msg->id,
		.gate = gate,
		.login = x_calloc(1, sizeof(*p->login)),
		.fd = fd,
		.until_ms = clock_mono_ms() + PENDING_MS,
	};
	*p->login = msg->login;
	leave(logins, gate, msg->login.left);
	who = (struct control_msg){ .kind = CONTROL_WHO, .id = p->id };
	who.login = msg->login;
	if (msg->login.parked && !begin_wake(logins, p, &who)) {
		finish(logins, logins->pending_count - 1, CONTROL_DENIED);
		return;
	}
	if (control_send(auth->control, &who, -1, &err))
		return;
	log_err(LOG_LEVEL_ERROR, "who", &err, "%s", "");
	finish(logins, logins->pending_count - 1, CONTROL_TEMP);
}

static uint64_t service_limit(const struct config *config, const char *service)
{
	const struct {
		const char *service;
		uint64_t limit;
	} limits[] = {
		{ "imap", config->imap_session_limit },
		{ "pop3", config->pop3_session_limit },
		{ "sieve", config->managesieve_session_limit },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (limits[i].limit &&
		    span_eq(span_of(service), span_of(limits[i].service)))
			return limits[i].limit;
	return UINT64_MAX;
}

static bool is_within_limits(const struct logins *logins,
			     const struct config *config,
			     const struct pending *p,
			     const struct account *account)
{
	struct session_counts counts =
		session_table_counts(logins->sessions, account->user, p->login);

	return session_table_count(logins->sessions) < config->session_limit &&
	       counts.service < service_limit(config, p->login->service) &&
	       counts.user < config->user_connections &&
	       counts.address < config->address_connections;
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
	session->parked = false;
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
	if (woken && woken->kicked)
		msg.result = CONTROL_BEGIN_TO_END;
	snprintf(msg.grant, sizeof(msg.grant), "%s",
		 woken && woken->grant ? woken->grant : who->grant);
	msg.login = *p->login;
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
	if (who->result != CONTROL_OK)
		return who->result;
	if (who->account.state != ACCOUNT_ACTIVE)
		return CONTROL_DENIED;
	if (p->wakes || is_within_limits(logins, config, p, &who->account))
		return CONTROL_OK;
	log_event(LOG_LEVEL_WARN, "session_limit", "user=%s",
		  LOG_TEXT(span_of(who->account.user)));
	return CONTROL_BUSY;
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
	enum control_result result;
	const struct pending *p;
	struct child *zygote;
	size_t at = 0;

	while (at < logins->pending_count && logins->pending[at].id != msg->id)
		at++;
	if (at == logins->pending_count)
		return;
	p = &logins->pending[at];
	zygote = zygote_of(p, find, arg);
	result = admit(logins, config, p, msg);
	if (result == CONTROL_OK)
		result = zygote ? start_session(logins, zygote, p, msg)
				: CONTROL_TEMP;
	if (p->wakes && result == CONTROL_DENIED)
		end_parked(logins, auth, p->wakes);
	finish(logins, at, result);
}

void login_session_done(struct logins *logins, struct child *auth, uint32_t id)
{
	struct session *session = session_table_find(logins->sessions, id);

	if (session)
		drop_session(logins, auth, session);
}

/* What there is to see of it until it goes on. */
static void keep_sight(struct session *session, const struct child *zygote,
		       uint32_t page)
{
	struct sight now;

	if (zygote->sight >= 0 && sight_get(zygote->sight, page, &now))
		session_table_see(session, &now);
}

void login_parked(struct logins *logins, const struct child *zygote,
		  const struct control_msg *msg)
{
	struct session *session =
		session_table_find(logins->sessions, msg->session);

	if (!session || session->zygote != zygote)
		return;
	if (msg->kind == CONTROL_PARKED) {
		session->parked = true;
		keep_sight(session, zygote, msg->id);
	}
	if (msg->kind == CONTROL_CHANGED || session->kicked) {
		session_table_mark(logins->sessions, session);
	}
}

void login_tell_changes(struct logins *logins)
{
	struct session *session = session_table_marked(logins->sessions);

	while (session) {
		struct session *next = session->changed.next;
		const struct control_msg changed = { .kind = CONTROL_CHANGED,
						     .session = session->id };
		struct err err;

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
	bool is_auth = child->kind == CHILD_AUTH;

	for (size_t i = logins->pending_count; i-- > 0;)
		if (is_auth || logins->pending[i].gate == child)
			finish(logins, i, CONTROL_TEMP);
	while (session) {
		struct session *next = session->all.next;

		if (!outlives(logins, session, child))
			drop_session(logins, is_auth ? NULL : auth, session);
		session = next;
	}
}

void login_expire(struct logins *logins)
{
	int64_t now = clock_mono_ms();

	for (size_t i = logins->pending_count; i-- > 0;)
		if (logins->pending[i].until_ms <= now)
			finish(logins, i, CONTROL_TEMP);
}
