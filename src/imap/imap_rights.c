/* SPDX-License-Identifier: MIT */
#include "imap/imap_rights.h"

#include "store/store_across.h"
#include "store/store_seen.h"

static bool is_private(const struct imap_session *session,
		       const struct store_user *owner)
{
	return owner != session->user && session->config->private_seen;
}

/* Flags that the rights do not cover. */
static uint32_t kept_flags(uint32_t rights)
{
	const uint32_t others = INDEX_FLAG_MASK & ~(INDEX_SEEN | INDEX_DELETED);

	return (rights & STORE_RIGHT_SEEN ? 0 : INDEX_SEEN) |
	       (rights & STORE_RIGHT_DELETED ? 0 : INDEX_DELETED) |
	       (rights & STORE_RIGHT_WRITE ? 0 : others);
}

static void bound_flags(struct store_box *box, uint32_t rights)
{
	box->kept_flags = kept_flags(rights);
	box->keeps_keywords = !(rights & STORE_RIGHT_WRITE);
}

/* RFC 4314 5.2 */
static enum store_access access_of(const struct imap_mailbox *mailbox,
				   enum store_access wanted)
{
	const uint32_t writes = STORE_RIGHT_SEEN | STORE_RIGHT_WRITE |
				STORE_RIGHT_DELETED | STORE_RIGHT_EXPUNGE |
				STORE_RIGHT_INSERT;

	return mailbox->rights & writes ? wanted : STORE_READ_ONLY;
}

bool imap_rights_open(struct imap_session *session,
		      const struct imap_mailbox *mailbox,
		      enum store_access access, struct store_box **out,
		      struct err *err)
{
	bool done;

	access = access_of(mailbox, access);
	if (is_private(session, mailbox->user))
		done = store_seen_open(mailbox->user, mailbox->name, access,
				       session->user, out, err);
	else
		done = store_box_open(mailbox->user, mailbox->name, access, out,
				      err);
	if (done)
		bound_flags(*out, mailbox->rights);
	return done;
}

bool imap_rights_resume(struct imap_session *session,
			const struct imap_mailbox *mailbox,
			enum store_access access, struct store_box **out,
			struct err *err)
{
	if (is_private(session, mailbox->user))
		return imap_rights_open(session, mailbox, access, out, err);
	if (!store_box_resume(mailbox->user, mailbox->name,
			      access_of(mailbox, access), out, err))
		return false;
	bound_flags(*out, mailbox->rights);
	return true;
}

bool imap_rights_status(struct imap_session *session,
			const struct imap_mailbox *mailbox,
			struct store_status *out, struct err *err)
{
	if (is_private(session, mailbox->user))
		return store_seen_status(mailbox->user, mailbox->name,
					 session->user, out, err);
	return store_status(mailbox->user, mailbox->name, out, err);
}

static struct store_across destination(struct imap_session *session,
				       const struct imap_mailbox *mailbox)
{
	return (struct store_across){
		.user = mailbox->user,
		.name = mailbox->name,
		.without_flags = kept_flags(mailbox->rights),
		.without_keywords = !(mailbox->rights & STORE_RIGHT_WRITE),
		.reader = is_private(session, mailbox->user) ? session->user
							     : NULL,
	};
}

bool imap_rights_bound(struct imap_session *session,
		       const struct imap_mailbox *mailbox,
		       struct store_append *options)
{
	const struct store_across to = destination(session, mailbox);

	return store_across_bound(&to, options);
}

void imap_rights_set_seen(struct imap_session *session,
			  const struct imap_mailbox *mailbox,
			  const struct ranges *uids)
{
	const struct store_across to = destination(session, mailbox);

	store_across_set_seen(&to, uids);
}

bool imap_rights_copy(struct imap_session *session,
		      const struct imap_mailbox *mailbox,
		      const struct ranges *uids, enum store_copy_how how,
		      struct store_copied *out, struct err *err)
{
	const struct store_across to = destination(session, mailbox);
	struct store_box *box = session->box;

	if (box->user == session->user && mailbox->user == session->user)
		return store_copy(box, uids, mailbox->name, how, out, err);
	return store_across_copy(box, uids, &to, how, out, err);
}

bool imap_rights_recheck(struct imap_session *session)
{
	struct md_acl_person person = store_acl_person(session->user);
	struct store_box *box = session->box;

	session->rights = STORE_RIGHTS_ALL;
	if (!box || box->user == session->user)
		return true;
	session->rights = store_acl_rights(store_user_account(box->user),
					   span_of(box->name), &person);
	bound_flags(box, session->rights);
	return session->rights & STORE_RIGHT_READ;
}
