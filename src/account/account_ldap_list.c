/* SPDX-License-Identifier: MIT */
/*
 * A directory gives its entries in no order, so the names are fetched first,
 * page by page (RFC 2696), and sorted; each user is then read by its DN. The
 * names are kept for the next call.
 */
#include <stdlib.h>

#include "account/account_ldap_priv.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

enum {
	PAGE = 500,
	KEPT_MS = 300 * 1000
};

void account_ldap_list_release(struct account_ldap_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->item[i].user);
		ldap_memfree(list->item[i].dn);
	}
	free(list->item);
	*list = (struct account_ldap_list){ .count = 0 };
}

static void add_item(struct account_ldap_list *list, const char *user, char *dn)
{
	if (list->count == list->space) {
		list->space = list->space ? list->space * 2 : PAGE;
		list->item = x_realloc_array(list->item, list->space,
					     sizeof(*list->item));
	}
	list->item[list->count++] = (struct account_ldap_item){
		.user = x_strdup(user),
		.dn = dn,
	};
}

/* One unusable entry must not hide the others. */
static void add_entry(struct account_ldap *ldap, LDAPMessage *entry)
{
	LDAP *ld = ldap->conn.ld;
	char *dn = ldap_get_dn(ld, entry);
	char domain[256];
	struct account account;
	struct err err;

	if (!dn)
		return;
	account_ldap_find_domain(ldap, dn, domain, sizeof(domain));
	if (account_ldap_entry_user(&ldap->rules, ld, entry, span_of(domain),
				    &account, &err)) {
		add_item(&ldap->list, account.user, dn);
		return;
	}
	log_err(LOG_LEVEL_WARN, "account", &err, "dn=%s",
		LOG_TEXT(span_of(dn)));
	ldap_memfree(dn);
}

/* ---- pages ---- */

/* The server's mark for the next page; empty at the end. */
static void take_cookie(LDAP *ld, LDAPMessage *messages, struct berval *out)
{
	LDAPControl **controls = NULL;
	LDAPControl *page;
	ber_int_t total;
	int code;

	*out = (struct berval){ .bv_len = 0 };
	if (ldap_parse_result(ld, messages, &code, NULL, NULL, NULL, &controls,
			      0) != LDAP_SUCCESS)
		return;
	page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	if (page && ldap_parse_pageresponse_control(ld, page, &total, out) !=
			    LDAP_SUCCESS)
		*out = (struct berval){ .bv_len = 0 };
	ldap_controls_free(controls);
}

/* The page behind the cookie, which is replaced by the next one. */
static bool search_page(struct account_ldap *ldap,
			struct account_ldap_search *what, struct berval *cookie,
			struct account_ldap_answer *out, struct err *err)
{
	LDAPControl *controls[] = { NULL, NULL };
	int64_t deadline = account_ldap_find_deadline(ldap);
	bool good;

	if (!account_ldap_conn_open(&ldap->conn, deadline, err))
		return false;
	if (ldap_create_page_control(ldap->conn.ld, PAGE, cookie, 1,
				     &controls[0]) != LDAP_SUCCESS)
		return account_ldap_conn_temp(err, "no page control");
	what->controls = controls;
	good = account_ldap_conn_search(&ldap->conn, what, deadline, out, err);
	ldap_control_free(controls[0]);
	ber_memfree(cookie->bv_val);
	*cookie = (struct berval){ .bv_len = 0 };
	if (good)
		take_cookie(ldap->conn.ld, out->messages, cookie);
	return good;
}

static bool take_page(struct account_ldap *ldap,
		      struct account_ldap_answer *answer, struct err *err)
{
	LDAP *ld = ldap->conn.ld;

