/* SPDX-License-Identifier: MIT */
#include "master/listener.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "config/config_access.h"
#include "io/listen.h"
#include "proc/privilege.h"

enum {
	TRIES = 20,
	WAIT_US = 100000,
};

static const struct listener *find(const struct listeners *all,
				   const char *name, const char *place)
{
	for (unsigned i = 0; all && i < all->count; i++)
		if (span_eq(span_of(all->one[i].name), span_of(name)) &&
		    span_eq(span_of(all->one[i].place), span_of(place)))
			return &all->one[i];
	return NULL;
}

/* The entry with its fd still -1, or with the old one's fd. */
static struct listener *add(struct listeners *out, const struct listeners *old,
			    const char *name, const char *program,
			    const char *place)
{
	struct listener *l = &out->one[out->count++];
	const struct listener *same = find(old, name, place);

	ASSERT(out->count <= LISTENER_MAX);
	*l = (struct listener){ .fd = same ? same->fd : -1 };
	snprintf(l->name, sizeof(l->name), "%s", name);
	snprintf(l->program, sizeof(l->program), "%s", program);
	snprintf(l->place, sizeof(l->place), "%s", place);
	return l;
}

static bool open_tcp(const struct config *config, const struct listeners *old,
		     const char *name, uint64_t port, struct listeners *out,
		     struct err *err)
{
	auto_free char *place =
		x_printf("%s:%u", config->listen, (unsigned)port);
	struct listener *l;

	if (port == 0)
		return true;
	l = add(out, old, name, "gate", place);
	return l->fd >= 0 ||
	       listen_tcp(config->listen, (unsigned)port, &l->fd, err);
}

static bool open_unix(struct listener *l, const char *path, mode_t mode,
		      struct err *err)
{
	return l->fd >= 0 || listen_unix(path, mode, &l->fd, err);
}

/* As root, a socket gets the owner that needs it. */
static bool own_socket(const struct config *config, const char *path,
		       const struct config_access *access, struct err *err)
{
	const struct group *group = getgrnam(access->group);
	uid_t uid;
	gid_t gid;

	if (geteuid() != 0)
		return true;
	if (!privilege_find(access->user[0] ? access->user : config->mail_user,
			    &uid, &gid, err))
		return false;
	if (group)
		gid = group->gr_gid;
	else if (access->group[0])
		log_event(LOG_LEVEL_WARN, "socket", "path=%s missing_group=%s",
			  LOG_TEXT(span_of(path)),
			  LOG_TEXT(span_of(access->group)));
	return chown(path, uid, gid) == 0 || err_sys(err, "chown %s", path);
}

/* What a program serves on a socket, a port, or both. */
struct service_row {
	const char *name;
	const char *program;
	const char *path;
	const char *access;
	const char *addresses;
};

static bool open_service_socket(const struct config *config,
				const struct listeners *old,
				const struct service_row *row,
				struct listeners *out, struct err *err)
{
	struct config_access access;

	if (!row->path[0])
		return true;
	if (!config_access_parse(span_of(row->access), &access))
		return err_set(err, ERR_SYNTAX, "%s: malformed access",
			       row->name);
	return open_unix(add(out, old, row->name, row->program, row->path),
			 row->path, access.mode, err) &&
	       own_socket(config, row->path, &access, err);
}

static bool open_service_ports(const struct listeners *old,
			       const struct service_row *row,
			       struct listeners *out, struct err *err)
{
	struct config_addresses all;

	if (!config_access_addresses(span_of(row->addresses), &all))
		return err_set(err, ERR_SYNTAX, "%s: malformed addresses",
			       row->name);
	for (unsigned i = 0; i < all.count; i++) {
		const struct config_address *at = &all.item[i];
		auto_free char *place = x_printf("%s:%u", at->host, at->port);
		struct listener *l =
			add(out, old, row->name, row->program, place);

		if (l->fd < 0 && !listen_tcp(at->host, at->port, &l->fd, err))
			return false;
	}
	return true;
}

static bool open_services(const struct config *config,
			  const struct listeners *old, struct listeners *out,
			  struct err *err)
{
	const struct service_row rows[] = {
		{ "lmtp", "lmtp", config->lmtp_socket,
		  config->lmtp_socket_access, "" },
		{ "lmtp-tcp", "lmtp", "", "", config->lmtp_listen },
		{ "auth", "auth", config->auth_socket,
		  config->auth_socket_access, config->auth_listen },
		{ "auth-userdb", "auth", config->userdb_socket,
		  config->userdb_socket_access, "" },
		{ "socketmap", "auth", config->socketmap_socket,
		  config->socketmap_socket_access, config->socketmap_listen },
		{ "policy", "auth", config->policy_socket,
		  config->policy_socket_access, config->policy_listen },
		{ "authdaemon", "auth", config->authdaemon_socket,
		  config->authdaemon_socket_access, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!open_service_socket(config, old, &rows[i], out, err) ||
		    !open_service_ports(old, &rows[i], out, err))
			return false;
	return true;
}

/* Who may send is also asked of the peer. */
static bool open_submit(const struct config *config,
			const struct listeners *old, struct listeners *out,
			struct err *err)
{
	const struct config_access access = { .mode = 0600 };
	const char *path = config->submit_socket;

	return open_unix(add(out, old, "submit", "submit", path), path,
			 access.mode, err) &&
	       own_socket(config, path, &access, err);
}

static bool open_each(const struct config *config, const struct listeners *old,
		      struct listeners *out, struct err *err)
{
	return open_tcp(config, old, "imap", config->imap_port, out, err) &&
	       open_tcp(config, old, "imaps", config->imaps_port, out, err) &&
	       open_tcp(config, old, "pop3", config->pop3_port, out, err) &&
	       open_tcp(config, old, "pop3s", config->pop3s_port, out, err) &&
	       open_tcp(config, old, "sieve", config->managesieve_port, out,
			err) &&
	       open_submit(config, old, out, err) &&
	       open_services(config, old, out, err);
}

static bool has_fd(const struct listeners *all, int fd)
{
	for (unsigned i = 0; all && i < all->count; i++)
		if (all->one[i].fd == fd)
			return true;
	return false;
}

/* Closes what `all` has and `kept` has not. */
static void close_but(struct listeners *all, const struct listeners *kept)
{
	for (unsigned i = 0; i < all->count; i++)
		if (all->one[i].fd >= 0 && !has_fd(kept, all->one[i].fd))
			close(all->one[i].fd);
	all->count = 0;
}

bool listener_open_all(const struct config *config, struct listeners *old,
		       struct listeners *out, struct err *err)
{
	out->count = 0;
	if (!open_each(config, old, out, err)) {
		close_but(out, old);
		return false;
	}
	if (old)
		close_but(old, out);
	return true;
}

bool listener_open_first(const struct config *config, struct listeners *out,
			 struct err *err)
{
	for (unsigned tries = 1; tries < TRIES; tries++) {
		if (listener_open_all(config, NULL, out, err))
			return true;
		if (tries == 1)
			log_err(LOG_LEVEL_WARN, "listen", err, "retries=%d",
				TRIES);
		usleep(WAIT_US);
	}
	return listener_open_all(config, NULL, out, err);
}

void listener_close_all(struct listeners *all)
{
	close_but(all, NULL);
}
