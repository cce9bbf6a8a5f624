/* SPDX-License-Identifier: MIT */
/*
 * A path of another's mailbox is <namespace_shared>.<user>.<name>; dots of the
 * user are '^', which no other character of a user becomes, and users with a
 * '^' in their name have no path. Public ones are <namespace_public>.<name>.
 */
#include "imap/imap_mailbox.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "imap/imap_others.h"
#include "imap/imap_pattern.h"
#include "mime/mime_fold.h"
#include "store/store_share.h"

enum {
	PATH_CAP = 4096,
	USER_DOT = '^'
};

enum kind {
	OWN,
	SHARED,
	PUBLIC
};

struct place {
	enum kind kind;
	struct span user; /* of SHARED */
	struct span name; /* empty: a level above the mailboxes */
};

/* ---- paths ---- */

static bool cut_prefix(struct span *path, const char *prefix)
{
	struct span p = span_of(prefix);

	if (!p.len || !span_starts(*path, p) ||
	    (path->len > p.len && path->ptr[p.len] != IMAP_DELIMITER))
		return false;
	*path = span_from(*path, p.len + 1);
	return true;
}

static struct span replaced(struct arena *arena, struct span text, char from,
			    char to)
{
	char *copy = arena_strdup(arena, text);

	for (size_t i = 0; i < text.len; i++)
		if (copy[i] == from)
			copy[i] = to;
	return span_make(copy, text.len);
}

static struct place place_of(struct imap_session *session, struct span path)
{
	struct arena *arena = &session->arena;
	struct place place = { .kind = OWN, .name = path };
	struct span rest = path;

	if (cut_prefix(&rest, session->config->namespace_shared)) {
		size_t dot = span_find_char(rest, IMAP_DELIMITER);

		place.kind = SHARED;
		place.user = replaced(arena, span_first(rest, dot), USER_DOT,
				      IMAP_DELIMITER);
		place.name =
			imap_pattern_inbox(arena, span_from(rest, dot + 1));
	} else if (cut_prefix(&rest, session->config->namespace_public)) {
		place.kind = PUBLIC;
		place.name = rest;
		/* The Maildir itself has only the list for new ones. */
		if (span_eq_nocase(rest, SPAN("INBOX")))
			place.name = SPAN("");
	}
	return place;
}

static void add_owner(struct imap_session *session, struct buf *out,
		      struct span user)
{
	buf_add_str(out, session->config->namespace_shared);
	buf_add_char(out, IMAP_DELIMITER);
	buf_add(out, replaced(&session->arena, user, IMAP_DELIMITER, USER_DOT));
}

struct span imap_mailbox_path(struct imap_session *session,
			      const struct store_user *user, struct span name)
{
	auto_buf struct buf path = { 0 };

	if (user == session->user)
		return name;
	buf_init(&path, PATH_CAP);
	if (imap_others_is_public(session, user))
		buf_add_str(&path, session->config->namespace_public);
	else
		add_owner(session, &path,
			  span_of(store_user_account(user)->user));
	buf_add_char(&path, IMAP_DELIMITER);
	buf_add(&path, name);
	return arena_dup(&session->arena, buf_span(&path));
}

/* ---- finding ---- */

/* RFC 4314 6: what may not be known of is as what is not there. */
static bool check(uint32_t rights, uint32_t need, struct err *err)
{
	if (rights && (rights & need) == need)
		return true;
	if (rights & STORE_RIGHT_LOOKUP)
		return err_set(err, ERR_DENIED, "Permission denied");
	return err_set(err, ERR_NOTFOUND, "No such mailbox");
}

bool imap_mailbox_is_own(struct imap_session *session, struct span path)
{
	return place_of(session, path).kind == OWN;
}

/* The owner of what the path means; *other NULL: the user, and *out is
 * filled. */
static bool find_owner(struct imap_session *session, struct span path,
		       struct place *place, struct imap_other **other,
		       struct imap_mailbox *out, struct err *err)
{
	*other = NULL;
	*place = place_of(session, path);
	*out = (struct imap_mailbox){ .user = session->user,
				      .name = place->name,
				      .path = path,
				      .rights = STORE_RIGHTS_ALL };
	switch (place->kind) {
	case OWN:
		return true;
	case SHARED:
		if (place->name.len)
			return imap_others_find(session, place->user, other,
						err);
		break;
	case PUBLIC:
		if (place->name.len)
			return imap_others_public(session, other, err);
		break;
	}
	return err_set(err, ERR_NOTFOUND, "No such mailbox");
}

bool imap_mailbox_find(struct imap_session *session, struct span path,
		       uint32_t need, struct imap_mailbox *out, struct err *err)
{
	struct md_acl_person person = store_acl_person(session->user);
	struct imap_other *other;
	struct place place;

	if (!find_owner(session, path, &place, &other, out, err))
		return false;
	if (!other)
		return true;
	out->rights = store_acl_rights(imap_others_account(other), place.name,
				       &person);
	return check(out->rights, need, err) &&
	       imap_others_open(session, other, &out->user, err);
}

/* Of what may not be made it is not said why: that would tell who is there. */
static bool refuse_new(struct err *err)
{
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return err_set(err, ERR_DENIED, "Permission denied");
}

bool imap_mailbox_find_new(struct imap_session *session, struct span path,
			   struct imap_mailbox *out, struct err *err)
{
	struct md_acl_person person = store_acl_person(session->user);
	struct imap_other *other;
	struct place place;

