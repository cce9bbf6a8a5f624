/* SPDX-License-Identifier: MIT */
/*
 * Chains of a fixed number, which stay short up to some ten thousand sessions.
 * A tally is the count of all that have one hash; it is gone at zero.
 */
#include "master/session_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/x.h"

enum {
	CHAINS = 16384,
};

struct tally {
	struct tally *next;
	uint64_t key;
	unsigned count;
};

struct session_table {
	struct session *all;
	struct session *marked;
	struct session *of_id[CHAINS];
	struct tally *tally[CHAINS];
	size_t count;
	size_t parked;
};

struct session_table *session_table_new(void)
{
	return x_calloc(1, sizeof(struct session_table));
}

void session_table_free(struct session_table **table)
{
	while ((*table)->all)
		session_table_drop(*table, (*table)->all);
	free(*table);
	*table = NULL;
}

/* ---- tallies ---- */

struct keys {
	uint64_t key[3];
};

static uint64_t active_key(const char *user)
{
	return hash_add(hash_add(HASH_START, SPAN("active ")), span_of(user));
}

static struct keys keys_of(const char *user, const struct control_login *login)
{
	return (struct keys){ {
		hash_add(hash_add(HASH_START, SPAN("user ")), span_of(user)),
		hash_add(hash_add(HASH_START, SPAN("address ")),
			 span_of(login->remote_ip)),
		hash_add(hash_add(HASH_START, SPAN("service ")),
			 span_of(login->service)),
	} };
}

static struct tally **find_tally(struct session_table *table, uint64_t key)
{
	struct tally **at = &table->tally[key % CHAINS];

	while (*at && (*at)->key != key)
		at = &(*at)->next;
	return at;
}

static void count_one(struct session_table *table, uint64_t key)
{
	struct tally **at = find_tally(table, key);

	if (!*at) {
		*at = x_calloc(1, sizeof(**at));
		(*at)->key = key;
	}
	(*at)->count++;
}

static void uncount_one(struct session_table *table, uint64_t key)
{
	struct tally **at = find_tally(table, key);
	struct tally *tally = *at;

	ASSERT(tally);
	if (--tally->count)
		return;
	*at = tally->next;
	free(tally);
}

static unsigned counted(const struct session_table *table, uint64_t key)
{
	const struct tally *tally = table->tally[key % CHAINS];

	while (tally && tally->key != key)
		tally = tally->next;
	return tally ? tally->count : 0;
}

struct session_counts session_table_counts(const struct session_table *table,
					   const char *user,
					   const struct control_login *login)
{
	struct keys keys = keys_of(user, login);

	return (struct session_counts){
		.user = counted(table, keys.key[0]),
		.address = counted(table, keys.key[1]),
		.service = counted(table, keys.key[2]),
		.active = counted(table, active_key(user)),
	};
}

void session_table_leave(struct session_table *table, struct session *session)
{
	struct keys keys = keys_of(session->user, session->login);

	if (session->left)
		return;
	session->left = true;
	for (size_t i = 0; i < ARRAY_LEN(keys.key); i++)
		uncount_one(table, keys.key[i]);
}

/* ---- lists ---- */

enum which {
	ALL,
	CHANGED,
	OF_ID
};

static struct session_link *link_of(struct session *session, enum which which)
{
	switch (which) {
	case CHANGED:
		return &session->changed;
	case OF_ID:
		return &session->of_id;
	case ALL:
		break;
	}
	return &session->all;
}

static void put(struct session **head, struct session *session,
		enum which which)
{
	struct session_link *link = link_of(session, which);

	link->next = *head;
	link->back = head;
	if (link->next)
		link_of(link->next, which)->back = &link->next;
	*head = session;
}

static void take_out(struct session *session, enum which which)
{
	struct session_link *link = link_of(session, which);

	if (!link->back)
		return;
	*link->back = link->next;
	if (link->next)
		link_of(link->next, which)->back = link->back;
	*link = (struct session_link){ 0 };
}

struct session *session_table_add(struct session_table *table, uint32_t id,
				  const char *user,
				  const struct control_login *login)
{
	struct session *session = x_calloc(1, sizeof(*session));
	struct keys keys = keys_of(user, login);

	session->id = id;
	session->begin_us = clock_now_us();
	session->user = x_strdup(user);
	session->login = x_calloc(1, sizeof(*session->login));
	*session->login = *login;
	explicit_bzero(session->login->cookie, sizeof(session->login->cookie));
	put(&table->all, session, ALL);
	put(&table->of_id[id % CHAINS], session, OF_ID);
	for (size_t i = 0; i < ARRAY_LEN(keys.key); i++)
		count_one(table, keys.key[i]);
	count_one(table, active_key(user));
	table->count++;
	return session;
}

struct session *session_table_first(const struct session_table *table)
{
	return table->all;
}

struct session *session_table_find(const struct session_table *table,
				   uint32_t id)
{
	struct session *session = table->of_id[id % CHAINS];

	while (session && session->id != id)
		session = session->of_id.next;
	return session;
}

void session_table_drop(struct session_table *table, struct session *session)
{
	session_table_leave(table, session);
	session_table_park(table, session);
	table->parked--;
	take_out(session, ALL);
	take_out(session, CHANGED);
	take_out(session, OF_ID);
	table->count--;
	free(session->user);
	if (session->grant)
		explicit_bzero(session->grant, strlen(session->grant));
	free(session->grant);
	free(session->master);
	free(session->login);
	free(session->seen);
	free(session);
}

/* A worker that was woken for a change has run no command. */
void session_table_see(struct session *session, const struct sight *now)
{
	struct sight kept = *now;

	if (!session->seen)
		session->seen = x_calloc(1, sizeof(*session->seen));
	if (!kept.command_us) {
		kept.command_us = session->seen->command_us;
		memcpy(kept.command, session->seen->command,
		       sizeof(kept.command));
	}
	*session->seen = kept;
}

size_t session_table_count(const struct session_table *table)
{
	return table->count;
}

size_t session_table_active(const struct session_table *table)
{
	return table->count - table->parked;
}

void session_table_park(struct session_table *table, struct session *session)
{
	if (session->parked)
		return;
	uncount_one(table, active_key(session->user));
	table->parked++;
	session->parked = true;
}

void session_table_unpark(struct session_table *table, struct session *session)
{
	if (!session->parked)
		return;
	count_one(table, active_key(session->user));
	table->parked--;
	session->parked = false;
}

void session_table_mark(struct session_table *table, struct session *session)
{
	if (!session->changed.back)
		put(&table->marked, session, CHANGED);
}

void session_table_unmark(struct session *session)
{
	take_out(session, CHANGED);
}

struct session *session_table_marked(const struct session_table *table)
{
	return table->marked;
}
