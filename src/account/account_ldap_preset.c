/* SPDX-License-Identifier: MIT */
/*
 * The same words mean different things in these directories: mailMessageStore
 * is the Maildir with qmail-ldap and the home with vpopmail, qmailGID is a
 * group here and a set of flags there. So each has a table of its own.
 */
#include "account/account_ldap_preset.h"

#include <stddef.h>

#include "base/span.h"

static const struct account_ldap_preset presets[] = {
	{
		.name = "qmail-ldap",
		.login_filter = "(uid=%u)",
		.delivery_filter = "(|(mail=%u)(mailAlternateAddress=%u))",
		.list_filter = "(objectClass=qmailUser)",
		.catch_all = "catchall",
		.uid_max = 65535,
		.attr = {
			[ACCOUNT_LDAP_USER] = "uid mail",
			[ACCOUNT_LDAP_PASSWORD] = "userPassword",
			[ACCOUNT_LDAP_NAME] = "cn",
			[ACCOUNT_LDAP_STATE] = "accountStatus",
			[ACCOUNT_LDAP_PURGE] = "qmailAccountPurge",
			[ACCOUNT_LDAP_HOME] = "homeDirectory",
			[ACCOUNT_LDAP_STORE] = "mailMessageStore",
			[ACCOUNT_LDAP_UID] = "qmailUID",
			[ACCOUNT_LDAP_GID] = "qmailGID",
			[ACCOUNT_LDAP_QUOTA_BYTES] = "mailQuotaSize",
			[ACCOUNT_LDAP_QUOTA_MESSAGES] = "mailQuotaCount",
			[ACCOUNT_LDAP_MESSAGE_BYTES] = "mailSizeMax",
			[ACCOUNT_LDAP_HOST] = "mailHost",
			[ACCOUNT_LDAP_FORWARD] = "mailForwardingAddress",
			[ACCOUNT_LDAP_DELIVERY] = "deliveryMode",
			[ACCOUNT_LDAP_REPLY] = "mailReplyText",
		},
	},
	{
		.name = "vpopmail",
		.login_filter = "(&(objectClass=qmailUser)(uid=%n))",
		.delivery_filter = "(&(objectClass=qmailUser)(uid=%n))",
		.list_filter = "(objectClass=qmailUser)",
		.domain_rdn = "ou",
		.attr = {
			[ACCOUNT_LDAP_USER] = "uid",
			[ACCOUNT_LDAP_PASSWORD] = "userPassword",
			[ACCOUNT_LDAP_CLEAR_PASSWORD] = "clearPassword",
			[ACCOUNT_LDAP_NAME] = "cn",
			[ACCOUNT_LDAP_HOME] = "mailMessageStore",
			[ACCOUNT_LDAP_QUOTA] = "mailQuota",
			[ACCOUNT_LDAP_FLAGS] = "qmailGID",
		},
	},
	{
		.name = "courier",
		.login_filter = "(mail=%u)",
		.delivery_filter = "(mail=%u)",
		.list_filter = "(&(mail=*)(homeDirectory=*))",
		.attr = {
			[ACCOUNT_LDAP_USER] = "mail",
			[ACCOUNT_LDAP_PASSWORD] = "userPassword",
			[ACCOUNT_LDAP_CLEAR_PASSWORD] = "clearPassword",
			[ACCOUNT_LDAP_NAME] = "cn",
			[ACCOUNT_LDAP_HOME] = "homeDirectory",
			[ACCOUNT_LDAP_STORE] = "mailbox",
			[ACCOUNT_LDAP_UID] = "uidNumber",
			[ACCOUNT_LDAP_GID] = "gidNumber",
			[ACCOUNT_LDAP_QUOTA] = "quota",
			[ACCOUNT_LDAP_CLOSED_IMAP] = "disableimap",
			[ACCOUNT_LDAP_CLOSED_POP3] = "disablepop3",
		},
	},
	{
		.name = "posix",
		.login_filter = "(&(objectClass=posixAccount)(uid=%u))",
		.delivery_filter =
			"(&(objectClass=posixAccount)(|(mail=%u)(uid=%u)))",
		.list_filter = "(objectClass=posixAccount)",
		.attr = {
			[ACCOUNT_LDAP_USER] = "uid",
			[ACCOUNT_LDAP_PASSWORD] = "userPassword",
			[ACCOUNT_LDAP_NAME] = "cn",
			[ACCOUNT_LDAP_HOME] = "homeDirectory",
			[ACCOUNT_LDAP_UID] = "uidNumber",
			[ACCOUNT_LDAP_GID] = "gidNumber",
		},
	},
};

