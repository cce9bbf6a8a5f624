/* SPDX-License-Identifier: MIT */
/*
 * Who may deliver to whom over the unix socket (SO_PEERCRED): root, our own
 * user and the users of lmtp_trusted_users to anybody; any other system user
 * only to its own account. auth may ask about anybody's mailbox for the policy
 * service, up to RCPT, but send nothing.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "account/account.h"

/* Resolved once per configuration. */
struct lmtp_peer_trust {
	uid_t *uids;
	size_t count;
	uid_t asker; /* auth's; (uid_t)-1: there is none */
};
/* users: names, separated by commas; asker: one name. A name that the system
 * does not know is passed over. */
void lmtp_peer_trust_init(struct lmtp_peer_trust *trust, const char *users,
			  const char *asker);
void lmtp_peer_trust_release(struct lmtp_peer_trust *trust);

struct lmtp_peer {
	bool known; /* the kernel told a uid */
	bool trusted;
	bool asks; /* and is not trusted */
	uid_t uid;
	char name[256]; /* of an untrusted one; "" if the system knows none */
};
void lmtp_peer_of_socket(int fd, const struct lmtp_peer_trust *trust,
			 struct lmtp_peer *out);
bool lmtp_peer_may_deliver(const struct lmtp_peer *peer,
			   const struct account *account);
