/* SPDX-License-Identifier: MIT */
/* dovecot-uidlist; dovecot-keywords and subscriptions are shared anyway. */
#include <errno.h>
#include <stdio.h>

#include "base/auto.h"
#include "maildir/md_import.h"
#include "store/store_export_priv.h"

enum {
	GUID_LEN = 32
};

/* The one that is there, else our mailbox id. */
static struct span guid_of(const struct store_exporting *e,
			   const struct md_import *old, char room[GUID_LEN + 1])
{
	if (old->list.guid.len == GUID_LEN)
		return old->list.guid;
	for (unsigned i = 0; i < GUID_LEN / 2; i++)
		snprintf(room + 2 * i, 3, "%02x", e->box->mailbox_id[i]);
	return span_make(room, GUID_LEN);
}

/* Keys of the list that is there which are neither ours nor told anew. */
static void keep_fields(struct md_export_message *message,
			const struct md_import *old, size_t *at)
{
	const struct md_import_list *list = &old->list;

	while (*at < list->count && list->entry[*at].uid < message->uid)
		(*at)++;
	if (*at < list->count && list->entry[*at].uid == message->uid)
		message->fields = list->entry[*at].fields;
}

static bool read_old(const struct store_exporting *e, struct md_import *old,
		     struct err *err)
{
	if (!md_import_one(e->box->user->account.mail, span_of(e->box->dir),
			   MD_IMPORT_DOVECOT, old, err)) {
		if (err->kind != ERR_NOTFOUND && err->kind != ERR_CORRUPT)
			return false;
		err_clear(err);
	}
	if (old->list.uidvalidity != e->box->uidvalidity)
		old->list = (struct md_import_list){ .count = 0 };
	return true;
}

static unsigned count_beyond(const struct store_exporting *e)
{
	uint64_t used = 0;
	unsigned count = 0;

	for (size_t i = 0; i < e->count; i++)
		used |= e->base[i].message.keywords;
	for (used >>= MD_KEYWORDS; used; used >>= 1)
		count += used & 1;
	return count;
}

/* ---- $Forwarded ---- */

bool store_export_dovecot_letter(struct store_side *side, uint64_t *out,
				 struct err *err)
{
	const struct span name = SPAN("$Forwarded");
	struct store_keywords list;
	auto_buf struct buf text;
	bool has_free = false;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_follow(side, err) ||
	    !store_keywords_forwarded(side, out, err) ||
	    !store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	for (unsigned i = 0; i < MD_KEYWORDS; i++)
		has_free |= i >= list.count || !list.name[i].len;
	return *out || !has_free ||
	       store_keywords_take(side, &name, 1, out, err);
}

/* Dovecot knows the letter but not P, and would leave that behind when the
 * letter goes. The sync that finds the letter alone brings P back. */
static bool drop_p(struct store_exporting *e, struct err *err)
{
	auto_buf struct buf from;
	auto_buf struct buf to;
	uint64_t bit;

	buf_init(&from, MD_NAME_MAX);
	buf_init(&to, MD_NAME_MAX);
	if (!store_keywords_forwarded(e->side, &bit, err))
		return false;
	for (size_t i = 0; i < e->count; i++) {
		struct index_message m = e->base[i].message;
		int fd = e->side->dirs.fd[STORE_CUR];

		if (!(m.flags & INDEX_FORWARDED) || (m.flags & INDEX_IN_NEW))
			continue;
		if (!(m.keywords & bit)) {
			e->told->forwarded_lost++;
			continue;
		}
		if (!store_side_touch(e->side, STORE_CUR, err))
			return false;
		buf_reset(&from);
		buf_reset(&to);
		store_name_write(&from, e->base[i].base, &m);
		m.flags &= ~(uint32_t)INDEX_FORWARDED;
		store_name_write(&to, e->base[i].base, &m);
		/* One that others have renamed keeps what they gave it. */
		if (renameat(fd, buf_str(&from), fd, buf_str(&to)) < 0 &&
		    errno != ENOENT)
			return err_sys(err, "rename %s", buf_str(&from));
		store_side_doubt(e->side, STORE_CUR);
	}
	return true;
}

bool store_export_dovecot_write(struct store_exporting *e, struct err *err)
{
	const struct index_folder *rec = &e->side->rec;
	auto_md_import struct md_import old;
	char guid[GUID_LEN + 1];
	auto_buf struct buf list;
	size_t at = 0;

	md_import_init(&old);
	buf_init(&list, STORE_EXPORT_CAP);
	if (!read_old(e, &old, err))
		return false;
	md_export_dovecot_begin(&list, rec->uidvalidity, rec->uidnext,
				guid_of(e, &old, guid));
	for (size_t i = 0; i < e->count; i++) {
		struct md_export_message m =
			store_export_message(e, &e->base[i]);

		e->told->uidls += m.uidl.len > 0;
		keep_fields(&m, &old, &at);
		md_export_dovecot_add(&list, &m);
	}
	e->told->keywords_lost = count_beyond(e);
	return store_export_file(e, "dovecot-uidlist", &list, err) &&
	       drop_p(e, err);
}
