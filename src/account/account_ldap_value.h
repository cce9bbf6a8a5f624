/* SPDX-License-Identifier: MIT */
/* Values of an entry's attribute; an attribute named "" has none. */
#pragma once

#include <ldap.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

/* The one value, NUL-terminated; "" without one. ERR_TEMP: there are several,
 * it does not fit, or has a NUL. */
MUST_CHECK bool account_ldap_value_text(LDAP *ld, LDAPMessage *message,
					const char *attr, char *out,
					size_t size, struct err *err);
/* The one value as a number; 0 without one. ERR_TEMP: also if it is none or
 * above max. */
MUST_CHECK bool account_ldap_value_number(LDAP *ld, LDAPMessage *message,
					  const char *attr, uint64_t max,
					  uint64_t *out, struct err *err);
/* All values, ended by NULL, or NULL; account_ldap_value_forget wipes and
 * frees them. */
struct berval **account_ldap_value_all(LDAP *ld, LDAPMessage *message,
				       const char *attr);
void account_ldap_value_forget(struct berval **values);

static inline struct span account_ldap_value_span(const struct berval *value)
{
	return span_make(value->bv_val, value->bv_len);
}
