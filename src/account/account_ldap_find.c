/* SPDX-License-Identifier: MIT */
/*
 * One search gives one entry, none, or trouble. Two entries for one name are
 * trouble: to choose would give one user's mail to another.
 */
#include <stdio.h>

#include "account/account_address.h"
#include "account/account_ldap_priv.h"
#include "account/account_ldap_text.h"
#include "base/auto.h"
#include "base/clock.h"

enum {
	ADDRESS_MAX = 1000,
	FILTER_MAX = 8192,
	BASE_MAX = 2048
};

int64_t account_ldap_find_deadline(const struct account_ldap *ldap)
{
	return clock_mono_ms() + (int64_t)ldap->rules.section->timeout * 1000;
}

void account_ldap_find_release(struct account_ldap_found *found)
{
	account_ldap_conn_forget(&found->answer);
	ldap_memfree(found->dn);
	*found = (struct account_ldap_found){ .entry = NULL };
}

/* The first part of that name; a DN has few. */
static void copy_part(LDAPDN dn, const char *name, char *out, size_t size)
{
	for (size_t r = 0; dn[r]; r++) {
		for (size_t a = 0; dn[r][a]; a++) {
			const LDAPAVA *ava = dn[r][a];

			if (!span_eq_nocase(span_make(ava->la_attr.bv_val,
						      ava->la_attr.bv_len),
					    span_of(name)) ||
			    ava->la_value.bv_len >= size)
				continue;
			snprintf(out, size, "%.*s", (int)ava->la_value.bv_len,
				 ava->la_value.bv_val);
			return;
		}
	}
}

