/* SPDX-License-Identifier: MIT */
#include "account/account_vpasswd.h"

#include "account/account_field.h"
#include "base/num.h"

/* vpopmail.h; the others concern other programs. */
enum flag {
	FLAG_NO_POP = 0x02,
	FLAG_NO_IMAP = 0x08,
	FLAG_BOUNCE_MAIL = 0x10,
	FLAG_NO_SMTP = 0x800,
	FLAG_OVERRIDE = 0x2000,
};

uint32_t account_vpasswd_closed(uint32_t flags)
{
	return (flags & FLAG_NO_POP ? (uint32_t)ACCOUNT_POP3 : 0) |
	       (flags & FLAG_NO_IMAP ? (uint32_t)ACCOUNT_IMAP : 0) |
	       (flags & FLAG_BOUNCE_MAIL ? (uint32_t)ACCOUNT_LMTP : 0) |
	       (flags & FLAG_NO_SMTP ? (uint32_t)ACCOUNT_SMTP : 0);
}

bool account_vpasswd_key(struct span line, struct span *out_key)
{
	size_t colon = span_find_char(line, ':');

	*out_key = span_first(line, colon < line.len ? colon : 0);
	return !line.len || colon < line.len;
}

/* A domain is "+name-:…"; "=user:…" and "+user:…" are qmail's own, and a dot
 * ends the file. */
bool account_vpasswd_assign_key(struct span line, struct span *out_key)
{
	struct span name = span_first(line, span_find_char(line, ':'));

	*out_key = span_first(line, 0);
	if (!line.len || line.ptr[0] == '#' || span_eq(line, SPAN(".")))
		return true;
	if (line.ptr[0] != '+' && line.ptr[0] != '=')
		return false;
	if (line.ptr[0] == '+' && name.len > 2 && span_ends(name, SPAN("-")))
		*out_key = span_make(name.ptr + 1, name.len - 2);
	return name.len < line.len;
}

static bool take_id(struct span text, uint32_t *out)
{
	return num_parse_u32(text, 0, UINT32_MAX - 1, out);
}

bool account_vpasswd_domain_parse(struct span value, char sep,
				  struct account_vpasswd_domain *out,
				  struct err *err)
{
	struct span name, uid, gid, dir;

	if (!span_cut(&value, sep, &name) || !span_cut(&value, sep, &uid) ||
	    !span_cut(&value, sep, &gid) || !span_cut(&value, sep, &dir) ||
	    !take_id(uid, &out->uid) || !take_id(gid, &out->gid) || !dir.len ||
	    dir.ptr[0] != '/' ||
	    !account_normalize(name, out->name, sizeof(out->name)))
		return account_field_temp(err, "unusable domain");
	return account_field_text(out->dir, sizeof(out->dir), dir,
				  "folder of a domain", err);
}

uint32_t account_vpasswd_limits(struct span text)
{
	static const struct {
		const char *name;
		uint32_t closes;
	} limits[] = {
		{ "disable_pop", ACCOUNT_POP3 },
		{ "disable_imap", ACCOUNT_IMAP },
		{ "disable_smtp", ACCOUNT_SMTP },
	};
	uint32_t closed = 0;
	struct span line, word;

	while (span_cut(&text, '\n', &line)) {
		word = span_first(line, span_find_char(line, ':'));
		word = span_first(word, span_find_char(word, ' '));
		word = span_trim(word);
		for (size_t i = 0; i < ARRAY_LEN(limits); i++)
			if (span_eq(word, span_of(limits[i].name)))
				closed |= limits[i].closes;
	}
	return closed;
}

bool account_vpasswd_parse(struct span rest, const char *scheme,
			   uint32_t closed, struct account_entry *entry,
			   struct span *out_clear, struct err *err)
{
	struct account *a = &entry->account;
	struct span field[7] = { { 0 } };
	uint32_t flags;

	for (size_t i = 0; i < ARRAY_LEN(field) && rest.ptr; i++)
		span_cut(&rest, i + 1 < ARRAY_LEN(field) ? ':' : '\0',
			 &field[i]);
	*out_clear = field[6];
	/* The second is 1, or 2 for an APOP account: no system uid. */
	if (!num_parse_u32(field[2], 0, UINT32_MAX, &flags) || !field[4].len ||
	    field[4].ptr[0] != '/')
		return account_field_temp(err, "unusable vpasswd line");
	entry->closed_services = account_vpasswd_closed(flags);
	if (!(flags & FLAG_OVERRIDE))
		entry->closed_services |= closed;
	return account_field_password(entry, field[0], scheme, err) &&
	       account_field_text(entry->name, sizeof(entry->name), field[3],
				  "name", err) &&
	       account_field_text(a->home, sizeof(a->home), field[4], "folder",
				  err) &&
	       account_field_text(a->mail, sizeof(a->mail), SPAN("%h/Maildir"),
				  "mail location", err) &&
	       account_field_maildirquota(entry, field[5], err);
}
