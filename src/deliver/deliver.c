/* SPDX-License-Identifier: MIT */
#include "deliver/deliver.h"

#include <sys/resource.h>

#include "account/account_address.h"
#include "base/auto.h"
#include "base/x.h"
#include "deliver/deliver_priv.h"
#include "deliver/deliver_sieve_ahead.h"
#include "store/store_message.h"

enum {
	LOOKUP_TIMEOUT_MS = 20000,
	/* Unused indexes that stay open, sockets, the message itself. */
	FILES_ELSE = 600
};

uint64_t deliver_files(const struct config *config)
{
	return config->lmtp_open_users * DELIVER_USERS_FILES_EACH + FILES_ELSE;
}

/* What the setting says, as far as this process may open files. */
static unsigned users_max(const struct config *config)
{
	uint64_t users = config->lmtp_open_users;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	    limit.rlim_cur < deliver_files(config))
		users = limit.rlim_cur > FILES_ELSE
				? (limit.rlim_cur - FILES_ELSE) /
					  DELIVER_USERS_FILES_EACH
				: 0;
	return users ? (unsigned)users : 1;
}

struct deliver *deliver_new(const struct config *config)
{
	struct deliver *d = x_calloc(1, sizeof(*d));

	/* What is done for a recipient may be walled in. */
	store_prepare();
	d->config = config;
	d->settings = store_settings_of(config);
	d->submit = (struct submit_client){
		.socket = config->submit_socket,
		.seconds = (unsigned)config->submit_timeout,
	};
	deliver_users_init(&d->users, users_max(config));
	deliver_kept_init(&d->kept, config->sieve_kept_memory);
	account_client_init(&d->accounts, config->userdb_socket,
			    LOOKUP_TIMEOUT_MS);
	return d;
}

void deliver_free(struct deliver **d)
{
	if (!*d)
		return;
	deliver_rest(*d);
	account_client_release(&(*d)->accounts);
	free(*d);
	*d = NULL;
}

void deliver_rest(struct deliver *d)
{
	deliver_users_release(&d->users);
	deliver_kept_release(&d->kept);
}

bool deliver_can_send(const struct deliver *d)
{
	return d->config->submit_host[0] || d->config->submit_command[0];
}

const char *deliver_host(const struct deliver *d)
{
	return d->config->hostname;
}

static bool look_up(struct deliver *d, struct span address, struct account *out,
		    struct err *err)
{
	char user[sizeof(out->user)];

	if (!account_normalize(address, user, sizeof(user)))
		return err_set(err, ERR_NOTFOUND, "No such user");
	if (account_client_lookup(&d->accounts, user, "lmtp", out, err))
		return true;
	if (err->kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "No such user");
	return false;
}

static bool may_receive(const struct account *account, struct err *err)
{
	if (account->state == ACCOUNT_DELETED)
		return err_set(err, ERR_NOTFOUND, "No such user");
	if (account->state == ACCOUNT_DISABLED)
		return err_set(err, ERR_DISABLED, "Mailbox disabled");
	return true;
}

/* An address, or a user of it, that is longer belongs to nobody. */
enum {
	ADDRESS_MAX = 1000
};

bool deliver_find(struct deliver *d, struct span address, struct account *out,
		  struct span *out_detail, struct err *err)
{
	auto_buf struct buf user;
	struct account_address step;

	buf_init(&user, ADDRESS_MAX);
	account_address_init(&step, address, d->config->recipient_delimiter,
			     d->config->catch_all_user);
	err_set(err, ERR_NOTFOUND, "No such user");
	while (account_address_next(&step, &user)) {
		if (look_up(d, buf_span(&user), out, err)) {
			*out_detail = account_address_detail(&step);
			return may_receive(out, err);
		}
		if (err->kind != ERR_NOTFOUND)
			return false;
	}
	return false;
}

bool deliver_ask_rules(struct deliver *d, const struct account *account,
		       struct err *err)
{
	if (d->has_rules)
		d->rules = (struct account_rules){ 0 };
	d->has_rules = account->has_rules;
	if (!account->has_rules ||
	    account_client_rules(&d->accounts, account->user, "lmtp", &d->rules,
				 err))
		return true;
	err->kind = ERR_TEMP; /* it was there a moment ago */
	return false;
}

void deliver_open_site(struct deliver *d)
{
	deliver_sieve_ahead(d->config, &d->kept);
}

bool deliver_check_is_needed(const struct account *account)
{
	return account->has_rules || account->quota_bytes ||
	       account->quota_messages || account->quota_rules[0] ||
	       account->message_bytes || account->settings[0];
}

/* Nothing is stored, so no quota is asked. */
static bool check_unstored(const struct account *account,
			   const struct account_rules *rules, uint64_t size,
			   struct err *err)
{
	if (!rules->forward[0] && !rules->reply[0])
		return err_set(err, ERR_DENIED, "Mailbox takes no mail");
	return !account->message_bytes || size <= account->message_bytes ||
	       err_set(err, ERR_LIMIT, "Message too large");
}

bool deliver_check(struct deliver *d, const struct account *account,
		   struct span mailbox, uint64_t size, struct err *err)
{
	struct store_user *store;

	if (d->rules.delivery & ACCOUNT_NO_LOCAL)
		return check_unstored(account, &d->rules, size, err);
	if (!deliver_users_get(&d->users, &d->settings, account, &store, err))
		return false;
	if (store_append_check(store, mailbox, size, STORE_WITH_GRACE, err))
		return true;
	/* The message goes to INBOX then. */
	if (err->kind == ERR_NOTFOUND || err->kind == ERR_SYNTAX)
		return true;
	if (err->kind != ERR_QUOTA && err->kind != ERR_LIMIT)
		deliver_users_drop(&d->users, store);
	return false;
}
