/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_transaction.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/xtext.h"
#include "lmtp/lmtp_deliver.h"
#include "lmtp/lmtp_outcome.h"
#include "lmtp/lmtp_parse.h"
#include "lmtp/lmtp_reply.h"
#include "lmtp/lmtp_room.h"
#include "lmtp/lmtp_session.h"

void lmtp_transaction_init(struct lmtp_transaction *t)
{
	*t = (struct lmtp_transaction){ 0 };
	arena_init(&t->arena);
	t->tail = &t->recipients;
}

void lmtp_transaction_release(struct lmtp_transaction *t)
{
	deliver_mail_free(&t->mail);
	arena_release(&t->arena);
}

void lmtp_transaction_reset(struct lmtp_transaction *t)
{
	struct arena arena = t->arena;

	deliver_mail_free(&t->mail);
	arena_reset(&arena);
	*t = (struct lmtp_transaction){ .arena = arena };
	t->tail = &t->recipients;
}

static bool is_none_or(struct span text, bool (*is)(struct span))
{
	return !text.len || is(text);
}

/* RFC 3461 4.3, 4.4, RFC 2852 4 */
static bool take_dsn(struct lmtp_transaction *t,
		     const struct lmtp_command *command)
{
	struct deliver_dsn *dsn = &t->dsn;

	if (!is_none_or(command->ret, deliver_dsn_is_ret) ||
	    !is_none_or(command->envid, deliver_dsn_is_envid) ||
	    (command->by.len && !deliver_dsn_parse_by(command->by, dsn)))
		return false;
	dsn->ret = arena_dup(&t->arena, command->ret);
	dsn->envid = arena_dup(&t->arena, command->envid);
	dsn->by_mode = arena_dup(&t->arena, dsn->by_mode);
	if (span_starts_nocase(dsn->by_mode, SPAN("R")))
		t->end = clock_mono_ms() + dsn->by_time * 1000;
	return true;
}

void lmtp_transaction_mail(struct lmtp_session *s,
			   const struct lmtp_command *command)
{
	struct lmtp_transaction *t = &s->txn;

	if (command->size > s->config->message_max) {
		stream_write_str(s->stream, "552 5.3.4 Message too big\r\n");
		return;
	}
	if (!take_dsn(t, command)) {
		stream_write_str(s->stream, "501 5.5.4 Bad argument\r\n");
		return;
	}
	t->open = true;
	snprintf(t->id, sizeof(t->id), "%s-%u", s->id, ++s->transactions);
	t->sender = arena_dup(&t->arena, command->path);
	t->size = command->size;
	t->utf8 = command->utf8;
	t->binary = command->binary;
	stream_write_str(s->stream, "250 2.1.0 Ok\r\n");
}

/* So that equal users are found fast among very many. */
static uint64_t hash_of(struct span user, struct span mailbox)
{
	return hash_add(hash_add(HASH_START, user), mailbox);
}

static struct lmtp_recipient *find_equal(struct lmtp_transaction *t,
					 uint64_t hash,
					 const struct account *account,
					 struct span mailbox)
{
	struct lmtp_recipient *r = t->recipients;

	while (r && (r->hash != hash ||
		     !span_eq(span_of(r->to.account->user),
			      span_of(account->user)) ||
		     !span_eq(r->to.mailbox, mailbox)))
		r = r->next;
	return r ? r->first : NULL;
}

/* The texts of our own command's parameters. */
struct extras {
	struct buf mailbox;
	bool mailbox_is_detail;
	struct buf final;
	struct buf origin;
};

static bool read_extras(const struct lmtp_command *command, struct extras *out)
{
	if (!xtext_decode(command->mailbox, &out->mailbox) ||
	    !xtext_decode(command->final, &out->final) ||
	    !xtext_decode(command->origin, &out->origin))
		return false;
	/* Some clients forget to encode it. */
	if (!out->origin.len && !xtext_decode(command->orcpt, &out->origin))
		buf_reset(&out->origin);
	return true;
}

/* The mailbox that was asked for, by our own command or by the detail. */
static void choose_mailbox(const struct config *config, struct span detail,
			   struct extras *extras)
{
	struct buf *io = &extras->mailbox;

	extras->mailbox_is_detail =
		!io->len && config->lmtp_save_to_detail_mailbox;
	if (extras->mailbox_is_detail)
		buf_add(io, detail);
	if (io->len && !span_eq_nocase(buf_span(io), SPAN("INBOX")))
		return;
	buf_reset(io);
	buf_add_str(io, "INBOX");
}