void account_ldap_find_domain(const struct account_ldap *ldap, const char *text,
			      char *out, size_t size)
{
	const char *name = ldap->rules.preset.domain_rdn;
	LDAPDN dn = NULL;

	out[0] = '\0';
	if (!*name ||
	    ldap_str2dn(text, &dn, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
		return;
	if (dn)
		copy_part(dn, name, out, size);
	ldap_dnfree(dn);
}

/* Keeps the one entry of the answer. */
static bool keep_one(struct account_ldap *ldap, const char *base_pattern,
		     struct account_ldap_found *found, struct err *err)
{
	LDAP *ld = ldap->conn.ld;
	int count = ldap_count_entries(ld, found->answer.messages);

	if (found->answer.code == LDAP_NO_SUCH_OBJECT &&
	    !(strchr(base_pattern, '%') && found->answer.above))
		return account_ldap_conn_temp(err, "the base is not there");
	if (count > 1 || found->answer.code == LDAP_SIZELIMIT_EXCEEDED)
		return account_ldap_conn_temp(err, "several entries");
	if (count < 1 && found->answer.refers)
		return account_ldap_conn_temp(err, "referral");
	if (count < 1)
		return err_set(err, ERR_NOTFOUND, "no such user");
	found->entry = ldap_first_entry(ld, found->answer.messages);
	found->dn = ldap_get_dn(ld, found->entry);
	if (!found->dn)
		return account_ldap_conn_temp(err, "entry without a DN");
	account_ldap_find_domain(ldap, found->dn, found->domain,
				 sizeof(found->domain));
	return true;
}

static bool search(struct account_ldap *ldap, const char *pattern,
		   const char *user, char **attributes, int64_t deadline,
		   struct account_ldap_found *out, struct err *err)
{
	const char *base_pattern = ldap->rules.section->base;
	auto_buf struct buf filter = { 0 };
	auto_buf struct buf base = { 0 };
	struct account_ldap_search what = {
		.scope = ldap->scope,
		.attributes = attributes,
		.size_limit = 2,
	};

	*out = (struct account_ldap_found){ .entry = NULL };
	if (strstr(base_pattern, "%d") && !strchr(user, '@'))
		return err_set(err, ERR_NOTFOUND, "no such user");
	buf_init(&filter, FILTER_MAX);
	buf_init(&base, BASE_MAX);
	if (!account_ldap_text_expand(pattern, user, ACCOUNT_LDAP_TEXT_FILTER,
				      &filter, err) ||
	    !account_ldap_text_expand(base_pattern, user, ACCOUNT_LDAP_TEXT_DN,
				      &base, err))
		return account_ldap_conn_temp(err, "%s", err->text);
	what.filter = buf_str(&filter);
	what.base = buf_str(&base);
	if (!account_ldap_conn_search(&ldap->conn, &what, deadline,
				      &out->answer, err))
		return false;
	if (keep_one(ldap, base_pattern, out, err))
		return true;
	account_ldap_find_release(out);
	return false;
}

/* In its own domain; a name that gets too long is nobody's. */
static bool real_name(struct account_ldap *ldap, const char *user, char *out,
		      size_t size, struct err *err)
{
	return account_ldap_text_real(
		       span_of(ldap->rules.section->alias_domains), user, out,
		       size) ||
	       err_set(err, ERR_NOTFOUND, "no such user");
}

bool account_ldap_find_login(struct account_ldap *ldap, const char *user,
			     char **attributes, int64_t deadline,
			     struct account_ldap_found *out, struct err *err)
{
	char name[256];

	*out = (struct account_ldap_found){ .entry = NULL };
	return real_name(ldap, user, name, sizeof(name), err) &&
	       search(ldap, ldap->rules.preset.login_filter, name, attributes,
		      deadline, out, err);
}

static bool find_named(struct account_ldap *ldap, const char *name,
		       char **attributes, int64_t deadline,
		       struct account_ldap_found *out, struct err *err)
{
	const struct account_ldap_preset *preset = &ldap->rules.preset;

	if (search(ldap, preset->delivery_filter, name, attributes, deadline,
		   out, err))
		return true;
	return err->kind == ERR_NOTFOUND &&
	       !span_eq(span_of(preset->login_filter),
			span_of(preset->delivery_filter)) &&
	       search(ldap, preset->login_filter, name, attributes, deadline,
		      out, err);
}

/* Who has mail for user+detail is asked for later by the shorter name: nobody
 * catches that user's mail before. ERR_NOTFOUND stays in both cases. */
static bool has_user_of_detail(struct account_ldap *ldap, const char *name,
			       char **attributes, int64_t deadline,
			       struct err *err)
{
	struct account_ldap_found found = { .entry = NULL };
	struct account_address step;
	auto_buf struct buf shorter = { 0 };
	bool exists = false;

	if (!*ldap->rules.preset.catch_all)
		return false;
	buf_init(&shorter, ADDRESS_MAX);
	account_address_init(&step, span_of(name), ldap->rules.delimiters, "");
	while (!exists && account_address_next(&step, &shorter)) {
		if (span_eq(buf_span(&shorter), span_of(name)))
			continue;
		exists = find_named(ldap, buf_str(&shorter), attributes,
				    deadline, &found, err);
		account_ldap_find_release(&found);
		if (!exists && err->kind != ERR_NOTFOUND)
			return false;
	}
	if (exists)
		err_set(err, ERR_NOTFOUND, "no such user");
	return exists;
}

static bool find_catching(struct account_ldap *ldap, const char *name,
			  char **attributes, int64_t deadline,
			  struct account_ldap_found *out, struct err *err)
{
	const char *word = ldap->rules.preset.catch_all;
	unsigned levels = (unsigned)ldap->rules.section->dash_levels;
	char catching[256];

	for (unsigned step = 0;
	     *word && account_ldap_text_catching(name, word, levels, step,
						 catching, sizeof(catching));
	     step++) {
		if (search(ldap, ldap->rules.preset.delivery_filter, catching,
			   attributes, deadline, out, err))
			return true;
		if (err->kind != ERR_NOTFOUND)
			return false;
	}
	return err_set(err, ERR_NOTFOUND, "no such user");
}

bool account_ldap_find_recipient(struct account_ldap *ldap, const char *user,
				 char **attributes, int64_t deadline,
				 struct account_ldap_found *out,
				 struct err *err)
{
	char name[256];

	*out = (struct account_ldap_found){ .entry = NULL };
	if (!real_name(ldap, user, name, sizeof(name), err))
		return false;
	if (find_named(ldap, name, attributes, deadline, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND ||
	    has_user_of_detail(ldap, name, attributes, deadline, err) ||
	    err->kind != ERR_NOTFOUND)
		return false;
	return find_catching(ldap, name, attributes, deadline, out, err);
}
