/* SPDX-License-Identifier: MIT */
#include "imap/imap_reach.h"

#include "account/account_client.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "imap/imap_park.h"
#include "store/store_share.h"

enum {
	LOOKUP_MS = 10000
};

static bool find_owners(const struct config *config,
			const struct md_acl_person *person, struct arena *arena,
			struct span **out, size_t *out_count)
{
	struct err err = { 0 };

	if (store_share_owners(config->shared_dir, person, arena,
			       config->shared_owners_max, out, out_count, &err))
		return true;
	log_err(LOG_LEVEL_WARN, "shared", &err, "user=%.*s",
		SPAN_ARG(person->user));
	return false;
}

/* false: nobody answers. */
static bool look_up(struct account_client *client, const char *name,
		    struct account *out, bool *out_found)
{
	struct err err = { 0 };

	*out_found = account_client_lookup(client, name, "imap", out, &err);
	if (*out_found || err.kind == ERR_NOTFOUND)
		return true;
	log_err(LOG_LEVEL_WARN, "shared", &err, "owner=%s", name);
	return err.kind != ERR_TEMP;
}

void imap_reach_others(struct isolation *walls, const struct config *config,
		       const struct account *account)
{
	const struct store_settings settings = store_settings_of(config);
	struct md_acl_person person = store_acl_person_of(account, &settings);
	struct account_client client;
	auto_arena struct arena arena;
	struct span *owners;
	size_t count;
	bool answers = true;

	if (!*config->namespace_shared)
		return;
	arena_init(&arena);
	if (!find_owners(config, &person, &arena, &owners, &count) || !count)
		return;
	account_client_init(&client, config->userdb_socket, LOOKUP_MS);
	for (size_t i = 0; i < count; i++) {
		struct account owner;
		bool found = false;

		if (answers)
			answers = look_up(&client,
					  arena_strdup(&arena, owners[i]),
					  &owner, &found);
		isolation_share(walls, owners[i], found ? &owner : NULL);
	}
	account_client_release(&client);
}

static bool is_there_another(struct imap_session *session)
{
	struct md_acl_person person = store_acl_person(session->user);
	const struct config *config = session->config;
	uint64_t stamp = store_share_stamp(config->shared_dir, &person);
	bool found = false;
	struct span *owners;
	size_t count;

	if (stamp && stamp == session->share_stamp)
		return false;
	session->share_stamp = stamp;
	if (!find_owners(config, &person, &session->arena, &owners, &count))
		return false;
	for (size_t i = 0; !found && i < count; i++)
		found = !isolation_has_met(owners[i]);
	arena_reset(&session->arena);
	return found;
}

bool imap_reach_move(struct imap_session *session)
{
	const struct imap_park how = {
		.watch = -1,
		.end_ms = clock_mono_ms() +
			  (int64_t)session->config->imap_idle_timeout * 1000,
		.at_once = true,
	};

	if (isolation_has_met(SPAN("")) ||
	    !*session->config->namespace_shared || !imap_park_may(session))
		return false;
	if (!session->share_waits && !is_there_another(session))
		return false;
	session->share_waits = !imap_park(session, &how);
	return !session->share_waits;
}
