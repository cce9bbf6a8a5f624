/* SPDX-License-Identifier: MIT */
#include "account/account_authdaemond.h"

#include "account/account_field.h"

/* A relative Maildir lies below the home, which may come later: "~/" says so
 * until the end. */
static bool take_maildir(struct account *a, struct span value, struct err *err)
{
	char path[sizeof(a->mail)];
	int len = snprintf(path, sizeof(path), "%s%.*s",
			   value.len && value.ptr[0] == '/' ? "" : "~/",
			   SPAN_ARG(value));

	if ((size_t)len >= sizeof(path))
		return account_field_temp(err, "Maildir too long");
	return account_field_text(a->mail, sizeof(a->mail), span_of(path),
				  "Maildir", err);
}

/* "disableimap=1,disablepop3=1": what is said twice, once is enough. */
static void take_options(struct account_entry *entry, struct span options)
{
	struct span option;

	while (span_cut(&options, ',', &option)) {
		option = span_trim(option);
		if (span_eq(option, SPAN("disableimap=1")))
			entry->closed_services |= ACCOUNT_IMAP;
		if (span_eq(option, SPAN("disablepop3=1")))
			entry->closed_services |= ACCOUNT_POP3;
	}
}

static bool take_clear(struct account_entry *entry, struct span value,
		       struct err *err)
{
	char text[ACCOUNT_PASSWORD_MAX];
	int len = snprintf(text, sizeof(text), "{PLAIN}%.*s", SPAN_ARG(value));

	if ((size_t)len >= sizeof(text))
		return account_field_temp(err, "password too long");
	return account_field_password(entry, span_of(text), "", err);
}

static bool take(struct account_entry *entry, struct span name,
		 struct span value, const char *scheme, struct err *err)
{
	struct account *a = &entry->account;

	if (span_eq(name, SPAN("UID")))
		return account_field_set(entry, SPAN("uid"), value, err);
	if (span_eq(name, SPAN("GID")))
		return account_field_set(entry, SPAN("gid"), value, err);
	if (span_eq(name, SPAN("HOME")))
		return account_field_set(entry, SPAN("home"), value, err);
	if (span_eq(name, SPAN("ADDRESS")))
		return account_field_set(entry, SPAN("user"), value, err);
	if (span_eq(name, SPAN("NAME")))
		return account_field_text(entry->name, sizeof(entry->name),
					  value, "name", err);
	if (span_eq(name, SPAN("MAILDIR")))
		return !value.len || take_maildir(a, value, err);
	if (span_eq(name, SPAN("QUOTA")))
		return account_field_maildirquota(entry, value, err);
	if (span_eq(name, SPAN("PASSWD2")))
		return take_clear(entry, value, err);
	/* The clear one serves every mechanism. */
	if (span_eq(name, SPAN("PASSWD")) && !entry->password[0])
		return account_field_password(entry, value, scheme, err);
	if (span_eq(name, SPAN("OPTIONS")))
		take_options(entry, value);
	return true;
}

enum account_authdaemond_answer
account_authdaemond_parse(struct span reply, const char *scheme,
			  struct account_entry *entry,
			  struct span *out_system_user, struct err *err)
{
	struct span line;

	*out_system_user = (struct span){ 0 };
	while (span_cut(&reply, '\n', &line) && reply.ptr) {
		size_t equals = span_find_char(line, '=');
		struct span name = span_first(line, equals);

		if (span_eq(line, SPAN(".")))
			return ACCOUNT_AUTHDAEMOND_OK;
		if (span_eq(line, SPAN("FAIL")))
			return ACCOUNT_AUTHDAEMOND_FAIL;
		if (span_eq(name, SPAN("USERNAME")))
			*out_system_user = span_from(line, equals + 1);
		if (span_eq(name, SPAN("UID")))
			*out_system_user = (struct span){ 0 };
		if (equals == line.len ||
		    !take(entry, name, span_from(line, equals + 1), scheme,
			  err)) {
			if (equals == line.len)
				account_field_temp(err, "malformed answer");
			return ACCOUNT_AUTHDAEMOND_TROUBLE;
		}
	}
	account_field_temp(err, "no whole answer");
	return ACCOUNT_AUTHDAEMOND_TROUBLE;
}
