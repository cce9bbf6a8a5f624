/* SPDX-License-Identifier: MIT */
/*
 * One account source, asked line by line, for the tests of sources:
 *
 *   source_probe CONFIG [SECTION]
 *
 * opens the section (the first one without a name) and answers each line of
 * stdin by one line. Names and passwords are hexadecimal, "-" is empty:
 *
 *   lookup USER SERVICE      verify USER PASSWORD SERVICE      next AFTER
 *
 * "ok" and name=value fields, tab-separated; or the kind of error, a tab, and
 * what the log would say.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "account/account_source.h"
#include "account/account_wire.h"
#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "crypto/crypto_password.h"

static void unhex(struct span word, char *out, size_t size)
{
	size_t len = 0;
	uint64_t byte;

	for (size_t i = 0; i + 1 < word.len && len + 1 < size; i += 2)
		if (num_parse_hex(span_first(span_from(word, i), 2), &byte))
			out[len++] = (char)byte;
	out[len] = '\0';
}

static void field(struct buf *out, const char *name, const char *value)
{
	buf_add_format(out, "\t%s=", name);
	account_wire_escape(out, span_of(value));
}

static void number(struct buf *out, const char *name, uint64_t value)
{
	buf_add_format(out, "\t%s=%llu", name, (unsigned long long)value);
}

static void describe(const struct account_entry *e, struct buf *out)
{
	const struct account *a = &e->account;

	buf_add_str(out, "ok");
	field(out, "user", a->user);
	field(out, "home", a->home);
	field(out, "mail", a->mail);
	field(out, "state", account_state_name((enum account_state)a->state));
	field(out, "password", e->password);
	field(out, "name", e->name);
	field(out, "quota_rules", a->quota_rules);
	field(out, "settings", a->settings);
	field(out, "allow_nets", e->allow_nets);
	field(out, "host", e->host);
	field(out, "forward", e->forward);
	field(out, "reply", e->reply);
	number(out, "uid", a->uid);
	number(out, "gid", a->gid);
	number(out, "quota_bytes", a->quota_bytes);
	number(out, "quota_messages", a->quota_messages);
	number(out, "message_bytes", a->message_bytes);
	number(out, "closed", e->closed_services);
	number(out, "delivery", e->delivery);
	number(out, "purge", (uint64_t)e->purge_time);
}

static bool word_of(struct span *line, char *out, size_t size)
{
	struct span word;

	out[0] = '\0';
	if (!span_cut(line, ' ', &word))
		return false;
	if (!span_eq(word, SPAN("-")))
		unhex(word, out, size);
	return true;
}

static bool compare(const struct account_entry *entry, struct span password,
		    struct err *err)
{
	const struct crypto_stored stored = {
		.text = span_of(entry->password),
		.user = span_of(entry->account.user),
	};

	if (!entry->password[0])
		return err_set(err, ERR_DENIED, "no password");
	switch (crypto_password_verify(&stored, password)) {
	case CRYPTO_PASSWORD_RIGHT:
		return true;
	case CRYPTO_PASSWORD_WRONG:
		return err_set(err, ERR_DENIED, "wrong password");
	case CRYPTO_PASSWORD_UNUSABLE:
		break;
	}
	return err_set(err, ERR_STATE, "unusable password");
}

/* As auth does it. */
static bool verify(struct account_source *source, const char *user,
		   struct span line, struct account_entry *out, struct err *err)
{
	char password[1024];
	char service[64];
	struct account_attempt attempt = {
		.query = { user, service, "127.0.0.1", "192.0.2.1" },
	};

	word_of(&line, password, sizeof(password));
	word_of(&line, service, sizeof(service));
	attempt.secret = span_of(password);
	if (source->kind->verify) {
		if (source->kind->verify(source, &attempt, out, err))
			return true;
		if (err->kind != ERR_STATE)
			return false;
	}
	return source->kind->lookup(source, &attempt.query, out, err) &&
	       compare(out, attempt.secret, err);
}

static bool lookup(struct account_source *source, const char *user,
		   struct span line, struct account_entry *out, struct err *err)
{
	char service[64];
	const struct account_query query = { user, service, "127.0.0.1",
					     "192.0.2.1" };

	word_of(&line, service, sizeof(service));
	return source->kind->lookup(source, &query, out, err);
}

static bool ask(struct account_source *source, struct span line,
		struct account_entry *out, struct err *err)
{
	struct span verb;
	char word[12000];
	char user[256] = "";

	if (!span_cut(&line, ' ', &verb) || !word_of(&line, word, sizeof(word)))
		return err_set(err, ERR_SYNTAX, "what?");
	if (*word && !account_normalize(span_of(word), user, sizeof(user)))
		return err_set(err, ERR_SYNTAX, "not a possible user");
	if (span_eq(verb, SPAN("verify")))
		return verify(source, user, line, out, err);
	if (span_eq(verb, SPAN("lookup")))
		return lookup(source, user, line, out, err);
	if (!source->kind->next)
		return err_set(err, ERR_STATE, "no next");
	return source->kind->next(source, user, out, err);
}

static void serve(struct account_source *source)
{
	static char line[60000];
	static struct account_entry entry;

	while (fgets(line, sizeof(line), stdin)) {
		auto_buf struct buf out;
		struct err err = { .kind = ERR_NONE };

		buf_init(&out, 100000);
		memset(&entry, 0, sizeof(entry));
		if (ask(source, span_trim(span_of(line)), &entry, &err))
			describe(&entry, &out);
		else
			buf_add_format(&out, "%s\t%s", err_kind_name(err.kind),
				       err_log_text(&err));
		puts(buf_str(&out));
		fflush(stdout);
	}
}

static const struct config_source *section_of(const struct config *config,
					      const char *name)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (!name || strcmp(config->source[i].name, name) == 0)
			return &config->source[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct config config;
	const struct config_source *section;
	struct account_source *source = NULL;
	struct err err = { .kind = ERR_NONE };

	log_init("probe", LOG_LEVEL_WARN);
	signal(SIGPIPE, SIG_IGN); /* as in every program of ours */
	if (argc < 2 || !config_load(argv[1], NULL, &config, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 78;
	}
	section = section_of(&config, argc > 2 ? argv[2] : NULL);
	if (!section || !account_source_open(&config, section, &source, &err)) {
		fprintf(stderr, "%s\n", err.text);
		config_release(&config);
		return 78;
	}
	serve(source);
	account_source_close(&source);
	config_release(&config);
	return 0;
}
