/* SPDX-License-Identifier: MIT */
/*
 * Master shares the listening sockets between all gates, so an accept may find
 * nothing. When fds run out, accepting rests for a second.
 */
#include "gate/gate_server.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "gate/gate.h"
#include "gate/gate_auth.h"
#include "gate/gate_away.h"
#include "gate/gate_conn.h"
#include "gate/gate_handoff.h"
#include "gate/gate_park.h"
#include "proc/visitors.h"
#include "stats/stats.h"
#include "tls/tls_door.h"

enum {
	ACCEPTS_AT_ONCE = 32,
	FDS_OF_ITS_OWN = 64,
	/* A relay's end and a channel, beside its socket. */
	FDS_ACTIVE = 2,
	FDS_WAKING = 3, /* and the channel's end that is sent away */
	EXIT_TROUBLE = 75,
};

struct listener {
	const char *name;
	const struct gate_protocol *protocol;
	enum gate_conn_start start;
	struct server *server;
	struct event *event; /* NULL: not served, or closed */
};

struct server {
	struct gate gate;
	struct proc *proc;
	struct event_base *base;
	struct event *control;
	struct event *resume; /* timer after fds ran out */
	struct listener listeners[5];
	char sieve[CONTROL_CAPABILITIES_MAX]; /* what policy.sieve is */
	int exit_status;
};

/* ---- clients ---- */

static void rest_from_accepting(struct server *server)
{
	static const struct timeval second = { .tv_sec = 1 };

	log_event(LOG_LEVEL_ERROR, "accept", "errno=%d clients=%u", errno,
		  server->gate.clients);
	for (size_t i = 0; i < ARRAY_LEN(server->listeners); i++)
		if (server->listeners[i].event)
			event_del(server->listeners[i].event);
	event_add(server->resume, &second);
}

/* ManageSieve's greeting must tell what the engine knows (RFC 5804 1.7), so its
 * clients wait until managesieve has told. */
static void accept_all(struct server *server)
{
	for (size_t i = 0; i < ARRAY_LEN(server->listeners); i++) {
		const struct listener *listener = &server->listeners[i];

		if (listener->event &&
		    (listener->protocol != &gate_sieve || *server->sieve))
			event_add(listener->event, NULL);
	}
}

static void on_resume(evutil_socket_t fd, short what, void *ctx)
{
	struct server *server = ctx;

	(void)fd;
	(void)what;
	accept_all(server);
}

static void turn_away(struct gate *gate, int fd,
		      const struct listener *listener)
{
	struct gate_talk talk;
	auto_buf struct buf out;

	buf_init(&out, GATE_LINE_MAX);
	gate_talk_init(&talk, listener->protocol, &gate->policy, GATE_CLEAR);
	listener->protocol->farewell(&talk, GATE_FAREWELL_FULL, &out);
	stats_add(STATS_gate_refused, 1);
	/* A word of courtesy; nobody waits for it to arrive. */
	if (listener->start == GATE_CONN_CLEAR)
		(void)send(fd, out.ptr, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	gate_talk_release(&talk);
	close(fd);
}

static void on_accept(evutil_socket_t listening, short what, void *ctx)
{
	const struct listener *listener = ctx;
	struct gate *gate = &listener->server->gate;

	(void)what;
	for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
		int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE ||
			       errno == ENOBUFS || errno == ENOMEM)) {
			rest_from_accepting(listener->server);
			return;
		}
		if (fd < 0)
			return;
		stats_add(STATS_gate_connections, 1);
		if (gate->clients >= gate->clients_max)
			turn_away(gate, fd, listener);
		else
			gate_conn_open(gate, fd, listener->protocol,
				       listener->start);
	}
}

/* Accepted sockets inherit these options. */
static void set_options(int fd)
{
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	evutil_make_socket_nonblocking(fd);
}

