/* SPDX-License-Identifier: MIT */
#include "auth/auth_grants.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	SECRET_BYTES = 32
};

struct entry {
	struct entry *next;
	uint32_t id;
	char secret[CONTROL_GRANT_SIZE];
	char user[256];
	char master[256];
};

struct auth_grants {
	struct entry *first; /* the oldest */
	unsigned count;
};

_Static_assert(CONTROL_GRANT_SIZE == 2 * SECRET_BYTES + 1, "in hex");

struct auth_grants *auth_grants_new(void)
{
	return x_calloc(1, sizeof(struct auth_grants));
}

static void drop(struct auth_grants *grants, struct entry **at)
{
	struct entry *entry = *at;

	*at = entry->next;
	grants->count--;
	crypto_secret_wipe(entry, sizeof(*entry));
	free(entry);
}

void auth_grants_free(struct auth_grants **grants)
{
	while ((*grants)->first)
		drop(*grants, &(*grants)->first);
	free(*grants);
	*grants = NULL;
}

void auth_grants_add(struct auth_grants *grants, uint32_t id, const char *user,
		     const char *master, char out[CONTROL_GRANT_SIZE])
{
	struct entry *entry = x_calloc(1, sizeof(*entry));
	struct entry **at = &grants->first;

	if (grants->count == AUTH_GRANTS_MAX)
		drop(grants, &grants->first);
	while (*at)
		at = &(*at)->next;
	*at = entry;
	grants->count++;
	entry->id = id;
	crypto_random_hex(entry->secret, SECRET_BYTES);
	snprintf(entry->user, sizeof(entry->user), "%s", user);
	snprintf(entry->master, sizeof(entry->master), "%s", master);
	memcpy(out, entry->secret, sizeof(entry->secret));
}

void auth_grants_end(struct auth_grants *grants, uint32_t id)
{
	struct entry **at = &grants->first;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	if (*at)
		drop(grants, at);
}

const char *auth_grants_master(const struct auth_grants *grants,
			       const char *user, struct span secret)
{
	for (const struct entry *e = grants->first; e; e = e->next)
		if (crypto_secret_eq(span_of(e->secret), secret) &&
		    span_eq(span_of(e->user), span_of(user)))
			return e->master;
	return NULL;
}