	/* RFC 9051 5.1, 6.3.4: no 8-bit name that is not Net-Unicode. */
	if ((session->enabled & IMAP_ENABLED_ANY_UTF8) &&
	    !mime_fold_is_nfc(path))
		return err_set(err, ERR_SYNTAX,
			       "The name is not in Normalization Form C");
	if (!find_owner(session, path, &place, &other, out, err))
		return refuse_new(err);
	if (!other)
		return true;
	out->rights = store_acl_parent_rights(
		imap_others_account(other), place.name, &person,
		place.kind == PUBLIC ? STORE_ACL_TOP_ROOT : STORE_ACL_TOP_NONE);
	if (!check(out->rights, STORE_RIGHT_CREATE, err))
		return refuse_new(err);
	return imap_others_open(session, other, &out->user, err);
}

bool imap_mailbox_is_selected(const struct imap_session *session,
			      const struct imap_mailbox *mailbox)
{
	return session->box && session->box->user == mailbox->user &&
	       span_eq(span_of(session->box->name), mailbox->name);
}

/* ---- the list ---- */

struct listing {
	struct imap_session *session;
	struct md_acl_person person;
	struct store_mailbox_entry *entry;
	size_t count, space;
};

static void add_entry(struct listing *l, struct span name, uint32_t flags)
{
	if (l->count == l->space) {
		l->space = l->space ? 2 * l->space : 64;
		l->entry =
			x_realloc_array(l->entry, l->space, sizeof(*l->entry));
	}
	l->entry[l->count++] = (struct store_mailbox_entry){ name, flags };
}

static void add_with_parents(struct listing *l, struct span path)
{
	add_entry(l, path, STORE_MAILBOX_EXISTS);
	for (size_t i = path.len; i-- > 1;)
		if (path.ptr[i] == IMAP_DELIMITER)
			add_entry(l, span_first(path, i),
				  STORE_MAILBOX_CHILDREN);
}

/* *out_count: of the mailboxes that the person may know of. */
static bool add_mailboxes(struct listing *l, enum kind kind,
			  const struct account *owner, struct span prefix,
			  size_t *out_count, struct err *err)
{
	struct arena *arena = &l->session->arena;
	struct span *names;

	if (!store_share_mailboxes(owner, &l->person, STORE_RIGHT_LOOKUP, arena,
				   &names, out_count, err))
		return false;
	for (size_t i = 0; i < *out_count; i++) {
		/* Of the public ones it is no mailbox: see place_of. */
		if (kind == PUBLIC && span_eq(names[i], SPAN("INBOX")))
			continue;
		add_with_parents(l, span_of(arena_printf(arena, "%.*s%c%.*s",
							 SPAN_ARG(prefix),
							 IMAP_DELIMITER,
							 SPAN_ARG(names[i]))));
	}
	return true;
}

/* An owner of nothing that is listed may still share something. */
static bool forget_if_none(struct listing *l, const struct account *owner,
			   struct err *err)
{
	struct imap_session *session = l->session;
	struct span *names;
	size_t count;

	if (!store_share_mailboxes(owner, &l->person, STORE_SHARE_RIGHTS,
				   &session->arena, &names, &count, err))
		return false;
	if (!count)
		store_share_forget(session->config->shared_dir, owner,
				   &l->person);
	return true;
}

static bool add_other(struct listing *l, struct span user, struct err *err)
{
	struct imap_session *session = l->session;
	struct imap_other *other;
	auto_buf struct buf prefix;
	size_t count;

	buf_init(&prefix, PATH_CAP);
	if (span_find_char(user, USER_DOT) < user.len)
		return true;
	if (!imap_others_find(session, user, &other, err))
		return false;
	add_owner(session, &prefix, user);
	if (!add_mailboxes(l, SHARED, imap_others_account(other),
			   buf_span(&prefix), &count, err))
		return false;
	return count || forget_if_none(l, imap_others_account(other), err);
}

/* Trouble with one owner hides that one's mailboxes only. */
static bool add_shared(struct listing *l, struct err *err)
{
	const struct config *config = l->session->config;
	struct span *owners;
	size_t count;

	if (!*config->namespace_shared)
		return true;
	if (!store_share_owners(config->shared_dir, &l->person,
				&l->session->arena, config->shared_owners_max,
				&owners, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct err why = { 0 };

		if (!add_other(l, owners[i], &why) && why.kind != ERR_NOTFOUND)
			log_err(LOG_LEVEL_WARN, "shared", &why, "owner=%s",
				LOG_TEXT(owners[i]));
	}
	return true;
}

static bool add_public(struct listing *l, struct err *err)
{
	const struct config *config = l->session->config;
	struct imap_other *other;
	size_t count;

	if (!*config->namespace_public || !*config->public_mail)
		return true;
	return imap_others_public(l->session, &other, err) &&
	       add_mailboxes(l, PUBLIC, imap_others_account(other),
			     span_of(config->namespace_public), &count, err);
}

bool imap_mailbox_list(struct imap_session *session,
		       struct store_mailbox_entry **out, size_t *out_count,
		       struct err *err)
{
	struct listing l = { .session = session,
			     .person = store_acl_person(session->user) };
	struct store_mailbox_entry *own;
	struct store_mailbox_entry *all;
	size_t own_count;
	bool done;

	if (!store_list(session->user, &session->arena, &own, &own_count, err))
		return false;
	done = add_shared(&l, err) &&
	       (add_public(&l, err) || err->kind == ERR_NOTFOUND);
	*out = own;
	*out_count = own_count;
	if (done && l.count) {
		all = arena_alloc_array(&session->arena, own_count + l.count,
					sizeof(*all));
		memcpy(all, own, own_count * sizeof(*all));
		memcpy(all + own_count, l.entry, l.count * sizeof(*all));
		*out = all;
		*out_count = store_list_join(all, own_count + l.count);
	}
	free(l.entry);
	return done;
}
