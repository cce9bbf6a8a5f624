/* SPDX-License-Identifier: MIT */
/*
 * The files are replaced by renaming but not flushed to the disk: the loop
 * never waits, and after a power cut users log in again.
 */
#include "auth/auth_relay.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth_relay_store.h"
#include "base/auto.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/file.h"

enum {
	LINE_MAX_BYTES = NETWORK_TEXT + 32,
	BASE_MAX_BYTES = 1 << 20,
	RETRY_S = 10,
};

struct auth_relay {
	const struct config *config;
	struct auth_relay_table *table;
	struct event *timer; /* to the next writing */
	bool changed;        /* since the files were written */
	bool stopped;
	struct auth_relay_store *store; /* NULL: files only */
	bool unstored;                  /* changed since the store was told */
	bool storing;
	int64_t retry; /* after trouble of the store: not before */
};

static size_t text_max(const struct auth_relay *relay)
{
	return relay->config->relay_clients * LINE_MAX_BYTES;
}

/* mode: whatever the umask is. */
static bool replace(const char *path, mode_t mode, struct span text,
		    struct err *err)
{
	auto_free char *fresh = x_printf("%s.new", path);
	auto_fd int fd =
		open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "open %s", fresh);
	if (fchmod(fd, mode) != 0)
		return err_sys(err, "chmod %s", fresh);
	if (!file_write_all(fd, text, err))
		return err_detail(err, "%s", fresh);
	return rename(fresh, path) == 0 || err_sys(err, "rename %s", fresh);
}

static void write_or_log(const char *path, mode_t mode, struct span text)
{
	struct err err;

	if (!replace(path, mode, text, &err))
		log_err(LOG_LEVEL_ERROR, "relay", &err, "%s", "");
}

/* The site's own rules come behind: tcprules takes the first of equals, and
 * single addresses go before networks. */
static void write_rules(const struct auth_relay *relay)
{
	const char *base = relay->config->relay_rules_base;
	auto_buf struct buf text, rest;
	struct err err;

	buf_init(&text, text_max(relay) + BASE_MAX_BYTES);
	buf_init(&rest, BASE_MAX_BYTES);
	auth_relay_table_rules(relay->table, &text);
	if (base[0] && !file_read(AT_FDCWD, base, &rest, &err)) {
		/* Without them the rules would say something else. */
		log_err(LOG_LEVEL_ERROR, "relay", &err, "kept=old");
		return;
	}
	buf_add(&text, buf_span(&rest));
	/* The site's MTA reads them, as whatever user. */
	write_or_log(relay->config->relay_rules, 0644, buf_span(&text));
}

static void write_all(struct auth_relay *relay)
{
	auto_buf struct buf text = { 0 };

	relay->changed = false;
	relay->unstored = true;
	if (relay->config->relay_rules[0])
		write_rules(relay);
	if (!relay->config->relay_file[0])
		return;
	buf_init(&text, text_max(relay));
	auth_relay_table_write(relay->table, &text);
	write_or_log(relay->config->relay_file, 0600, buf_span(&text));
}

/* What went wrong for one row may have for all: then they are told again. */
static void store_new(struct auth_relay *relay)
{
	struct account_relay *rows;
	size_t count;

	if (!relay->store || auth_relay_store_is_busy(relay->store))
		return;
	if (relay->storing && auth_relay_store_has_failed(relay->store)) {
		auth_relay_table_all_new(relay->table);
		relay->unstored = true;
		relay->retry = clock_now() + RETRY_S;
	}
	relay->storing = false;
	if (!relay->unstored || clock_now() < relay->retry)
		return;
	count = auth_relay_table_take_new(relay->table, &rows);
	auth_relay_store_write(relay->store, rows, count);
	relay->unstored = false;
	relay->storing = true;
}

/* At most one writing a second, and one when the next address ends. */
static void set_timer(struct auth_relay *relay)
{
	int64_t end = auth_relay_table_next_end(relay->table);
	int64_t left = end - clock_now();
	struct timeval wait = { .tv_sec = 1 };
	bool at_work = relay->changed ||
		       (relay->store && (relay->unstored || relay->storing));

	if (!at_work && end == 0)
		return;
	if (!at_work && left > 1)
		wait.tv_sec = (time_t)left;
	event_add(relay->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct auth_relay *relay = arg;

	(void)fd;
	(void)what;
	if (relay->stopped)
		return;
	if (auth_relay_table_expire(relay->table, clock_now()) > 0)
		relay->changed = true;
	if (relay->changed)
		write_all(relay);
	store_new(relay);
	set_timer(relay);
}

static void read_file(struct auth_relay *relay)
{
	auto_buf struct buf text;
	int64_t now = clock_now();
	struct err err;

	buf_init(&text, text_max(relay));
	if (!relay->config->relay_file[0])
		return;
	if (file_read(AT_FDCWD, relay->config->relay_file, &text, &err))
		auth_relay_table_read(relay->table, buf_span(&text), now,
				      now + (int64_t)relay->config->relay_time);
	else if (err.kind != ERR_NOTFOUND)
		log_err(LOG_LEVEL_ERROR, "relay", &err, "%s", "");
}

bool auth_relay_new(struct event_base *base, const struct config *config,
		    struct auth_relay **out, struct err *err)
{
	struct auth_relay *relay;

	*out = NULL;
	if (config->relay_time == 0)
		return true;
	if (config->relay_rules_cdb[0] && !config->relay_rules[0])
		return err_set(err, ERR_SYNTAX,
			       "relay_rules_cdb needs relay_rules");
	relay = x_calloc(1, sizeof(*relay));
	relay->config = config;
	relay->table = auth_relay_table_new((unsigned)config->relay_clients);
	relay->timer = event_new(base, -1, 0, on_timer, relay);
	ASSERT(relay->timer);
	read_file(relay);
	/* Also what ended while nobody looked has to leave the rules. */
	relay->changed = true;
	set_timer(relay);
	*out = relay;
	return auth_relay_store_new(base, config, &relay->store, err);
}

void auth_relay_login(struct auth_relay *relay, const char *service,
		      const char *remote_ip)
{
	int64_t now = clock_now();

	if (!relay || (!span_eq(span_of(service), SPAN("imap")) &&
		       !span_eq(span_of(service), SPAN("pop3"))))
		return;
	if (!auth_relay_table_add(relay->table, span_of(remote_ip),
				  now + (int64_t)relay->config->relay_time))
		return;
	if (!relay->changed) {
		relay->changed = true;
		set_timer(relay);
	}
}

bool auth_relay_may(const struct auth_relay *relay, struct span address)
{
	return relay &&
	       auth_relay_table_find(relay->table, address, clock_now()) != 0;
}

void auth_relay_stop(struct auth_relay *relay)
{
	if (!relay || relay->stopped)
		return;
	if (relay->changed)
		write_all(relay);
	relay->stopped = true;
}
