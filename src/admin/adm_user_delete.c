/* SPDX-License-Identifier: MIT */
/*
 * The account is disabled before its mail is moved, and is there until that is
 * done: whatever goes wrong on the way, the same command may be given again.
 */
#include "admin/adm_user_delete.h"

#include <stdio.h>

#include "admin/adm_account.h"
#include "admin/adm_deleted.h"
#include "admin/adm_desk.h"
#include "admin/adm_forget.h"
#include "admin/adm_source.h"
#include "base/num.h"
#include "proc/privilege.h"

struct deletion {
	const struct config *config;
	const struct config_source *section;
	struct account_entry row;
	struct adm_deleted deleted;
};

/* As auth_user. */
static bool disable(void *arg, struct err *err)
{
	struct deletion *d = arg;
	char user[sizeof(d->row.account.user)];
	const struct account_query query = {
		.user = user,
		.service = "",
		.local_ip = "",
		.remote_ip = "",
	};
	struct account_source *source;
	bool done;

	snprintf(user, sizeof(user), "%s", d->row.account.user);
	if (!account_source_open(d->config, d->section, &source, err))
		return false;
	done = account_source_lookup(source, &query, &d->row, err) &&
	       source->kind->set_state(source, d->row.account.user,
				       ACCOUNT_DISABLED, err);
	account_source_close(&source);
	return done;
}

static bool remove_row(void *arg, struct err *err)
{
	struct deletion *d = arg;
	struct account_source *source;
	bool done;

	if (!account_source_open(d->config, d->section, &source, err))
		return false;
	done = source->kind->remove(source, d->row.account.user, err);
	account_source_close(&source);
	return done;
}

/* As mail_user. */
static bool move_mail(void *arg, struct err *err)
{
	struct deletion *d = arg;

	return adm_deleted_move_account(&d->deleted, &d->row.account, err);
}

static bool delete_user(struct deletion *d, struct err *err)
{
	const struct config *config = d->config;

	return privilege_as(config->auth_user, disable, d, err) &&
	       adm_forget(config, d->row.account.user, err) &&
	       adm_desk_kick_user(config, d->row.account.user, err) &&
	       privilege_as(config->mail_user, move_mail, d, err) &&
	       privilege_as(config->auth_user, remove_row, d, err) &&
	       adm_forget(config, d->row.account.user, err);
}

int adm_user_delete(struct adm_call *call)
{
	struct deletion d = { .config = &call->config };
	struct err err;
	const char *word;
	bool done;

	if (!adm_source_choose(call, ADM_SOURCE_WRITE, &d.section, &err))
		return adm_complain(&err);
	word = adm_take_word(call);
	if (!word || call->argc)
		return ADM_USAGE;
	if (!account_normalize(span_of(word), d.row.account.user,
			       sizeof(d.row.account.user))) {
		err_set(&err, ERR_SYNTAX, "%s cannot be a user name", word);
		return adm_complain(&err);
	}
	d.deleted = (struct adm_deleted){ .config = &call->config,
					  .name = d.row.account.user };
	done = delete_user(&d, &err);
	if (done && d.deleted.entry)
		printf("%s deleted; the mail is in %s\n", d.row.account.user,
		       d.deleted.entry);
	else if (done)
		printf("%s deleted; there was no mail\n", d.row.account.user);
	adm_deleted_release(&d.deleted);
	return done ? ADM_OK : adm_complain(&err);
}

/* ---- purge ---- */

static void tell(const char *entry)
{
	printf("%s purged\n", entry);
}

int adm_user_delete_purge(struct adm_call *call)
{
	const char *word = adm_take_option(call, "days");
	uint64_t days = call->config.deleted_mail_days;
	struct err err;

	if (call->argc)
		return ADM_USAGE;
	if (word && !num_parse_u64(span_of(word), 0, 36500, &days)) {
		err_set(&err, ERR_SYNTAX, "%s is no number of days", word);
		return adm_complain(&err);
	}
	if (!adm_account_enter(&call->config, &err) ||
	    !adm_deleted_purge(&call->config, days, tell, &err))
		return adm_complain(&err);
	return ADM_OK;
}
