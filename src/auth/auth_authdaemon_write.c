/* SPDX-License-Identifier: MIT */
#include "auth/auth_authdaemon_write.h"

/* A text must not end its line or field. */
static void add_text(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_add_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void add_line(struct buf *out, const char *name, const char *value)
{
	if (!value[0])
		return;
	buf_add_str(out, name);
	add_text(out, value);
	buf_add_char(out, '\n');
}

static unsigned uid_of(const struct auth_owner *owner,
		       const struct account *account)
{
	return account->uid == UINT32_MAX ? owner->uid : account->uid;
}

static unsigned gid_of(const struct auth_owner *owner,
		       const struct account *account)
{
	return account->gid == UINT32_MAX ? owner->gid : account->gid;
}

/* Maildir++: "10000S,50C" */
static void add_quota(struct buf *out, const struct account *account)
{
	if (!account->quota_bytes && !account->quota_messages)
		return;
	buf_add_str(out, "QUOTA=");
	if (account->quota_bytes)
		buf_add_format(out, "%lluS",
			       (unsigned long long)account->quota_bytes);
	if (account->quota_bytes && account->quota_messages)
		buf_add_char(out, ',');
	if (account->quota_messages)
		buf_add_format(out, "%uC", account->quota_messages);
	buf_add_char(out, '\n');
}

static const char *options_of(const struct account_entry *entry)
{
	bool imap = entry->closed_services & ACCOUNT_IMAP;
	bool pop3 = entry->closed_services & ACCOUNT_POP3;

	if (imap && pop3)
		return "disableimap=1,disablepop3=1";
	if (imap)
		return "disableimap=1";
	return pop3 ? "disablepop3=1" : "";
}

void auth_authdaemon_write(const struct auth_owner *owner,
			   const struct account_entry *entry, struct buf *out)
{
	const struct account *account = &entry->account;

	buf_add_format(out, "UID=%u\nGID=%u\n", uid_of(owner, account),
		       gid_of(owner, account));
	add_line(out, "HOME=", account->home);
	add_line(out, "ADDRESS=", account->user);
	add_line(out, "NAME=", entry->name);
	add_line(out, "MAILDIR=", account->mail);
	add_quota(out, account);
	add_line(out, "OPTIONS=", options_of(entry));
	buf_add_str(out, ".\n");
}

void auth_authdaemon_write_row(const struct auth_owner *owner,
			       const struct account_entry *entry,
			       struct buf *out)
{
	const struct account *account = &entry->account;

	add_text(out, account->user);
	buf_add_format(out, "\t%u\t%u\t", uid_of(owner, account),
		       gid_of(owner, account));
	add_text(out, account->home);
	buf_add_char(out, '\t');
	add_text(out, account->mail);
	buf_add_format(out, "\t%s\n", options_of(entry));
}
