/* SPDX-License-Identifier: MIT */
/*
 * Who may deliver to whom. Over the unix socket (SO_PEERCRED): root, our own
 * user and the users of lmtp_trusted_users to anybody; any other system user
 * only to its own account. auth may ask about anybody's mailbox for the policy
 * service, up to RCPT, but send nothing. Over TCP: hosts of
 * lmtp_listen_networks to anybody, nobody else at all.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "account/account.h"
#include "base/network.h"
#include "config/config.h"

/* Resolved once per configuration, which it points into. */
struct lmtp_peer_trust {
	const struct config *config;
	uid_t *uids;
	size_t count;
	uid_t asker; /* auth's; (uid_t)-1: there is none */
};
/* A user that the system does not know is passed over. */
void lmtp_peer_trust_init(struct lmtp_peer_trust *trust,
			  const struct config *config);
void lmtp_peer_trust_release(struct lmtp_peer_trust *trust);

struct lmtp_peer {
	bool known; /* else it gets nothing at all */
	bool trusted;
	bool introduces; /* may say for whom it acts (XCLIENT, XFORWARD) */
	bool asks;       /* and is not trusted */
	char address[NETWORK_TEXT]; /* over TCP, else "" */
	uid_t uid;                  /* over the unix socket */
	char name[256]; /* of an untrusted one; "" if the system knows none */
};
void lmtp_peer_of_socket(int fd, const struct lmtp_peer_trust *trust,
			 struct lmtp_peer *out);
bool lmtp_peer_may_deliver(const struct lmtp_peer *peer,
			   const struct account *account);
