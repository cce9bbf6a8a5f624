/* SPDX-License-Identifier: MIT */
/*
 * libldap is given one URI at a time, because it goes on to the next one only
 * when a connection can't be made, not when a server that took it hangs.
 *
 * A server that closed an idle connection shows it at the next request only:
 * that one is asked again, once, on a new connection.
 */
#include "account/account_ldap_conn.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/time.h>

#include "base/clock.h"

bool account_ldap_conn_temp(struct err *err, const char *format, ...)
{
	va_list args;
	char detail[sizeof(err->detail)];

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s", detail);
}

static const char *uri_of(const struct account_ldap_conn *conn)
{
	return conn->servers->uri[conn->at];
}

/* What the library knows beyond the code, or "". */
static bool trouble(struct account_ldap_conn *conn, const char *what, int code,
		    struct err *err)
{
	char *more = NULL;

	if (conn->ld)
		ldap_get_option(conn->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
	account_ldap_conn_temp(err, "%s: %s: %s%s%s", uri_of(conn), what,
			       ldap_err2string(code), more && *more ? ": " : "",
			       more && *more ? more : "");
	ldap_memfree(more);
	account_ldap_conn_close(conn);
	return false;
}

void account_ldap_conn_close(struct account_ldap_conn *conn)
{
	if (conn->ld)
		ldap_unbind_ext_s(conn->ld, NULL, NULL);
	conn->ld = NULL;
}

static struct timeval until(int64_t deadline)
{
	int64_t left = deadline - clock_mono_ms();

	if (left < 1) /* 0 would mean "don't wait", less "forever" */
		left = 1;
	return (struct timeval){ .tv_sec = left / 1000,
				 .tv_usec = left % 1000 * 1000 };
}

/* ---- one server ---- */

static int set_text(LDAP *ld, int option, const char *value)
{
	return *value ? ldap_set_option(ld, option, value) : LDAP_SUCCESS;
}

static bool set_options(struct account_ldap_conn *conn, int64_t deadline)
{
	const struct account_ldap_servers *servers = conn->servers;
	const struct timeval wait = until(deadline);
	const int version = LDAP_VERSION3;
	const int demand = LDAP_OPT_X_TLS_DEMAND;
	const int client = 0;
	LDAP *ld = conn->ld;

	return ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &wait) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_TIMEOUT, &wait) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) == 0 &&
	       set_text(ld, LDAP_OPT_X_TLS_CACERTFILE, servers->ca) == 0 &&
	       set_text(ld, LDAP_OPT_X_TLS_CERTFILE, servers->cert) == 0 &&
	       set_text(ld, LDAP_OPT_X_TLS_KEYFILE, servers->key) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) == 0;
}

/* The answer to one request, or LDAP_TIMEOUT. */
static int receive(LDAP *ld, int id, int64_t deadline, LDAPMessage **out)
{
	struct timeval wait = until(deadline);
	int code = LDAP_SUCCESS;
	int type = ldap_result(ld, id, LDAP_MSG_ALL, &wait, out);

	if (type > 0)
		return LDAP_SUCCESS;
	if (type == 0)
		return LDAP_TIMEOUT;
	ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code);
	return code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code;
}

static int bind_as(LDAP *ld, const char *dn, struct span password,
		   int64_t deadline)
{
	struct berval secret = { .bv_len = password.len,
				 .bv_val = (char *)(uintptr_t)password.ptr };
	LDAPMessage *message = NULL;
	int id;
	int code = ldap_sasl_bind(ld, dn, LDAP_SASL_SIMPLE, &secret, NULL, NULL,
				  &id);
	int parsed;

	if (code != LDAP_SUCCESS)
		return code;
	code = receive(ld, id, deadline, &message);
	if (code != LDAP_SUCCESS)
		return code;
	parsed = ldap_parse_result(ld, message, &code, NULL, NULL, NULL, NULL,
				   1);
	return parsed == LDAP_SUCCESS ? code : parsed;
}

/* A refusal, too, shows that the server works. Negative codes are the
 * library's own. */
static bool answers(int code)
{
	return code >= 0 && code != LDAP_BUSY && code != LDAP_UNAVAILABLE;
}

/* Anonymous, too, is a bind: so that a server that hangs is met here, where
 * another one can be tried. */
static int enter(struct account_ldap_conn *conn, int64_t deadline)
{
	const struct account_ldap_servers *servers = conn->servers;
	int code;

	if (servers->starttls) {
		code = ldap_start_tls_s(conn->ld, NULL, NULL);
		if (code != LDAP_SUCCESS)
			return code;
	}
	if (conn->unbound) {
		code = bind_as(conn->ld, "", SPAN(""), deadline);
		return answers(code) ? LDAP_SUCCESS : code;
	}
	return bind_as(conn->ld, servers->bind_dn, span_of(servers->password),
		       deadline);
}