static void add_recipient(struct lmtp_transaction *t,
			  const struct account *account,
			  const struct lmtp_command *command,
			  const struct extras *extras)
{
	struct span mailbox = buf_span(&extras->mailbox);
	uint64_t hash = hash_of(span_of(account->user), mailbox);
	struct lmtp_recipient *equal = find_equal(t, hash, account, mailbox);
	struct lmtp_recipient *r = arena_alloc(&t->arena, sizeof(*r));
	struct account *kept;

	r->hash = hash;
	r->to.address = arena_dup(&t->arena, command->path);
	r->to.bounces = command->reject;
	r->to.mailbox_is_detail = extras->mailbox_is_detail;
	r->to.final = arena_dup(&t->arena, buf_span(&extras->final));
	r->to.origin = arena_dup(&t->arena, buf_span(&extras->origin));
	r->to.dsn = t->dsn;
	r->to.dsn.notify = arena_dup(&t->arena, command->notify);
	/* Some clients forget to encode it. */
	if (deliver_dsn_is_orcpt(command->orcpt_full))
		r->to.dsn.orcpt = arena_dup(&t->arena, command->orcpt_full);
	r->first = equal ? equal : r;
	if (equal) {
		r->to.account = equal->to.account;
		r->to.mailbox = equal->to.mailbox;
		r->outcome = equal->outcome;
	} else {
		kept = arena_alloc(&t->arena, sizeof(*kept));
		*kept = *account;
		r->to.account = kept;
		r->to.mailbox = arena_dup(&t->arena, mailbox);
		r->outcome = arena_alloc(&t->arena, sizeof(*r->outcome));
	}
	*t->tail = r;
	t->tail = &r->next;
	t->count++;
}

/* Whether this client may deliver to that address, and to which account. A
 * client that may not learns nothing about other accounts. */
static bool find_account(struct lmtp_session *s, struct span address,
			 struct account *out, struct span *out_detail,
			 struct err *err)
{
	bool found = deliver_find(s->deliver, address, out, out_detail, err);
	bool exists = found || err->kind == ERR_DISABLED;

	if (s->peer->trusted || s->peer->asks ||
	    (!found && err->kind == ERR_TEMP))
		return found;
	if (exists && lmtp_peer_may_deliver(s->peer, out))
		return found;
	return err_set(err, ERR_DENIED, "Not allowed");
}

static bool has_room(const struct lmtp_session *s,
		     const struct account *account, struct err *err)
{
	return lmtp_crowd_has_room(s->shared->crowd, account->user,
				   s->config->lmtp_user_concurrency) ||
	       err_set(err, ERR_TEMP, "Too many messages at once");
}

static bool accept_recipient(struct lmtp_session *s,
			     const struct lmtp_command *command,
			     struct extras *extras, struct err *err)
{
	auto_buf struct buf plain;
	struct account account;
	struct span detail;

	buf_init(&plain, LMTP_PATH_MAX);
	if (!lmtp_parse_plain(command->path, &plain))
		return err_set(err, ERR_NOTFOUND, "No such user");
	if (!find_account(s, buf_span(&plain), &account, &detail, err))
		return false;
	choose_mailbox(s->config, detail, extras);
	if (!has_room(s, &account, err))
		return false;
	if (!deliver_ask_rules(s->deliver, &account, err))
		return false;
	if (deliver_check_is_needed(&account) &&
	    !lmtp_room_check(s, &account, buf_span(&extras->mailbox), err) &&
	    !(command->reject &&
	      deliver_mail_is_bounced(s->deliver, s->txn.sender, err)))
		return false;
	add_recipient(&s->txn, &account, command, extras);
	return true;
}

static void take_recipient(struct lmtp_session *s,
			   const struct lmtp_command *command,
			   struct extras *extras)
{
	const struct deliver_recipient to = {
		.address = command->path,
		.origin = buf_span(&extras->origin),
	};
	struct err err;

	if (accept_recipient(s, command, extras, &err))
		stream_write_str(s->stream, "250 2.1.5 Ok\r\n");
	else
		lmtp_outcome_refuse(s, &to, LMTP_STAGE_RCPT, &err);
}

void lmtp_transaction_rcpt(struct lmtp_session *s,
			   const struct lmtp_command *command)
{
	struct extras extras;

	if (s->txn.count >= s->config->lmtp_recipients_max) {
		stream_write_str(s->stream,
				 "452 4.5.3 Too many recipients\r\n");
		return;
	}
	buf_init(&extras.mailbox, LMTP_PATH_MAX);
	buf_init(&extras.final, LMTP_PATH_MAX);
	buf_init(&extras.origin, LMTP_PATH_MAX);
	if (is_none_or(command->notify, deliver_dsn_is_notify) &&
	    read_extras(command, &extras))
		take_recipient(s, command, &extras);
	else
		stream_write_str(s->stream, "501 5.5.4 Bad argument\r\n");
	buf_release(&extras.mailbox);
	buf_release(&extras.final);
	buf_release(&extras.origin);
}

bool lmtp_transaction_bdat(struct lmtp_session *s,
			   const struct lmtp_command *command,
			   const char *trouble, struct err *err)
{
	struct lmtp_transaction *t = &s->txn;
	bool alive = lmtp_deliver_chunk(s, command, trouble, err);

	if (command->last || trouble)
		lmtp_transaction_reset(t);
	return alive;
}

bool lmtp_transaction_data(struct lmtp_session *s, struct err *err)
{
	bool alive = lmtp_deliver_message(s, err);

	lmtp_transaction_reset(&s->txn);
	return alive;
}
