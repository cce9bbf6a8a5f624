/* SPDX-License-Identifier: MIT */
#include "auth/auth_penalty_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"

struct auth_penalty_table {
	size_t max;
	size_t count;
	size_t slots; /* a power of two */
	struct auth_penalty_entry **slot;
	struct auth_penalty_entry *newest;
	struct auth_penalty_entry *oldest;
};

struct auth_penalty_table *auth_penalty_table_new(size_t entries_max)
{
	struct auth_penalty_table *table = x_calloc(1, sizeof(*table));

	table->max = entries_max;
	table->slots = 1;
	while (table->slots < entries_max)
		table->slots *= 2;
	table->slot = x_calloc(table->slots, sizeof(*table->slot));
	return table;
}

/* Keys are digests with a secret: their bytes are as good as random. */
static struct auth_penalty_entry **slot_of(struct auth_penalty_table *table,
					   const uint8_t *key)
{
	uint64_t bits;

	memcpy(&bits, key, sizeof(bits));
	return &table->slot[bits & (table->slots - 1)];
}

static void leave_order(struct auth_penalty_table *table,
			struct auth_penalty_entry *e)
{
	if (e->newer)
		e->newer->older = e->older;
	else
		table->newest = e->older;
	if (e->older)
		e->older->newer = e->newer;
	else
		table->oldest = e->newer;
}

static void become_newest(struct auth_penalty_table *table,
			  struct auth_penalty_entry *e)
{
	e->newer = NULL;
	e->older = table->newest;
	if (table->newest)
		table->newest->newer = e;
	else
		table->oldest = e;
	table->newest = e;
}

static void drop_oldest(struct auth_penalty_table *table)
{
	struct auth_penalty_entry *e = table->oldest;
	struct auth_penalty_entry **at = slot_of(table, e->key);

	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	leave_order(table, e);
	free(e);
	table->count--;
}

void auth_penalty_table_free(struct auth_penalty_table **table)
{
	if (!*table)
		return;
	while ((*table)->oldest)
		drop_oldest(*table);
	free((*table)->slot);
	free(*table);
	*table = NULL;
}

struct auth_penalty_entry *
auth_penalty_table_find(struct auth_penalty_table *table,
			const uint8_t key[CRYPTO_DIGEST_SIZE])
{
	struct auth_penalty_entry *e = *slot_of(table, key);

	while (e && memcmp(e->key, key, sizeof(e->key)) != 0)
		e = e->chain;
	if (e) {
		leave_order(table, e);
		become_newest(table, e);
	}
	return e;
}

struct auth_penalty_entry *
auth_penalty_table_take(struct auth_penalty_table *table,
			const uint8_t key[CRYPTO_DIGEST_SIZE])
{
	struct auth_penalty_entry *e = auth_penalty_table_find(table, key);
	struct auth_penalty_entry **at;

	if (e)
		return e;
	if (table->count == table->max)
		drop_oldest(table);
	e = x_calloc(1, sizeof(*e));
	memcpy(e->key, key, sizeof(e->key));
	at = slot_of(table, key);
	e->chain = *at;
	*at = e;
	become_newest(table, e);
	table->count++;
	return e;
}

size_t auth_penalty_table_count(const struct auth_penalty_table *table)
{
	return table->count;
}