static bool open_one(struct account_ldap_conn *conn, int64_t deadline,
		     struct err *err)
{
	int64_t own = clock_mono_ms() + conn->servers->connect_ms;
	int code = ldap_initialize(&conn->ld, uri_of(conn));

	if (code != LDAP_SUCCESS)
		return trouble(conn, "open", code, err);
	if (own > deadline)
		own = deadline;
	if (!set_options(conn, own))
		return trouble(conn, "TLS files", LDAP_LOCAL_ERROR, err);
	code = enter(conn, own);
	return code == LDAP_SUCCESS || trouble(conn, "connect", code, err);
}

/* ---- any of them ---- */

/* The one that was asked last comes first. */
bool account_ldap_conn_open(struct account_ldap_conn *conn, int64_t deadline,
			    struct err *err)
{
	unsigned count = conn->servers->count;

	if (conn->ld)
		return true;
	for (unsigned i = 0; i < count; i++) {
		if (i > 0 && clock_mono_ms() >= deadline)
			return false;
		if (open_one(conn, deadline, err))
			return true;
		conn->at = (conn->at + 1) % count;
	}
	return false;
}

static bool is_answer(int code)
{
	return code == LDAP_SUCCESS || code == LDAP_NO_SUCH_OBJECT ||
	       code == LDAP_SIZELIMIT_EXCEEDED;
}

static int search(LDAP *ld, const struct account_ldap_search *what,
		  int64_t deadline, struct account_ldap_answer *out)
{
	struct timeval wait = until(deadline);
	char *matched = NULL;
	int id;
	int parsed;
	int code = ldap_search_ext(ld, what->base, what->scope, what->filter,
				   what->attributes, 0, what->controls, NULL,
				   &wait, what->size_limit, &id);

	if (code != LDAP_SUCCESS)
		return code;
	code = receive(ld, id, deadline, &out->messages);
	if (code != LDAP_SUCCESS)
		return code;
	parsed = ldap_parse_result(ld, out->messages, &out->code, &matched,
				   NULL, NULL, NULL, 0);
	out->above = matched && *matched;
	ldap_memfree(matched);
	out->refers = ldap_count_references(ld, out->messages) > 0;
	return parsed == LDAP_SUCCESS ? out->code : parsed;
}

/* The next call begins with another server after one that hung. */
static bool give_up(struct account_ldap_conn *conn, int code, struct err *err)
{
	trouble(conn, "search", code, err);
	conn->at = (conn->at + 1) % conn->servers->count;
	return false;
}

bool account_ldap_conn_search(struct account_ldap_conn *conn,
			      const struct account_ldap_search *what,
			      int64_t deadline, struct account_ldap_answer *out,
			      struct err *err)
{
	bool again = conn->ld != NULL;
	int code;

	for (;;) {
		*out = (struct account_ldap_answer){ .code = LDAP_OTHER };
		if (!account_ldap_conn_open(conn, deadline, err))
			return false;
		code = search(conn->ld, what, deadline, out);
		if (is_answer(code))
			return true;
		account_ldap_conn_forget(out);
		if (!again || code == LDAP_TIMEOUT)
			return give_up(conn, code, err);
		again = false;
		account_ldap_conn_close(conn);
	}
}

void account_ldap_conn_forget(struct account_ldap_answer *answer)
{
	ldap_msgfree(answer->messages);
	answer->messages = NULL;
}

bool account_ldap_conn_check(struct account_ldap_conn *conn, const char *dn,
			     struct span password, int64_t deadline,
			     enum account_ldap_verdict *out, struct err *err)
{
	bool again = conn->ld != NULL;
	int code;

	*out = ACCOUNT_LDAP_WRONG;
	if (password.len == 0)
		return true;
	for (;;) {
		if (!account_ldap_conn_open(conn, deadline, err))
			return false;
		code = bind_as(conn->ld, dn, password, deadline);
		if (code == LDAP_SUCCESS)
			*out = ACCOUNT_LDAP_RIGHT;
		if (code == LDAP_SUCCESS || code == LDAP_INVALID_CREDENTIALS ||
		    code == LDAP_INAPPROPRIATE_AUTH)
			return true;
		if (!again || code == LDAP_TIMEOUT)
			return give_up(conn, code, err);
		again = false;
		account_ldap_conn_close(conn);
	}
}
