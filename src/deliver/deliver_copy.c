/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_copy.h"

#include "base/auto.h"
#include "base/log.h"
#include "deliver/deliver_mail_priv.h"
#include "deliver/deliver_name.h"
#include "deliver/deliver_priv.h"
#include "store/store_acl.h"
#include "store/store_message.h"

bool deliver_copy_goes_to_inbox(enum err_kind kind)
{
	return kind == ERR_NOTFOUND || kind == ERR_SYNTAX || kind == ERR_DENIED;
}

/* Strangers don't fill a home with mailboxes. */
static bool has_room(const struct config *config, struct store_user *store,
		     struct err *err)
{
	auto_arena struct arena arena = { 0 };
	struct store_mailbox_entry *all;
	size_t count;

	return config->lmtp_detail_mailboxes &&
	       store_list(store, &arena, &all, &count, err) &&
	       count < config->lmtp_detail_mailboxes;
}

static bool create(struct store_user *store, const struct deliver_copy *copy,
		   struct err *err)
{
	bool done = copy->special ? store_create_special(store, copy->mailbox,
							 copy->special, err)
				  : store_create(store, copy->mailbox, err);

	return done || err->kind == ERR_EXISTS;
}

/* The mailbox asked for is not there: make it where that is wanted. */
static bool make_mailbox(const struct config *config, struct store_user *store,
			 const struct deliver_copy *copy)
{
	struct span mailbox = copy->mailbox;
	struct err err;

	if (!config->lda_mailbox_autocreate && !copy->create)
		return false;
	if (copy->mailbox_is_detail && !has_room(config, store, &err))
		return false;
	if (!create(store, copy, &err)) {
		log_err(LOG_LEVEL_WARN, "autocreate", &err, "mailbox=%s",
			LOG_TEXT(mailbox));
		return false;
	}
	if (config->lda_mailbox_autosubscribe &&
	    !store_subscribe(store, mailbox, true, &err))
		log_err(LOG_LEVEL_WARN, "autosubscribe", &err, "mailbox=%s",
			LOG_TEXT(mailbox));
	return true;
}

/* The message once more, with a Delivered-To for that name. */
static bool write_own(struct deliver_mail *mail, struct store_user *store,
		      struct span name, struct err *err)
{
	struct span text;

	store_spool_free(&mail->own);
	if (!store_spool_bytes(mail->spool, &text, err))
		return false;
	mail->own = store_spool_new(store);
	buf_reset(&mail->own_name);
	buf_add(&mail->own_name, name);
	return store_spool_write(mail->own, span_first(text, mail->place),
				 err) &&
	       store_spool_write(mail->own, SPAN("Delivered-To: "), err) &&
	       store_spool_write(mail->own, name, err) &&
	       store_spool_write(mail->own, SPAN("\n"), err) &&
	       store_spool_write(mail->own, span_from(text, mail->place),
				 err) &&
	       store_spool_end(mail->own, err);
}

bool deliver_copy_spool(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct store_user *store, struct store_spool **out,
			struct err *err)
{
	struct span name = deliver_name_written(mail->deliver->config, to);

	*out = mail->spool;
	if (!mail->each)
		return true;
	if ((!mail->own || !span_eq(buf_span(&mail->own_name), name)) &&
	    !write_own(mail, store, name, err))
		return false;
	*out = mail->own;
	return true;
}

bool deliver_copy_append(const struct config *config, struct store_user *store,
			 const struct deliver_copy *copy,
			 struct store_spool *spool, struct deliver_stored *out,
			 struct err *err)
{
	const struct store_append *options = copy->options;
	struct span inbox = SPAN("INBOX");
	struct span mailbox = copy->mailbox;
	struct store_appended appended;
	bool done;

	/* As Dovecot's: for who may not post there it is as if it were not. */
	if (!span_eq(mailbox, inbox) &&
	    !store_acl_takes_mail(store_user_account(store), mailbox))
		mailbox = inbox;
	out->mailbox = mailbox;
	done = store_append(store, mailbox, spool, options, &appended, err);
	if (!done && err->kind == ERR_NOTFOUND &&
	    make_mailbox(config, store, copy))
		done = store_append(store, mailbox, spool, options, &appended,
				    err);
	if (!done && !span_eq(mailbox, inbox) &&
	    deliver_copy_goes_to_inbox(err->kind)) {
		out->mailbox = inbox;
		done = store_append(store, inbox, spool, options, &appended,
				    err);
	}
	if (done)
		out->uid = appended.uid;
	return done;
}

bool deliver_copy_store(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct deliver_stored *out, struct err *err)
{
	static const struct store_append options = {
		.internaldate = INT64_MIN,
		.grace = STORE_WITH_GRACE,
	};
	const struct deliver_copy copy = {
		.mailbox = to->mailbox,
		.mailbox_is_detail = to->mailbox_is_detail,
		.options = &options,
	};
	struct deliver_users *users = &mail->deliver->users;
	struct store_spool *spool;
	struct store_user *store;

	if (!deliver_users_get(users, &mail->deliver->settings, to->account,
			       &store, err) ||
	    !deliver_copy_spool(mail, to, store, &spool, err))
		return false;
	if (deliver_copy_append(mail->deliver->config, store, &copy, spool, out,
				err)) {
		store_warn(store);
		return true;
	}
	store_warn(store);
	if (err->kind != ERR_QUOTA && err->kind != ERR_LIMIT)
		deliver_users_drop(users, store);
	return false;
}
