/* SPDX-License-Identifier: MIT */
#include "account/account_mysql_connect.h"

#include <fcntl.h>
#include <mysql.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"
#include "io/file.h"

enum {
	PASSWORD_MAX = 1024,
	SERVERS_MAX = 16,
};

/* ---- hosts ---- */

/* "name", "name:3306", "192.0.2.1", "[2001:db8::1]:3306", "2001:db8::1". */
static bool parse_host(struct span word, struct account_mysql_server *out)
{
	size_t colon = span_find_char(word, ':');
	uint32_t port = 0;

	*out = (struct account_mysql_server){ .port = 0 };
	if (word.ptr[0] == '/') {
		out->path = x_span_dup(word);
		return true;
	}
	if (word.ptr[0] == '[') {
		size_t end = span_find_char(word, ']');

		if (end == word.len)
			return false;
		out->host = x_span_dup(span_first(span_from(word, 1), end - 1));
		word = span_from(word, end + 1);
		colon = 0;
	} else if (span_find_char(span_from(word, colon + 1), ':') + colon + 1 <
		   word.len) {
		colon = word.len; /* an IPv6 address */
		out->host = x_span_dup(word);
	} else {
		out->host = x_span_dup(span_first(word, colon));
	}
	if (colon < word.len &&
	    (word.ptr[colon] != ':' ||
	     !num_parse_u32(span_from(word, colon + 1), 1, 65535, &port)))
		return false;
	out->port = port;
	return out->host[0] != '\0';
}

bool account_mysql_connect_hosts(struct account_mysql_db *db, struct err *err)
{
	struct span rest = span_of(db->section->hosts);
	struct span word;

	db->server = x_calloc(SERVERS_MAX, sizeof(*db->server));
	while (span_cut(&rest, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (db->count == SERVERS_MAX)
			return err_set(err, ERR_SYNTAX, "more than %d hosts",
				       SERVERS_MAX);
		if (!parse_host(word, &db->server[db->count++]))
			return err_set(err, ERR_SYNTAX, "%.*s is no host",
				       SPAN_ARG(span_first(word, 100)));
	}
	return db->count || err_set(err, ERR_SYNTAX, "no hosts");
}

/* ---- one connection ---- */

static void start_library(void)
{
	/* Else the first mysql_init does it, in whichever threads. */
	if (mysql_library_init(0, NULL, NULL) != 0)
		abort();
}

static void set_timeouts(MYSQL *sql, unsigned connect, unsigned answer)
{
	mysql_options(sql, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(sql, MYSQL_OPT_READ_TIMEOUT, &answer);
	mysql_options(sql, MYSQL_OPT_WRITE_TIMEOUT, &answer);
}

static void set_file(MYSQL *sql, enum mysql_option option, const char *file)
{
	if (*file)
		mysql_options(sql, option, file);
}

static void set_tls(MYSQL *sql, const struct config_source *section)
{
	my_bool yes = 1;

	if (span_eq(span_of(section->tls), SPAN("no")))
		return;
	mysql_options(sql, MYSQL_OPT_SSL_ENFORCE, &yes);
	set_file(sql, MYSQL_OPT_SSL_CA, section->tls_ca);
	set_file(sql, MYSQL_OPT_SSL_CERT, section->tls_cert);
	set_file(sql, MYSQL_OPT_SSL_KEY, section->tls_key);
	if (span_eq(span_of(section->tls), SPAN("verify")))
		mysql_options(sql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
}

static void set_safe(MYSQL *sql)
{
	my_bool no = 0;
	unsigned off = 0;

	/* A server that was taken over must not fetch our files, nor ask for
	 * the password in the clear. */
	mysql_options(sql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_optionsv(sql, MARIADB_OPT_RESTRICTED_AUTH,
		       "mysql_native_password,client_ed25519,"
		       "caching_sha2_password");
	mysql_options(sql, MYSQL_OPT_RECONNECT, &no);
	mysql_options(sql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
}

static bool read_password(const struct config_source *section, struct buf *out,
			  struct err *err)
{
	if (!*section->password_file) {
		buf_add_str(out, section->password);
		return true;
	}
	if (!file_read(AT_FDCWD, section->password_file, out, err))
		return account_sql_temp(err, section->password_file,
					err_log_text(err));
	buf_truncate(out, span_find_char(buf_span(out), '\n'));
	return true;
}

static bool log_in(struct account_mysql_db *db, MYSQL *sql,
		   const struct account_mysql_server *server, struct err *err)
{
	const struct config_source *s = db->section;
	auto_buf struct buf password;
	bool done;

	buf_init(&password, PASSWORD_MAX);
	if (!read_password(s, &password, err))
		return false;
	done = mysql_real_connect(sql,
				  server->host ? server->host : "localhost",
				  s->user, buf_str(&password), s->database,
				  server->port, server->path, 0) != NULL;
	if (password.ptr)
		crypto_secret_wipe(password.ptr, password.space);
	return done || account_sql_temp(err, "connect", mysql_error(sql));
}

static bool connect_to(struct account_mysql_db *db,
		       struct account_mysql_server *server, unsigned seconds,
		       struct err *err)
{
	MYSQL *sql = mysql_init(NULL);

	ASSERT(sql);
	set_timeouts(sql, seconds, (unsigned)db->section->timeout);
	set_safe(sql);
	if (!server->path)
		set_tls(sql, db->section);
	if (!log_in(db, sql, server, err)) {
		mysql_close(sql);
		return false;
	}
	/* auth starts programs too. */
	fcntl((int)mysql_get_socket(sql), F_SETFD, FD_CLOEXEC);
	db->sql = sql;
	return true;
}

void account_mysql_connect_hold(struct account_mysql_db *db)
{
	db->server[db->at].held_until_ms =
		clock_mono_ms() + 1000 * (int64_t)db->section->retry;
}

/* Whole seconds are all that the library knows. */
static unsigned share(int64_t left_ms, size_t servers)
{
	int64_t seconds = left_ms / 1000 / (int64_t)servers;

	return seconds > 1 ? (unsigned)seconds : 1;
}

bool account_mysql_connect(struct account_mysql_db *db, int64_t deadline_ms,
			   struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	bool tried = false;

	pthread_once(&once, start_library);
	for (db->at = 0; db->at < db->count; db->at++) {
		struct account_mysql_server *server = &db->server[db->at];
		int64_t now = clock_mono_ms();

		if (server->held_until_ms > now)
			continue;
		if (tried && now >= deadline_ms)
			break;
		tried = true;
		if (connect_to(db, server,
			       share(deadline_ms - now, db->count - db->at),
			       err))
			return true;
		log_err(LOG_LEVEL_WARN, "account", err, "source=%s server=%s",
			LOG_TEXT(span_of(db->section->name)),
			LOG_TEXT(span_of(server->path ? server->path
						      : server->host)));
		account_mysql_connect_hold(db);
	}
	return tried ? false
		     : account_sql_temp(err, db->section->name,
					"no server answered lately");
}
