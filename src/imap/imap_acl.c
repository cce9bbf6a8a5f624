/* SPDX-License-Identifier: MIT */
#include "imap/imap_acl.h"

#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_others.h"
#include "wire/wire_imap.h"

enum {
	NAME_CAP = 1024,
	/* RFC 4314 4: MYRIGHTS wants any of these. */
	ANY = STORE_RIGHT_LOOKUP | STORE_RIGHT_READ | STORE_RIGHT_INSERT |
	      STORE_RIGHT_CREATE | STORE_RIGHT_DELETE | STORE_RIGHT_ADMIN
};

bool imap_acl_find(struct imap_session *session, struct span path,
		   enum imap_acl_need need, struct imap_mailbox *out,
		   struct err *err)
{
	auto_arena struct arena arena;
	struct md_acl_list list;

	arena_init(&arena);
	if (!imap_mailbox_find(session, path,
			       need == IMAP_ACL_ADMIN ? STORE_RIGHT_ADMIN : 0,
			       out, err))
		return false;
	if (!(out->rights & ANY))
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	/* One's own may not be there. A list that can't be read is replaced by
	 * SETACL. */
	if (store_acl_get(store_user_account(out->user), out->name, &arena,
			  &list, err) ||
	    err->kind == ERR_CORRUPT) {
		err_clear(err);
		return true;
	}
	return false;
}

static const struct {
	struct span prefix;
	enum md_acl_who who;
} named[] = {
	{ SPAN("!$"), MD_ACL_GROUP_OVERRIDE },
	{ SPAN("$"), MD_ACL_GROUP },
	{ SPAN("group="), MD_ACL_GROUP },
	{ SPAN("group-override="), MD_ACL_GROUP_OVERRIDE },
	{ SPAN("user="), MD_ACL_USER },
	{ SPAN(""), MD_ACL_USER },
};
static const struct {
	struct span word;
	enum md_acl_who who;
} words[] = {
	{ SPAN("anyone"), MD_ACL_ANYONE },
	{ SPAN("authenticated"), MD_ACL_AUTHENTICATED },
	{ SPAN("owner"), MD_ACL_OWNER },
};

static bool is_group_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c <= ' ' || c == 0x7f || c == ',' || c == '"' || c == '\\')
			return false;
	}
	return name.len > 0;
}

static bool take_name(struct span name, struct arena *arena,
		      struct md_acl_entry *out)
{
	char user[sizeof(((struct account *)0)->user)];

	if (out->who != MD_ACL_USER) {
		out->name = name;
		return is_group_name(name);
	}
	if (!account_normalize(name, user, sizeof(user)))
		return false;
	out->name = arena_dup(arena, span_of(user));
	return true;
}

static bool parse_identifier(struct span text, struct arena *arena,
			     struct md_acl_entry *out)
{
	*out = (struct md_acl_entry){ .negative =
					      span_starts(text, SPAN("-")) };
	text = span_from(text, out->negative);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		out->who = words[i].who;
		if (span_eq(text, words[i].word))
			return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		out->who = named[i].who;
		if (span_starts(text, named[i].prefix))
			return take_name(span_from(text, named[i].prefix.len),
					 arena, out);
	}
	return false;
}

bool imap_acl_take_identifier(struct span *rest, struct arena *arena,
			      struct md_acl_entry *out)
{
	struct span at = *rest;
	struct span text;

	if (!wire_imap_take_space(&at) ||
	    !wire_imap_take_astring(&at, arena, &text) ||
	    !parse_identifier(text, arena, out))
		return false;
	*rest = at;
	return true;
}

void imap_acl_add_identifier(struct buf *out, const struct md_acl_entry *entry)
{
	auto_buf struct buf text;

	buf_init(&text, NAME_CAP);
	if (entry->negative)
		buf_add_char(&text, '-');
	switch (entry->who) {
	case MD_ACL_GROUP:
		buf_add_char(&text, '$');
		break;
	case MD_ACL_GROUP_OVERRIDE:
		buf_add(&text, SPAN("!$"));
		break;
	case MD_ACL_ANYONE:
	case MD_ACL_AUTHENTICATED:
	case MD_ACL_OWNER:
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (words[i].who == entry->who)
				buf_add(&text, words[i].word);
		break;
	case MD_ACL_USER:
	case MD_ACL_KINDS:
		break;
	}
	buf_add(&text, entry->name);
	wire_imap_add_astring(out, buf_span(&text));
}

void imap_acl_add_rights(struct buf *out, uint32_t rights)
{
	auto_buf struct buf text;

	buf_init(&text, NAME_CAP);
	md_acl_list_add_letters(&text, rights);
	if (rights & (STORE_RIGHT_CREATE | STORE_RIGHT_DELETE))
		buf_add_char(&text, 'c');
	if (rights & (STORE_RIGHT_DELETED | STORE_RIGHT_EXPUNGE))
		buf_add_char(&text, 'd');
	wire_imap_add_astring(out, buf_span(&text));
}

void imap_acl_add_myrights(struct buf *out, const struct imap_session *session,
			   const struct imap_mailbox *mailbox)
{
	buf_add(out, SPAN("* MYRIGHTS "));
	imap_args_add_mailbox(session, out, mailbox->path);
	buf_add_char(out, ' ');
	imap_acl_add_rights(out, mailbox->rights);
	buf_add(out, SPAN("\r\n"));
}

bool imap_acl_is_owner(struct imap_session *session,
		       const struct imap_mailbox *mailbox,
		       const struct md_acl_entry *entry)
{
	const struct account *owner = store_user_account(mailbox->user);

	if (imap_others_is_public(session, mailbox->user))
		return false;
	return entry->who == MD_ACL_OWNER ||
	       (entry->who == MD_ACL_USER &&
		span_eq(entry->name, span_of(owner->user)));
}