static void open_listeners(struct server *server)
{
	const struct listener all[] = {
		{ "imap", &gate_imap, GATE_CONN_CLEAR, server, NULL },
		{ "imaps", &gate_imap, GATE_CONN_TLS, server, NULL },
		{ "pop3", &gate_pop3, GATE_CONN_CLEAR, server, NULL },
		{ "pop3s", &gate_pop3, GATE_CONN_TLS, server, NULL },
		{ "sieve", &gate_sieve, GATE_CONN_CLEAR, server, NULL },
	};

	memcpy(server->listeners, all, sizeof(all));
	for (size_t i = 0; i < ARRAY_LEN(server->listeners); i++) {
		struct listener *listener = &server->listeners[i];
		int fd = proc_listen_fd(server->proc, listener->name);

		if (fd < 0)
			continue;
		set_options(fd);
		listener->event =
			event_new(server->base, fd, EV_READ | EV_PERSIST,
				  on_accept, listener);
	}
	accept_all(server);
}

static void close_listeners(struct server *server)
{
	event_del(server->resume);
	for (size_t i = 0; i < ARRAY_LEN(server->listeners); i++) {
		struct event *event = server->listeners[i].event;

		if (!event)
			continue;
		close(event_get_fd(event));
		event_free(event);
		server->listeners[i].event = NULL;
	}
}

/* ---- master ---- */

static void stop(struct server *server, enum control_stop how)
{
	struct gate *gate = &server->gate;

	log_event(LOG_LEVEL_INFO, "stop", "clients=%u", gate->clients);
	close_listeners(server);
	gate->stopping = true;
	gate_conn_end_all(gate);
	tls_door_leave(); /* no handshake is to come */
	gate->ending = how == CONTROL_STOP_NOW;
	if (gate->ending) {
		gate_away_let_go(gate);
		gate_park_end_all(gate);
	}
	if (gate->clients == 0)
		event_base_loopbreak(server->base);
}

/* Who has been greeted already was told the same: it only changes with the
 * configuration, and so do the gates. */
static void hear_of_sieve(struct server *server, const struct control_msg *msg)
{
	snprintf(server->sieve, sizeof(server->sieve), "%s", msg->capabilities);
	accept_all(server);
}

static void hear_of_change(struct gate *gate, uint32_t session)
{
	if (!gate_park_wake(gate, session))
		gate_away_changed(gate, session);
}

static void obey(struct server *server, const struct control_msg *msg, int fd)
{
	if (msg->kind == CONTROL_PEER && fd >= 0 &&
	    span_eq(span_of(msg->name), SPAN("auth"))) {
		gate_auth_attach(server->gate.auth, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (msg->kind == CONTROL_LOGIN_DONE)
		gate_handoff_answer(server->gate.handoff, msg->id,
				    (enum control_result)msg->result,
				    msg->session);
	else if (msg->kind == CONTROL_SIEVE)
		hear_of_sieve(server, msg);
	else if (msg->kind == CONTROL_STOP)
		stop(server, (enum control_stop)msg->result);
	else if (msg->kind == CONTROL_CHANGED)
		hear_of_change(&server->gate, msg->session);
	else
		log_event(LOG_LEVEL_WARN, "control", "unexpected=%u",
			  msg->kind);
}

/* Sessions end behind the command that runs, and gate when all are told. */
static void be_alone(struct server *server)
{
	event_del(server->control);
	stop(server, CONTROL_STOP_NOW);
	gate_handoff_abandon(server->gate.handoff);
}

static void on_control(evutil_socket_t control, short what, void *ctx)
{
	static struct control_msg msg;
	struct server *server = ctx;
	enum fdpass_result result;
	struct err err;
	int fd;

	(void)what;
	result = control_receive(control, &msg, &fd, &err);
	if (result == FDPASS_OK)
		obey(server, &msg, fd);
	if (result == FDPASS_EOF)
		be_alone(server);
	if (result != FDPASS_BAD)
		return;
	log_err(LOG_LEVEL_ERROR, "control", &err, "clients=%u",
		server->gate.clients);
	server->exit_status = EXIT_TROUBLE;
	event_base_loopbreak(server->base);
}

/* ---- the process ---- */

static struct event_base *new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK |
					      EVENT_BASE_FLAG_IGNORE_ENV);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

uint64_t gate_server_files(const struct config *config)
{
	return config->gate_connections * (1 + FDS_WAKING) + FDS_OF_ITS_OWN;
}

/* No more clients than there are fds for, if as many of them have a worker as
 * may. */
static unsigned clients_max(const struct config *config)
{
	uint64_t possible = config->gate_connections;
	uint64_t active = config->session_active_limit * FDS_ACTIVE;
	struct rlimit limit;
	uint64_t files, all_active;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur <= FDS_OF_ITS_OWN)
		return (unsigned)possible;
	files = limit.rlim_cur - FDS_OF_ITS_OWN;
	all_active = files / (1 + FDS_ACTIVE);
	files = files > active + all_active ? files - active : all_active;
	if (files >= possible)
		return (unsigned)possible;
	log_event(LOG_LEVEL_WARN, "start",
		  "gate_connections=%llu possible=%llu "
		  "reason=open-files-limit",
		  (unsigned long long)possible, (unsigned long long)files);
	return (unsigned)files;
}

