/* SPDX-License-Identifier: MIT */
#include "tls/tls_err.h"

#include "tls/tls_openssl.h"

bool tls_err_set(struct err *err, enum err_kind kind, const char *what)
{
	unsigned long code = ERR_get_error();
	char reason[160] = "no reason given";

	if (code)
		ERR_error_string_n(code, reason, sizeof(reason));
	ERR_clear_error();
	err_set(err, kind, "TLS trouble");
	return err_detail(err, "%s: %s", what, reason);
}
