/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_peer.h"

#include <netdb.h>
#include <pwd.h>
#include <sys/socket.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

enum {
	PASSWD_MAX = 16384
};

static void add(struct lmtp_peer_trust *trust, uid_t uid)
{
	trust->uids = x_realloc_array(trust->uids, trust->count + 1,
				      sizeof(*trust->uids));
	trust->uids[trust->count++] = uid;
}

static bool find_user(const char *name, uid_t *out)
{
	auto_free char *space = x_calloc(1, PASSWD_MAX);
	struct passwd entry, *found = NULL;

	getpwnam_r(name, &entry, space, PASSWD_MAX, &found);
	if (found)
		*out = found->pw_uid;
	return found != NULL;
}

void lmtp_peer_trust_init(struct lmtp_peer_trust *trust,
			  const struct config *config)
{
	struct span rest = span_of(config->lmtp_trusted_users);
	struct span piece;
	uid_t uid;

	*trust = (struct lmtp_peer_trust){ .config = config,
					   .asker = (uid_t)-1 };
	add(trust, 0);
	add(trust, geteuid());
	while (span_cut(&rest, ',', &piece)) {
		auto_free char *name = x_span_dup(span_trim(piece));

		if (!name[0])
			continue;
		if (find_user(name, &uid))
			add(trust, uid);
		else
			log_event(LOG_LEVEL_DEBUG, "trust", "unknown=%s",
				  LOG_TEXT(span_of(name)));
	}
	if (find_user(config->auth_user, &uid))
		trust->asker = uid;
}

void lmtp_peer_trust_release(struct lmtp_peer_trust *trust)
{
	free(trust->uids);
	*trust = (struct lmtp_peer_trust){ 0 };
}

static bool has(const struct lmtp_peer_trust *trust, uid_t uid)
{
	for (size_t i = 0; i < trust->count; i++)
		if (trust->uids[i] == uid)
			return true;
	return false;
}

static void name_of(uid_t uid, char *out, size_t size)
{
	auto_free char *space = x_calloc(1, PASSWD_MAX);
	struct passwd entry, *found = NULL;

	out[0] = '\0';
	getpwuid_r(uid, &entry, space, PASSWD_MAX, &found);
	if (found && !account_normalize(span_of(found->pw_name), out, size))
		out[0] = '\0';
}

static bool is_in(const char *networks, const char *address)
{
	return network_list_has(span_of(networks), span_of(address));
}

static void judge_host(const struct lmtp_peer_trust *trust,
		       const struct sockaddr *from, socklen_t size,
		       struct lmtp_peer *out)
{
	const struct config *config = trust->config;
	char text[NI_MAXHOST];
	struct network address;

	if (getnameinfo(from, size, text, sizeof(text), NULL, 0,
			NI_NUMERICHOST) != 0 ||
	    !network_parse(span_of(text), &address))
		return;
	network_text(&address, out->address);
	out->known = is_in(config->lmtp_listen_networks, out->address);
	out->trusted = out->known;
	out->introduces = out->known &&
			  is_in(config->lmtp_xclient_networks, out->address);
}

static void judge_user(int fd, const struct lmtp_peer_trust *trust,
		       struct lmtp_peer *out)
{
	struct ucred cred;
	socklen_t size = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &size) != 0 ||
	    cred.uid == (uid_t)-1)
		return;
	out->known = true;
	out->uid = cred.uid;
	out->trusted = has(trust, cred.uid);
	out->introduces = out->trusted;
	out->asks = !out->trusted && cred.uid == trust->asker;
	if (!out->trusted)
		name_of(cred.uid, out->name, sizeof(out->name));
}

void lmtp_peer_of_socket(int fd, const struct lmtp_peer_trust *trust,
			 struct lmtp_peer *out)
{
	struct sockaddr_storage from;
	socklen_t size = sizeof(from);

	*out = (struct lmtp_peer){ 0 };
	if (getpeername(fd, (struct sockaddr *)&from, &size) != 0)
		return;
	if (from.ss_family == AF_UNIX)
		judge_user(fd, trust, out);
	else
		judge_host(trust, (struct sockaddr *)&from, size, out);
}

bool lmtp_peer_may_deliver(const struct lmtp_peer *peer,
			   const struct account *account)
{
	struct span local, domain;

	if (!peer->known || peer->trusted)
		return peer->known;
	/* UINT32_MAX: the files belong to the server, shared by all. */
	if (account->uid != UINT32_MAX && account->uid == peer->uid)
		return true;
	account_split(account->user, &local, &domain);
	return peer->name[0] && span_eq(local, span_of(peer->name));
}