/* Where the section names the attribute. */
#define OPTION(name) offsetof(struct config_source, name)
static const size_t attr_options[ACCOUNT_LDAP_ATTRS] = {
	[ACCOUNT_LDAP_USER] = OPTION(attr_user),
	[ACCOUNT_LDAP_PASSWORD] = OPTION(attr_password),
	[ACCOUNT_LDAP_CLEAR_PASSWORD] = OPTION(attr_clear_password),
	[ACCOUNT_LDAP_APOP_SECRET] = OPTION(attr_apop_secret),
	[ACCOUNT_LDAP_NAME] = OPTION(attr_name),
	[ACCOUNT_LDAP_STATE] = OPTION(attr_state),
	[ACCOUNT_LDAP_PURGE] = OPTION(attr_purge),
	[ACCOUNT_LDAP_HOME] = OPTION(attr_home),
	[ACCOUNT_LDAP_STORE] = OPTION(attr_store),
	[ACCOUNT_LDAP_UID] = OPTION(attr_uid),
	[ACCOUNT_LDAP_GID] = OPTION(attr_gid),
	[ACCOUNT_LDAP_QUOTA] = OPTION(attr_quota),
	[ACCOUNT_LDAP_QUOTA_BYTES] = OPTION(attr_quota_bytes),
	[ACCOUNT_LDAP_QUOTA_MESSAGES] = OPTION(attr_quota_messages),
	[ACCOUNT_LDAP_MESSAGE_BYTES] = OPTION(attr_message_bytes),
	[ACCOUNT_LDAP_FLAGS] = OPTION(attr_flags),
	[ACCOUNT_LDAP_HOST] = OPTION(attr_host),
	[ACCOUNT_LDAP_FORWARD] = OPTION(attr_forward),
	[ACCOUNT_LDAP_DELIVERY] = OPTION(attr_delivery),
	[ACCOUNT_LDAP_REPLY] = OPTION(attr_reply),
	[ACCOUNT_LDAP_SIEVE] = OPTION(attr_sieve),
	[ACCOUNT_LDAP_CLOSED_IMAP] = OPTION(attr_closed_imap),
	[ACCOUNT_LDAP_CLOSED_POP3] = OPTION(attr_closed_pop3),
};

static const char *option(const struct config_source *section, size_t offset)
{
	const char *base = (const char *)section;
	const char *value;

	memcpy(&value, base + offset, sizeof(value));
	return value;
}

/* "": the preset's; "none": nothing. */
static const char *choose(const char *own, const char *preset)
{
	if (span_eq(span_of(own), SPAN("none")))
		return "";
	return *own || !preset ? own : preset;
}

bool account_ldap_preset_make(const struct config_source *section,
			      struct account_ldap_preset *out, struct err *err)
{
	const struct account_ldap_preset *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN(presets); i++)
		if (span_eq(span_of(section->preset), span_of(presets[i].name)))
			found = &presets[i];
	if (!found)
		return err_set(err, ERR_SYNTAX, "no such preset: %s",
			       section->preset);
	*out = (struct account_ldap_preset){
		.name = found->name,
		.login_filter =
			choose(section->login_filter, found->login_filter),
		.delivery_filter = choose(section->delivery_filter,
					  found->delivery_filter),
		.list_filter = choose(section->list_filter, found->list_filter),
		.catch_all = choose(section->catch_all, found->catch_all),
		.domain_rdn = choose(section->domain_rdn, found->domain_rdn),
		.uid_max = found->uid_max ? found->uid_max : UINT32_MAX - 1,
	};
	if (section->uid_max)
		out->uid_max = (uint32_t)section->uid_max;
	for (unsigned i = 0; i < ARRAY_LEN(attr_options); i++)
		out->attr[i] = choose(option(section, attr_options[i]),
				      found->attr[i]);
	return true;
}
