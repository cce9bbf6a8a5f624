/* SPDX-License-Identifier: MIT */
#include "account/account_ldap_value.h"

#include "account/account_ldap_conn.h"
#include "base/num.h"
#include "crypto/crypto_secret.h"

struct berval **account_ldap_value_all(LDAP *ld, LDAPMessage *message,
				       const char *attr)
{
	return *attr ? ldap_get_values_len(ld, message, attr) : NULL;
}

void account_ldap_value_forget(struct berval **values)
{
	for (size_t i = 0; values && values[i]; i++)
		crypto_secret_wipe(values[i]->bv_val, values[i]->bv_len);
	ldap_value_free_len(values);
}

static bool copy(struct berval **values, const char *attr, char *out,
		 size_t size, struct err *err)
{
	struct span value;

	out[0] = '\0';
	if (!values || !values[0])
		return true;
	value = account_ldap_value_span(values[0]);
	if (values[1])
		return account_ldap_conn_temp(err, "several values of %s",
					      attr);
	if (value.len >= size || span_find_char(value, '\0') < value.len)
		return account_ldap_conn_temp(err, "unusable value of %s",
					      attr);
	memcpy(out, value.ptr, value.len);
	out[value.len] = '\0';
	return true;
}

bool account_ldap_value_text(LDAP *ld, LDAPMessage *message, const char *attr,
			     char *out, size_t size, struct err *err)
{
	struct berval **values = account_ldap_value_all(ld, message, attr);
	bool good = copy(values, attr, out, size, err);

	ldap_value_free_len(values);
	return good;
}

bool account_ldap_value_number(LDAP *ld, LDAPMessage *message, const char *attr,
			       uint64_t max, uint64_t *out, struct err *err)
{
	char text[32];

	*out = 0;
	if (!account_ldap_value_text(ld, message, attr, text, sizeof(text),
				     err))
		return false;
	return !*text || num_parse_u64(span_of(text), 0, max, out) ||
	       account_ldap_conn_temp(err, "%s is no number", attr);
}