	if (answer->code != LDAP_SUCCESS)
		return account_ldap_conn_temp(err, "list: %s",
					      ldap_err2string(answer->code));
	if (answer->refers)
		return account_ldap_conn_temp(err, "list: referral");
	for (LDAPMessage *entry = ldap_first_entry(ld, answer->messages); entry;
	     entry = ldap_next_entry(ld, entry)) {
		if (ldap->list.count >= ldap->rules.section->list_max)
			return account_ldap_conn_temp(err,
						      "more than list_max");
		add_entry(ldap, entry);
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct account_ldap_item *left = a;
	const struct account_ldap_item *right = b;

	return span_cmp(span_of(left->user), span_of(right->user));
}

/* Without the parts that stand for one domain: where all domains are. */
static const char *list_base(const char *base)
{
	while (strchr(base, '%') && strchr(base, ','))
		base = strchr(base, ',') + 1;
	return base;
}

static bool fetch(struct account_ldap *ldap, struct err *err)
{
	struct account_ldap_search what = {
		.base = list_base(ldap->rules.section->base),
		.scope = LDAP_SCOPE_SUBTREE,
		.filter = ldap->rules.preset.list_filter,
		.attributes = ldap->clear,
		.size_limit = LDAP_NO_LIMIT,
	};
	struct berval cookie = { .bv_len = 0 };
	struct account_ldap_answer answer;
	bool good;

	account_ldap_list_release(&ldap->list);
	do {
		good = search_page(ldap, &what, &cookie, &answer, err);
		if (!good)
			break;
		good = take_page(ldap, &answer, err);
		account_ldap_conn_forget(&answer);
	} while (good && cookie.bv_len > 0);
	ber_memfree(cookie.bv_val);
	if (!good) {
		account_ldap_list_release(&ldap->list);
		return false;
	}
	if (ldap->list.count)
		qsort(ldap->list.item, ldap->list.count,
		      sizeof(*ldap->list.item), compare);
	ldap->list.made_ms = clock_mono_ms();
	return true;
}

/* ---- one user after the other ---- */

/* The first one behind `after`; count: none. */
static size_t behind(const struct account_ldap_list *list, const char *after)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(span_of(list->item[middle].user),
			     span_of(after)) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ERR_NOTFOUND: it has gone meanwhile, or nobody can use it. */
static bool read_item(struct account_ldap *ldap,
		      const struct account_ldap_item *item,
		      struct account_entry *out, struct err *err)
{
	const struct account_ldap_search what = {
		.base = item->dn,
		.scope = LDAP_SCOPE_BASE,
		.filter = ldap->rules.preset.list_filter,
		.attributes = ldap->clear,
		.size_limit = 1,
	};
	struct account_ldap_answer answer;
	LDAPMessage *entry;
	char domain[256];
	bool good;

	if (!account_ldap_conn_search(&ldap->conn, &what,
				      account_ldap_find_deadline(ldap), &answer,
				      err))
		return false;
	entry = ldap_first_entry(ldap->conn.ld, answer.messages);
	account_ldap_find_domain(ldap, item->dn, domain, sizeof(domain));
	good = entry &&
	       account_ldap_entry_take(&ldap->rules, ldap->conn.ld, entry,
				       span_of(domain), out, err);
	if (entry && !good)
		log_err(LOG_LEVEL_WARN, "account", err, "user=%s",
			LOG_TEXT(span_of(item->user)));
	account_ldap_conn_forget(&answer);
	return good || err_set(err, ERR_NOTFOUND, "gone");
}

bool account_ldap_list_next(struct account_ldap *ldap, const char *after,
			    struct account_entry *out, struct err *err)
{
	const struct account_ldap_list *list = &ldap->list;

	if ((!*after || !list->made_ms ||
	     clock_mono_ms() - list->made_ms > KEPT_MS) &&
	    !fetch(ldap, err))
		return false;
	for (size_t i = behind(list, after); i < list->count; i++) {
		if (read_item(ldap, &list->item[i], out, err))
			return true;
		if (err->kind != ERR_NOTFOUND)
			return false;
	}
	return err_set(err, ERR_NOTFOUND, "no more users");
}
