/* SPDX-License-Identifier: MIT */
#include "imap/imap_mailbox.h"

#include "base/check.h"

bool imap_mailbox_find(struct imap_session *session, struct span path,
		       uint32_t need, struct imap_mailbox *out, struct err *err)
{
	*out = (struct imap_mailbox){ .user = session->user,
				      .name = path,
				      .path = path,
				      .rights = STORE_RIGHTS_ALL };
	if ((out->rights & need) == need)
		return true;
	return err_set(err, ERR_DENIED, "Permission denied");
}

bool imap_mailbox_find_new(struct imap_session *session, struct span path,
			   struct imap_mailbox *out, struct err *err)
{
	return imap_mailbox_find(session, path, STORE_RIGHT_CREATE, out, err);
}

bool imap_mailbox_is_selected(const struct imap_session *session,
			      const struct imap_mailbox *mailbox)
{
	return session->box && session->box->user == mailbox->user &&
	       span_eq(span_of(session->box->name), mailbox->name);
}

struct span imap_mailbox_path(struct imap_session *session,
			      const struct store_user *user, struct span name)
{
	ASSERT(user == session->user);
	return name;
}

bool imap_mailbox_list(struct imap_session *session,
		       struct store_mailbox_entry **out, size_t *out_count,
		       struct err *err)
{
	return store_list(session->user, &session->arena, out, out_count, err);
}
