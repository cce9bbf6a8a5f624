/* SPDX-License-Identifier: MIT */
/* A queue in the order of time; it is short, since gate asks at once. */
#include "auth/auth_logins.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"
#include "crypto/crypto_secret.h"

struct entry {
	struct entry *next;
	struct auth_login login;
	struct account account;
	int64_t until_ms;
};

struct auth_logins {
	struct entry *first;
	struct entry **last;
	unsigned count;
};

struct auth_logins *auth_logins_new(void)
{
	struct auth_logins *logins = x_calloc(1, sizeof(*logins));

	logins->last = &logins->first;
	return logins;
}

static void drop(struct auth_logins *logins, struct entry **at)
{
	struct entry *entry = *at;

	*at = entry->next;
	if (!entry->next)
		logins->last = at;
	logins->count--;
	free(entry);
}

void auth_logins_free(struct auth_logins **logins)
{
	while ((*logins)->first)
		drop(*logins, &(*logins)->first);
	free(*logins);
	*logins = NULL;
}

static void expire(struct auth_logins *logins, int64_t now_ms)
{
	while (logins->first && logins->first->until_ms <= now_ms)
		drop(logins, &logins->first);
}

void auth_logins_add(struct auth_logins *logins, const struct auth_login *login,
		     const struct account *account, int64_t now_ms)
{
	struct entry *entry = x_calloc(1, sizeof(*entry));

	expire(logins, now_ms);
	if (logins->count == AUTH_LOGINS_MAX)
		drop(logins, &logins->first);
	entry->login = *login;
	entry->account = *account;
	entry->until_ms = now_ms + AUTH_LOGIN_MS;
	*logins->last = entry;
	logins->last = &entry->next;
	logins->count++;
}

bool auth_logins_take(struct auth_logins *logins,
		      const struct auth_login *login, int64_t now_ms,
		      struct account *out, char out_master[256])
{
	struct entry **at = &logins->first;

	expire(logins, now_ms);
	while (*at && ((*at)->login.cuid != login->cuid ||
		       (*at)->login.id != login->id))
		at = &(*at)->next;
	if (!*at || strcmp((*at)->login.service, login->service) != 0 ||
	    !crypto_secret_eq(span_of((*at)->login.cookie),
			      span_of(login->cookie)))
		return false;
	*out = (*at)->account;
	memcpy(out_master, (*at)->login.master, sizeof((*at)->login.master));
	drop(logins, at);
	return true;
}