static enum tls_client_field certificate_user(const struct config *config)
{
	struct span field = span_of(config->tls_client_cert_user);

	if (span_eq(field, SPAN("common_name")))
		return TLS_CLIENT_COMMON_NAME;
	return span_eq(field, SPAN("user_id")) ? TLS_CLIENT_USER_ID
					       : TLS_CLIENT_EMAIL;
}

static void set_policy(struct gate_policy *policy, const struct config *config)
{
	*policy = (struct gate_policy){
		.plaintext_login = config->plaintext_login,
		.plaintext_networks = config->plaintext_networks,
		.mechanisms = config_mech_offered(config),
		.certificate_user = certificate_user(config),
		.bad_commands_max = (unsigned)config->gate_bad_commands,
		.hostname = config->hostname,
		.pop3_expire_days = config->pop3_expire_days,
		.pop3_login_delay = config->pop3_login_delay,
	};
}

static void init(struct server *server, struct proc *proc,
		 const struct tls_context *tls)
{
	const struct config *config = &proc->config;
	struct gate *gate = &server->gate;
	int auth = proc_peer_fd(proc, "auth");

	*server = (struct server){ .proc = proc, .base = new_base() };
	ASSERT(server->base);
	gate_init(gate, server->base, (unsigned)config->gate_login_timeout);
	gate->tls = tls;
	gate->clients_max = clients_max(config);
	gate->address_max = (unsigned)config->gate_address_connections;
	set_policy(&gate->policy, config);
	gate->policy.sieve = server->sieve;
	gate->auth = gate_auth_new(server->base);
	gate->handoff = gate_handoff_new(server->base, proc->control);
	if (auth >= 0)
		gate_auth_attach(gate->auth, auth);
	server->resume = evtimer_new(server->base, on_resume, server);
	server->control = event_new(server->base, proc->control,
				    EV_READ | EV_PERSIST, on_control, server);
	evutil_make_socket_nonblocking(proc->control);
	event_add(server->control, NULL);
}

/* Master shows them to who asks it. */
static void show_visitors(const struct server *server)
{
	const struct control_msg msg = { .kind = CONTROL_SIGHT };
	int fd = visitors_fd(server->gate.visitors);
	struct err err;

	if (fd >= 0 && !control_send(server->proc->control, &msg, fd, &err))
		log_err(LOG_LEVEL_WARN, "sight", &err, "%s", "");
}

int gate_server_run(struct proc *proc, const struct tls_context *tls,
		    struct visitors *visitors)
{
	static struct server server;

	init(&server, proc, tls);
	server.gate.visitors = visitors;
	show_visitors(&server);
	proc_ready(proc);
	open_listeners(&server);
	event_base_dispatch(server.base);
	/* Clients that are still there end with the process. */
	return server.exit_status;
}
