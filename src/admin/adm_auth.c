/* SPDX-License-Identifier: MIT */
/*
 * fumikura auth: the account sources by themselves, without a server, as
 * auth_user; and the cache of the one that runs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "account/account_client.h"
#include "account/account_entry.h"
#include "account/account_sources.h"
#include "account/account_wire.h"
#include "admin/adm.h"
#include "base/auto.h"
#include "base/clock.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"
#include "proc/privilege.h"

enum {
	PASSWORD_MAX = 4096,
	CACHE_TIMEOUT_MS = 10000,
};

struct question {
	struct account_query query;
	char user[256];
	struct account_sources sources;
	int64_t began_us;
};

static void print_pair(const char *name, struct span value)
{
	printf("%s\t%.*s\n", name, SPAN_ARG(value));
}

static void print_took(const struct question *q)
{
	const struct config_source *by = q->sources.told_by;

	if (by)
		printf("source\t%s (%s)\n", by->name, by->type);
	printf("time\t%.3f ms\n",
	       (double)(clock_now_us() - q->began_us) / 1000);
}

/* As on the userdb socket, a field a line; never the hash. */
static void print_entry(const struct account_entry *entry)
{
	auto_buf struct buf line, value;
	struct span rest, field;

	buf_init(&line, ACCOUNT_WIRE_LINE_MAX);
	buf_init(&value, ACCOUNT_WIRE_LINE_MAX);
	account_entry_write(entry, &line);
	rest = buf_span(&line);
	for (bool first = true; account_wire_field(&rest, &field);
	     first = false) {
		size_t equals = span_find_char(field, '=');

		buf_reset(&value);
		if (first) {
			account_wire_unescape(&value, field);
			print_pair("user", buf_span(&value));
			continue;
		}
		account_wire_unescape(&value, span_from(field, equals + 1));
		printf("%.*s\t%s\n", SPAN_ARG(span_first(field, equals)),
		       buf_str(&value));
	}
	if (entry->password[0]) {
		struct span stored = span_of(entry->password);
		size_t end = span_find_char(stored, '}');

		print_pair("password", stored.ptr[0] == '{'
					       ? span_first(stored, end + 1)
					       : SPAN("(hash)"));
	}
}

static int lookup(struct question *q)
{
	struct account_entry entry;
	struct err err;
	int code = ADM_OK;

	if (account_sources_lookup(&q->sources, &q->query, &entry, &err))
		print_entry(&entry);
	else
		code = adm_complain(&err);
	print_took(q);
	crypto_secret_wipe(&entry, sizeof(entry));
	return code;
}

/* One line, the password; its LF is not part of it. */
static bool read_password(struct buf *out, struct err *err)
{
	ssize_t n;
	char *to;

	buf_init(out, PASSWORD_MAX);
	to = buf_reserve(out, PASSWORD_MAX);
	if (isatty(STDIN_FILENO))
		fputs("password (it will be seen): ", stderr);
	while (to &&
	       (n = read(STDIN_FILENO, to, PASSWORD_MAX - out->len)) != 0) {
		if (n < 0 && errno != EINTR)
			return err_sys(err, "standard input");
		buf_grew(out, n > 0 ? (size_t)n : 0);
		if (span_find_char(buf_span(out), '\n') < out->len ||
		    out->len == PASSWORD_MAX)
			break;
		to = out->ptr + out->len;
	}
	buf_truncate(out, span_find_char(buf_span(out), '\n'));
	return out->len > 0 || err_set(err, ERR_SYNTAX, "no password");
}

static enum crypto_password judge(const struct question *q,
				  const struct account_entry *entry,
				  struct span password, bool proven)
{
	const struct crypto_stored stored = {
		.text = span_of(entry->password),
		.scheme = q->sources.told_by->default_scheme,
		.user = span_of(entry->account.user),
	};

	if (proven)
		return CRYPTO_PASSWORD_RIGHT;
	if (!stored.text.len)
		return CRYPTO_PASSWORD_WRONG;
	return crypto_password_verify(&stored, password);
}

static int tell_verdict(enum crypto_password verdict,
			const struct account_entry *entry)
{
	static const char *const words[] = {
		[CRYPTO_PASSWORD_RIGHT] = "right",
		[CRYPTO_PASSWORD_WRONG] = "wrong",
		[CRYPTO_PASSWORD_UNUSABLE] = "the stored hash is unusable",
	};

	print_pair("password", span_of(words[verdict]));
	print_pair("state", span_of(account_state_name(
				    (enum account_state)entry->account.state)));
	return verdict == CRYPTO_PASSWORD_RIGHT ? ADM_OK : ADM_FAILED;
}

