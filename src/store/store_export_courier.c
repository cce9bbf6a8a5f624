/* SPDX-License-Identifier: MIT */
/* Courier's lists of UIDs, UIDLs, keywords, access, and subscriptions. */
#include "base/auto.h"
#include "base/clock.h"
#include "io/file.h"
#include "maildir/md_acl.h"
#include "maildir/md_import.h"
#include "store/store_export_priv.h"

/* Numbers for messages to come must not meet those of UIDVALIDITY. */
static void next_uidl(const struct md_import_pop *old, uint32_t uidvalidity,
		      uint64_t *next, uint64_t *uidv)
{
	*next = old->found && old->next ? old->next : 1;
	*uidv = old->found && old->uidv ? old->uidv : (uint64_t)clock_now();
	if (*uidv == uidvalidity)
		++*uidv;
}

static bool write_pop(struct store_exporting *e, struct err *err)
{
	const char *root = e->box->user->account.mail;
	auto_md_import_pop struct md_import_pop old = { 0 };
	auto_buf struct buf list = { 0 };
	uint64_t next, uidv;

	if (*e->box->dir)
		return true;
	md_import_pop_init(&old);
	buf_init(&list, STORE_EXPORT_CAP);
	if (!md_import_pop_read(root, &old, err))
		return false;
	next_uidl(&old, e->box->uidvalidity, &next, &uidv);
	md_export_pop_begin(&list, next, uidv);
	for (size_t i = 0; i < e->count; i++) {
		struct md_export_message m =
			store_export_message(e, &e->base[i]);

		e->told->uidls += m.uidl.len > 0;
		e->told->uidls_lost +=
			!md_export_pop_add(&list, &m, e->box->uidvalidity);
	}
	return store_export_file(e, "courierpop3dsizelist", &list, err);
}

/* "BASE:n n…", n the place of the name among those before it. */
static void add_tags(struct buf *out, const struct store_base *base,
		     unsigned forwarded)
{
	uint64_t bits = base->message.keywords;
	bool is_forwarded = base->message.flags & INDEX_FORWARDED;

	if (!bits && !is_forwarded)
		return;
	buf_add(out, base->base);
	buf_add_char(out, ':');
	for (unsigned i = 0; i < forwarded; i++)
		if (bits >> i & 1)
			buf_add_format(out, "%u ", i);
	if (is_forwarded)
		buf_add_format(out, "%u ", forwarded);
	buf_truncate(out, out->len - 1);
	buf_add_char(out, '\n');
}

static bool list_tags(struct store_exporting *e, struct buf *out,
		      struct err *err)
{
	struct store_keywords names;
	auto_buf struct buf text;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(e->side->t->txn, e->side->folder, &text,
				 &names, err))
		return false;
	for (unsigned i = 0; i < names.count; i++) {
		if (names.name[i].len)
			buf_add(out, names.name[i]);
		else /* an empty line would end the names */
			buf_add_format(out, "unused%u", i);
		buf_add_char(out, '\n');
	}
	buf_add_str(out, "$Forwarded\n\n");
	for (size_t i = 0; i < e->count; i++)
		add_tags(out, &e->base[i], names.count);
	return true;
}

static bool write_keywords(struct store_exporting *e, struct err *err)
{
	const char *root = e->box->user->account.mail;
	auto_buf struct buf list;

	buf_init(&list, STORE_EXPORT_CAP);
	if (!list_tags(e, &list, err))
		return false;
	if (list.full)
		return err_set(err, ERR_LIMIT, "Too many keywords");
	return md_import_keywords_replace(root, span_of(e->box->dir),
					  buf_span(&list), err);
}

bool store_export_courier_write(struct store_exporting *e, struct err *err)
{
	const struct index_folder *rec = &e->side->rec;
	auto_buf struct buf list;

	buf_init(&list, STORE_EXPORT_CAP);
	md_export_courier_begin(&list, rec->uidvalidity, rec->uidnext);
	for (size_t i = 0; i < e->count; i++) {
		struct md_export_message m =
			store_export_message(e, &e->base[i]);

		md_export_courier_add(&list, &m);
	}
	return write_pop(e, err) && write_keywords(e, err) &&
	       store_export_file(e, "courierimapuiddb", &list, err) &&
	       md_acl_export(e->box->user->account.mail, span_of(e->box->dir),
			     &e->told->acl_lost, err);
}

bool store_export_courier_subscribed(struct store_user *user,
				     const struct store_mailbox_entry *entry,
				     size_t count, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, STORE_EXPORT_CAP);
	for (size_t i = 0; i < count; i++) {
		bool inbox = span_eq(entry[i].name, SPAN("INBOX"));

		if (!(entry[i].flags & STORE_MAILBOX_SUBSCRIBED))
			continue;
		buf_add_str(&text, inbox ? "" : "INBOX.");
		buf_add(&text, entry[i].name);
		buf_add_char(&text, '\n');
	}
	return file_write_atomic(user->root_fd, "courierimapsubscribed",
				 buf_span(&text), 0600, err);
}
