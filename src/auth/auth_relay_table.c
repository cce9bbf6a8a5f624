/* SPDX-License-Identifier: MIT */
/*
 * A hash of chains over a list in the order of the ends. As all logins get the
 * same time, a new end belongs at the tail; what is read from a file is walked
 * to its place.
 */
#include "auth/auth_relay_table.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/num.h"
#include "base/x.h"
#include "crypto/crypto_random.h"

struct entry {
	struct network address;
	int64_t until;
	bool is_new; /* nobody was told */
	struct entry *older;
	struct entry *newer;
	struct entry *same_hash;
};

struct auth_relay_table {
	unsigned max;
	unsigned count;
	uint64_t seed; /* so that nobody can choose addresses of one chain */
	size_t mask;
	struct entry **chain;
	struct entry *oldest;
	struct entry *newest;
};

struct auth_relay_table *auth_relay_table_new(unsigned max)
{
	struct auth_relay_table *t = x_calloc(1, sizeof(*t));
	size_t chains = 16;

	while (chains < max)
		chains *= 2;
	t->max = max;
	t->mask = chains - 1;
	t->chain = x_calloc(chains, sizeof(struct entry *));
	crypto_random_fill(&t->seed, sizeof(t->seed));
	return t;
}

static struct entry **chain_of(const struct auth_relay_table *t,
			       const struct network *address)
{
	uint64_t hash =
		hash_add(t->seed, span_make((const char *)address->address,
					    sizeof(address->address)));

	return &t->chain[(hash ^ hash >> 32) & t->mask];
}

static struct entry *find(const struct auth_relay_table *t,
			  const struct network *address)
{
	struct entry *e = *chain_of(t, address);

	while (e && memcmp(e->address.address, address->address,
			   sizeof(address->address)) != 0)
		e = e->same_hash;
	return e;
}

static void unlist(struct auth_relay_table *t, struct entry *e)
{
	*(e->older ? &e->older->newer : &t->oldest) = e->newer;
	*(e->newer ? &e->newer->older : &t->newest) = e->older;
}

/* Behind all that end no later. */
static void list(struct auth_relay_table *t, struct entry *e)
{
	e->older = t->newest;
	while (e->older && e->older->until > e->until)
		e->older = e->older->older;
	e->newer = e->older ? e->older->newer : t->oldest;
	*(e->older ? &e->older->newer : &t->oldest) = e;
	*(e->newer ? &e->newer->older : &t->newest) = e;
}

static void forget(struct auth_relay_table *t, struct entry *e)
{
	struct entry **at = chain_of(t, &e->address);

	while (*at != e)
		at = &(*at)->same_hash;
	*at = e->same_hash;
	unlist(t, e);
	t->count--;
	free(e);
}

void auth_relay_table_free(struct auth_relay_table **table)
{
	if (!*table)
		return;
	while ((*table)->oldest)
		forget(*table, (*table)->oldest);
	free((*table)->chain);
	free(*table);
	*table = NULL;
}

static struct entry *add_new(struct auth_relay_table *t,
			     const struct network *address)
{
	struct entry **chain = chain_of(t, address);
	struct entry *e = x_calloc(1, sizeof(*e));

	e->address = *address;
	e->same_hash = *chain;
	*chain = e;
	t->count++;
	return e;
}

bool auth_relay_table_add(struct auth_relay_table *t, struct span text,
			  int64_t until)
{
	struct network address;
	struct entry *e;

	if (!network_parse(text, &address) || address.bits != 128)
		return false;
	e = find(t, &address);
	if (e && e->until >= until)
		return true;
	if (e) {
		unlist(t, e);
	} else {
		if (t->count == t->max)
			forget(t, t->oldest);
		e = add_new(t, &address);
	}
	e->until = until;
	e->is_new = true;
	list(t, e);
	return true;
}

int64_t auth_relay_table_find(const struct auth_relay_table *t,
			      struct span text, int64_t now)
{
	struct network address;
	struct entry *e;

	if (!network_parse(text, &address) || address.bits != 128)
		return 0;
	e = find(t, &address);
	return e && e->until > now ? e->until : 0;
}

unsigned auth_relay_table_expire(struct auth_relay_table *t, int64_t now)
{
	unsigned gone = 0;

	for (; t->oldest && t->oldest->until <= now; gone++)
		forget(t, t->oldest);
	return gone;
}

int64_t auth_relay_table_next_end(const struct auth_relay_table *t)
{
	return t->oldest ? t->oldest->until : 0;
}

size_t auth_relay_table_take_new(struct auth_relay_table *t,
				 struct account_relay **out)
{
	size_t count = 0;

	*out = t->count ? x_calloc(t->count, sizeof(**out)) : NULL;
	for (struct entry *e = t->oldest; e; e = e->newer) {
		char text[NETWORK_TEXT];

		if (!e->is_new)
			continue;
		e->is_new = false;
		network_text(&e->address, text);
		snprintf((*out)[count].ip, sizeof((*out)[count].ip), "%s",
			 text);
		(*out)[count++].until = e->until;
	}
	return count;
}

void auth_relay_table_all_new(struct auth_relay_table *t)
{
	for (struct entry *e = t->oldest; e; e = e->newer)
		e->is_new = true;
}

void auth_relay_table_write(const struct auth_relay_table *t, struct buf *out)
{
	char text[NETWORK_TEXT];

	for (const struct entry *e = t->oldest; e; e = e->newer) {
		network_text(&e->address, text);
		buf_add_format(out, "%s\t%lld\n", text, (long long)e->until);
	}
}

void auth_relay_table_read(struct auth_relay_table *t, struct span text,
			   int64_t now, int64_t latest)
{
	struct span line, address;
	int64_t until;

	while (span_cut(&text, '\n', &line))
		if (span_cut(&line, '\t', &address) &&
		    num_parse_i64(line, &until) && until > now)
			auth_relay_table_add(t, address,
					     until < latest ? until : latest);
}

void auth_relay_table_rules(const struct auth_relay_table *t, struct buf *out)
{
	char text[NETWORK_TEXT];

	for (const struct entry *e = t->oldest; e; e = e->newer) {
		network_text(&e->address, text);
		if (strchr(text, ':'))
			continue;
		buf_add_format(out, "%s:allow,RELAYCLIENT=\"\"\n", text);
	}
}