static int test(struct question *q)
{
	struct account_attempt attempt = { .query = q->query,
					   .proof = ACCOUNT_PROOF_PASSWORD };
	struct account_entry entry = { .name = "" };
	struct buf password;
	struct err err;
	bool proven;
	int code;

	if (!read_password(&password, &err)) {
		buf_release(&password);
		return adm_complain(&err);
	}
	q->began_us = clock_now_us();
	attempt.secret = buf_span(&password);
	if (account_sources_verify(&q->sources, &attempt, &entry, &proven,
				   &err))
		code = tell_verdict(judge(q, &entry, attempt.secret, proven),
				    &entry);
	else if (err.kind == ERR_DENIED)
		code = tell_verdict(CRYPTO_PASSWORD_WRONG, &entry);
	else
		code = adm_complain(&err);
	print_took(q);
	crypto_secret_wipe_buf(&password);
	buf_release(&password);
	crypto_secret_wipe(&entry, sizeof(entry));
	return code;
}

static int ask(struct adm_call *call, int (*answer)(struct question *q))
{
	const char *source = adm_take_option(call, "source");
	const char *service = adm_take_option(call, "service");
	const char *ip = adm_take_option(call, "ip");
	const char *user = adm_take_word(call);
	struct question q = { .began_us = 0 };
	struct err err;
	int code;

	if (!user || call->argc)
		return adm_usage(&adm_auth);
	if (!account_normalize(span_of(user), q.user, sizeof(q.user))) {
		err_set(&err, ERR_SYNTAX, "%s cannot be a user name", user);
		return adm_complain(&err);
	}
	q.query = (struct account_query){ .user = q.user,
					  .service = service ? service : "",
					  .local_ip = "",
					  .remote_ip = ip ? ip : "" };
	if (!privilege_drop_grouped(call->config.auth_user, &err) ||
	    !account_sources_open(&call->config, source, &q.sources, &err))
		return adm_complain(&err);
	q.began_us = clock_now_us();
	code = answer(&q);
	account_sources_close(&q.sources);
	return code;
}

/* ---- the cache of the server ---- */

static void print_status(struct span fields)
{
	struct span field;

	while (account_wire_field(&fields, &field)) {
		size_t equals = span_find_char(field, '=');

		printf("%.*s\t%.*s\n", SPAN_ARG(span_first(field, equals)),
		       SPAN_ARG(span_from(field, equals + 1)));
	}
}

static int cache(struct adm_call *call)
{
	struct span verb = span_of(adm_take_word(call));
	bool is_flush = span_eq(verb, SPAN("flush"));
	const char *user = is_flush ? adm_take_word(call) : NULL;
	auto_buf struct buf answer = { 0 };
	struct err err;

	if (call->argc || (!is_flush && !span_eq(verb, SPAN("status"))))
		return adm_usage(&adm_auth);
	buf_init(&answer, ACCOUNT_WIRE_LINE_MAX);
	if (!account_client_command(call->config.userdb_socket,
				    CACHE_TIMEOUT_MS,
				    is_flush ? "CACHE-FLUSH" : "CACHE-STATUS",
				    user, &answer, &err))
		return adm_complain(&err);
	if (is_flush)
		print_pair("flushed", buf_span(&answer));
	else
		print_status(buf_span(&answer));
	return ADM_OK;
}

static int run_auth(struct adm_call *call)
{
	struct span verb = span_of(adm_take_word(call));

	if (span_eq(verb, SPAN("lookup")))
		return ask(call, lookup);
	if (span_eq(verb, SPAN("test")))
		return ask(call, test);
	if (span_eq(verb, SPAN("cache")))
		return cache(call);
	return adm_usage(&adm_auth);
}

const struct adm_command adm_auth = {
	.name = "auth",
	.usage = "auth lookup USER [--source NAME] [--service SERVICE] [--ip "
		 "ADDRESS]\n"
		 "auth test USER [--source NAME] [--service SERVICE] [--ip "
		 "ADDRESS]"
		 " < PASSWORD\n"
		 "auth cache status\n"
		 "auth cache flush [USER]\n",
	.run = run_auth,
};
