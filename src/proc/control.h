/* SPDX-License-Identifier: MIT */
/*
 * The control channel between master and each of its children: messages of a
 * fixed size for each kind over a SOCK_SEQPACKET socketpair that the child has
 * as fd 3.
 *
 *   master → child  LISTEN (fd) …, PEER (fd) …, START; later STOP
 *   child → master  READY
 *   managesieve → master → gate   SIEVE
 *   gate → master   LOGIN (channel fd)     master → gate   LOGIN_DONE
 *   master → auth   WHO                    auth → master   WHO_IS
 *   master → zygote SESSION (channel fd)   zygote → master SESSION_DONE
 *   master → auth   SESSION_DONE, of one that had a grant
 *   zygote → master PARKED, CHANGED       master → gate  CHANGED
 *   master → zygote FORGET, KICK, TRACE (fd)
 *           zygote, gate → master SIGHT (fd)
 *   zygote, lmtp → master  RENEW
 *
 * Login: gate's LOGIN names the auth request; master asks auth with WHO who
 * that was, so that a taken-over gate can't invent a login, and only then sends
 * SESSION to the service's zygote, which forks a worker. The channel is the
 * session's own (handover.h); the client's stream waits in it, and may come
 * back through it.
 *
 * Wake: the LOGIN of a parked session names that one. Master has seen it begin
 * and asks auth whether its account is still one, and that of the master user
 * who logged in, if any; no password is asked for.
 */
#pragma once

#include <stdint.h>

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "io/fdpass.h"

enum {
	CONTROL_FD = 3,
	CONTROL_CAPABILITIES_MAX = 4096,
	CONTROL_GRANT_SIZE = 65, /* hex and NUL */
};

enum control_kind {
	CONTROL_LISTEN = 1, /* name, fd */
	CONTROL_PEER,       /* name ("auth" for gate, "gate" for auth), fd */
	CONTROL_START,
	CONTROL_READY,
	/* take nothing new, exit 0 when what runs is done; result
	 * CONTROL_STOP_NOW: end running sessions after their command */
	CONTROL_STOP,
	CONTROL_LOGIN,
	CONTROL_LOGIN_DONE,
	CONTROL_WHO,
	CONTROL_WHO_IS,
	CONTROL_SESSION,
	CONTROL_SESSION_DONE,
	/* session: its worker has left it to gate; id: its page (sight.h) */
	CONTROL_PARKED,
	CONTROL_CHANGED, /* session: a parked one has to be told something */
	CONTROL_FORGET,  /* session: it is parked no more */
	CONTROL_SIEVE,   /* capabilities: lines of ManageSieve's greeting */
	/* fd: what is seen of a zygote's sessions (sight.h), or of gate's
	 * connections before their login (visitors.h) */
	CONTROL_SIGHT,
	/* session: it is to end, the worker killed if it takes too long */
	CONTROL_KICK,
	CONTROL_TRACE, /* account.user, until_ms, fd (trace.h) */
	/* it lacks what only a new process can make: master starts one, and
	 * stops this one when that is ready */
	CONTROL_RENEW,
};

/* How a login ended, in LOGIN_DONE and WHO_IS. */
enum control_result {
	CONTROL_OK,
	CONTROL_TEMP,   /* say "try again later" */
	CONTROL_DENIED, /* auth knows no such request, or the account may not */
	CONTROL_BUSY,   /* a connection limit was hit */
};

/* In SESSION, as result. */
enum control_begin {
	CONTROL_BEGIN,
	CONTROL_BEGIN_TO_END, /* a parked one that an administrator ends */
};

enum control_stop {
	CONTROL_STOP_DRAIN,
	CONTROL_STOP_NOW
};

struct control_login {
	uint32_t auth_peer;    /* auth's number of the gate connection (CUID) */
	uint32_t auth_request; /* the id of gate's AUTH line */
	char cookie[33];       /* auth's COOKIE of that connection */
	char service[16];      /* "imap" */
	char session[32];      /* session id for the logs */
	char remote_ip[64];
	char local_ip[64];
	char tag[128];    /* IMAP tag that awaits its OK */
	uint32_t secured; /* 1: the client speaks TLS (fd is a relay) */
	uint32_t left;    /* the session that this client just left, or 0 */
	uint32_t parked;  /* the session that goes on, or 0: a new one */
};

struct control_msg {
	uint32_t kind;    /* enum control_kind */
	uint32_t id;      /* chosen by who asks, repeated in the answer */
	uint32_t result;  /* enum control_result, in answers */
	uint32_t pid;     /* SESSION_DONE: the worker that ended */
	uint32_t session; /* master's number of it: LOGIN_DONE, PARKED … */
	uint32_t crowd;   /* SESSION: how many workers its user has with it */
	/* SESSION: which of the session's workers that is; PARKED and
	 * SESSION_DONE: by which they are said */
	uint32_t turn;
	char name[32]; /* LISTEN: "imap", "imaps", "auth", …; PEER */
	/* What follows is for some kinds only: see size_of in the .c. */
	union {
		struct {
			struct control_login login; /* LOGIN, WHO, SESSION */
			/* WHO_IS: the master user who logged in as the account;
			 * WHO of a parked session: likewise; "": the user did.
			 */
			char master[256];
			int64_t until_ms; /* TRACE: clock_mono_ms */
			/* WHO_IS, SESSION; of WHO and TRACE the user */
			struct account account;
			/* WHO_IS, SESSION: lets the session of a master user
			 * change limits of the account (auth's LIMITS); "" for
			 * everybody else. */
			char grant[CONTROL_GRANT_SIZE];
		};
		char capabilities[CONTROL_CAPABILITIES_MAX]; /* SIEVE */
	};
};

/* Only what the kind needs is sent; the rest is zero at the receiver. A socket
 * that does not wait and has no room: errno is EAGAIN. */
MUST_CHECK bool control_send(int sock, const struct control_msg *msg, int fd,
			     struct err *err);
/* BAD also for anything that is not well formed; no fd is left then. *msg says
 * nothing unless the result is OK. */
enum fdpass_result control_receive(int sock, struct control_msg *msg,
				   int *out_fd, struct err *err);
