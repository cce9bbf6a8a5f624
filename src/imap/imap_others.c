/* SPDX-License-Identifier: MIT */
#include "imap/imap_others.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "account/account_client.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

enum {
	LOOKUP_MS = 10000,
	/* Asked for by name; more are forgotten and asked for again. */
	KNOWN_MAX = 1000,
	/* Stores that one command has to do with: a COPY has two. */
	IN_USE_MAX = 2
};

struct imap_other {
	struct account account;
	struct store_user *store; /* NULL: not open */
	uint64_t used;            /* when, by others->clock */
	bool is_public;           /* nobody is there to be warned */
};
struct imap_others {
	struct account_client client;
	struct imap_other **other;
	size_t count, space;
	uint64_t clock;
	struct imap_other *public;
};

static struct imap_others *get(struct imap_session *session)
{
	if (!session->others) {
		session->others = x_calloc(1, sizeof(*session->others));
		account_client_init(&session->others->client,
				    session->config->userdb_socket, LOOKUP_MS);
	}
	return session->others;
}

static struct imap_other *known(const struct imap_others *others,
				struct span user)
{
	for (size_t i = 0; i < others->count; i++)
		if (span_eq(span_of(others->other[i]->account.user), user))
			return others->other[i];
	return NULL;
}

static void close_store(struct imap_other *other)
{
	if (other->store && !other->is_public)
		store_warn(other->store);
	store_user_close(&other->store);
}

static void free_other(struct imap_other **other)
{
	if (!*other)
		return;
	close_store(*other);
	free(*other);
	*other = NULL;
}

/* One that has no open store. */
static void forget_one(struct imap_others *others)
{
	for (size_t i = 0; i < others->count; i++) {
		if (others->other[i]->store)
			continue;
		free_other(&others->other[i]);
		others->other[i] = others->other[--others->count];
		return;
	}
}

static struct imap_other *add(struct imap_others *others,
			      const struct account *account)
{
	struct imap_other *other = x_calloc(1, sizeof(*other));

	other->account = *account;
	if (others->count >= KNOWN_MAX)
		forget_one(others);
	if (others->count == others->space) {
		others->space = others->space ? 2 * others->space : 8;
		others->other = x_realloc_array(others->other, others->space,
						sizeof(struct imap_other *));
	}
	others->other[others->count++] = other;
	return other;
}

static bool no_such(struct err *err)
{
	err_clear(err);
	return err_set(err, ERR_NOTFOUND, "No such mailbox");
}

static bool check(const struct account *account, struct err *err)
{
	auto_fd int fd = -1;
	const char *why;

	if (account->state != ACCOUNT_ACTIVE &&
	    account->state != ACCOUNT_NOACCESS)
		return no_such(err);
	if (access(account->mail, R_OK | W_OK | X_OK) != 0)
		why = "another system user's mail";
	else if ((fd = open(account->mail, O_RDONLY | O_CLOEXEC)) < 0)
		why = "outside of this session's walls";
	else
		return true;
	/* The user is not told that there is such an owner. */
	if (errno == EACCES || errno == EPERM)
		log_event(LOG_LEVEL_INFO, "shared", "owner=%s error=\"%s\"",
			  account->user, why);
	return no_such(err);
}

bool imap_others_find(struct imap_session *session, struct span user,
		      struct imap_other **out, struct err *err)
{
	struct imap_others *others = get(session);
	char name[sizeof(((struct account *)0)->user)];
	struct account account;

	if (!account_normalize(user, name, sizeof(name)) ||
	    span_eq(span_of(name),
		    span_of(store_user_account(session->user)->user)))
		return no_such(err);
	*out = known(others, span_of(name));
	if (*out)
		return true;
	if (!account_client_lookup(&others->client, name, "imap", &account,
				   err))
		return err->kind == ERR_NOTFOUND ? no_such(err) : false;
	/* Another name of somebody: they have one here. */
	if (!span_eq(span_of(account.user), span_of(name)))
		return no_such(err);
	if (!check(&account, err))
		return false;
	*out = add(others, &account);
	return true;
}

bool imap_others_public(struct imap_session *session, struct imap_other **out,
			struct err *err)
{
	struct imap_others *others = get(session);
	const char *path = session->config->public_mail;
	struct account *account;

	if (!*path)
		return no_such(err);
	if (!others->public) {
		others->public = x_calloc(1, sizeof(*others->public));
		others->public->is_public = true;
		account = &others->public->account;
		account->uid = UINT32_MAX;
		account->gid = UINT32_MAX;
		snprintf(account->user, sizeof(account->user), "public");
		snprintf(account->home, sizeof(account->home), "%s", path);
		snprintf(account->mail, sizeof(account->mail), "%s", path);
	}
	*out = others->public;
	return check(&others->public->account, err);
}

bool imap_others_is_public(const struct imap_session *session,
			   const struct store_user *store)
{
	const struct imap_others *others = session->others;

	return others && others->public && others->public->store == store;
}

const struct account *imap_others_account(const struct imap_other *other)
{
	return &other->account;
}

/* ---- stores ---- */

/* The store that was used longest ago; NULL while few are open. */
static struct imap_other *oldest(const struct imap_session *session)
{
	const struct imap_others *others = session->others;
	const struct store_user *selected =
		session->box ? session->box->user : NULL;
	struct imap_other *found = NULL;
	size_t open = 0;

	for (size_t i = 0; i < others->count; i++) {
		struct imap_other *other = others->other[i];

		if (!other->store)
			continue;
		open++;
		if (other->store != selected &&
		    (!found || other->used < found->used))
			found = other;
	}
	return open >= session->config->shared_open_max + IN_USE_MAX ? found
								     : NULL;
}

bool imap_others_open(struct imap_session *session, struct imap_other *other,
		      struct store_user **out, struct err *err)
{
	struct store_settings settings = store_settings_of(session->config);
	struct imap_other *old;

	/* Nobody owns public mailboxes, so nobody shares them. */
	if (other->is_public)
		settings.shared_dir = NULL;
	other->used = ++session->others->clock;
	if (!other->store) {
		old = oldest(session);
		if (old)
			close_store(old);
		if (!store_user_open(&other->account, &settings, &other->store,
				     err))
			return false;
	}
	*out = other->store;
	return true;
}

void imap_others_use(struct imap_session *session,
		     const struct store_user *store)
{
	struct imap_others *others = session->others;

	for (size_t i = 0; others && i < others->count; i++)
		if (others->other[i]->store == store)
			others->other[i]->used = ++others->clock;
}

void imap_others_warn(struct imap_session *session)
{
	const struct imap_others *others = session->others;

	for (size_t i = 0; others && i < others->count; i++)
		if (others->other[i]->store)
			store_warn(others->other[i]->store);
}

void imap_others_free(struct imap_others **others)
{
	struct imap_others *o = *others;

	if (!o)
		return;
	for (size_t i = 0; i < o->count; i++)
		free_other(&o->other[i]);
	free_other(&o->public);
	free(o->other);
	account_client_release(&o->client);
	free(o);
	*others = NULL;
}
