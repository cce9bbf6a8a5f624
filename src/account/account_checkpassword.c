/* SPDX-License-Identifier: MIT */
/*
 * A checkpassword program decides, and runs our reply program, which tells what
 * environment it was given:
 *
 *   fd 3: login NUL password NUL timestamp NUL, at most 512 bytes
 *   exit: 0 right, 1 wrong, 3 no such user, else trouble
 *
 * For APOP and CRAM-MD5 the password is the digest and the timestamp the
 * challenge. A question without a password is Dovecot's extension:
 * AUTHORIZED=1, and a program that knows it says AUTHORIZED=2.
 */
#include <stdlib.h>

#include "account/account_child.h"
#include "account/account_field.h"
#include "account/account_source.h"
#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	INPUT_MAX = 512,
	OUTPUT_MAX = 16384,
	WORDS_MAX = 32,
	ENV_MAX = 12,
	EXIT_WRONG = 1,
	EXIT_UNKNOWN = 3,
};

/* Does it do look-ups? */
enum answers {
	ANSWERS_MAYBE, /* it was not asked yet */
	ANSWERS,
	ANSWERS_NOT,
};

struct checkpassword {
	struct account_source source; /* first */
	const struct config *config;
	char *words;                     /* the command, cut at spaces */
	char *reply;                     /* our program */
	const char *argv[WORDS_MAX + 2]; /* ends in the reply and NULL */
	struct buf input;                /* secret */
	struct buf output;               /* secret */
	enum answers answers;
};

static struct checkpassword *of(struct account_source *source)
{
	return (struct checkpassword *)source;
}

static bool cut_words(struct checkpassword *c)
{
	size_t count = 0;

	for (char *p = c->words; *p;) {
		if (*p == ' ') {
			*p++ = '\0';
			continue;
		}
		if (count == WORDS_MAX)
			return false;
		c->argv[count++] = p;
		while (*p && *p != ' ')
			p++;
	}
	c->argv[count] = c->reply;
	return count > 0 && c->argv[0][0] == '/';
}

static void checkpassword_close(struct account_source *source)
{
	struct checkpassword *c = of(source);

	free(c->words);
	free(c->reply);
	crypto_secret_wipe_buf(&c->input);
	crypto_secret_wipe_buf(&c->output);
	buf_release(&c->input);
	buf_release(&c->output);
	free(c);
}

static bool checkpassword_open(const struct config *config,
			       const struct config_source *section,
			       struct account_source **out, struct err *err)
{
	struct checkpassword *c = x_calloc(1, sizeof(*c));

	c->source.kind = &account_checkpassword_kind;
	c->source.section = section;
	c->config = config;
	c->words = x_strdup(section->program);
	c->reply = account_child_own("fumikura-checkpassword-reply");
	buf_init(&c->input, INPUT_MAX);
	buf_init(&c->output, OUTPUT_MAX);
	if (c->reply && cut_words(c)) {
		*out = &c->source;
		return true;
	}
	err_set(err, ERR_SYNTAX, "%s:%u: %s", config->file ? config->file : "",
		section->line,
		c->reply ? "program has to be an absolute path with at most 31"
			   " arguments"
			 : "fumikura-checkpassword-reply is not installed");
	checkpassword_close(&c->source);
	return false;
}

/* ---- asking ---- */

static const char *port_of(const char *service)
{
	static const char *const ports[][2] = {
		{ "imap", "143" },
		{ "pop3", "110" },
		{ "smtp", "25" },
		{ "sieve", "4190" },
	};

	for (size_t i = 0; i < ARRAY_LEN(ports); i++)
		if (span_eq(span_of(service), span_of(ports[i][0])))
			return ports[i][1];
	return "0";
}

static bool add_field(struct checkpassword *c, struct span text)
{
	bool has_nul = span_find_char(text, '\0') < text.len;

	buf_add(&c->input, text);
	buf_add_char(&c->input, '\0');
	return !has_nul && !c->input.full;
}

enum mode {
	MODE_LOGIN,
	MODE_LOOKUP
};

/* Its exit status; what it says is in c->output. */
static bool run(struct checkpassword *c, const struct account_query *query,
		enum mode mode, int *out_status, struct err *err)
{
	auto_free char *service = x_printf("SERVICE=%s", query->service);
	auto_free char *local = x_printf("TCPLOCALIP=%s", query->local_ip);
	auto_free char *port =
		x_printf("TCPLOCALPORT=%s", port_of(query->service));
	auto_free char *remote = x_printf("TCPREMOTEIP=%s", query->remote_ip);
	const char *env[ENV_MAX] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		"/sbin:/bin",
		"PROTO=TCP",
		service,
		local,
		port,
		remote,
	};
	const struct account_child child = {
		.argv = c->argv,
		.env = env,
		.input = buf_span(&c->input),
		.output = &c->output,
		.seconds = c->source.section->timeout,
	};

	if (mode == MODE_LOOKUP) {
		env[6] = "AUTHORIZED=1";
		env[7] = "CREDENTIALS_LOOKUP=1";
		env[8] = "SCHEME=PLAIN";
	}
	return account_child_run(&child, out_status, err);
}

/* ---- the answer ---- */

/* The value of a variable in the reply, which is an environment. */
static bool value_of(const struct checkpassword *c, struct span name,
		     struct span *out)
{
	struct span rest = buf_span(&c->output), variable;

	while (span_cut(&rest, '\0', &variable)) {
		size_t equals = span_find_char(variable, '=');

		if (equals < variable.len &&
		    span_eq(span_first(variable, equals), name)) {
			*out = span_from(variable, equals + 1);
			return true;
		}
	}
	return false;
}

/* EXTRA names further variables: userdb_* and other fields of Dovecot's. */
static bool take_extra(struct checkpassword *c, struct account_entry *out,
		       struct err *err)
{
	struct span names, name, value;

	if (!value_of(c, SPAN("EXTRA"), &names))
		return true;
	while (span_cut(&names, ' ', &name)) {
		if (!name.len || !value_of(c, name, &value))
			continue;
		if (span_eq(name, SPAN("password"))) {
			if (!account_field_password(
				    out, value,
				    c->source.section->default_scheme, err))
				return false;
		} else if (!account_field_set(out, name, value, err)) {
			return false;
		}
	}
	return true;
}

static bool take_reply(struct checkpassword *c, struct account_entry *out,
		       struct err *err)
{
	static const char *const fields[][2] = {
		{ "UID", "uid" },   { "GID", "gid" },      { "HOME", "home" },
		{ "MAIL", "mail" }, { "MAILDIR", "mail" },
	};
	struct span value;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (value_of(c, span_of(fields[i][0]), &value) && value.len &&
		    !account_field_set(out, span_of(fields[i][1]), value, err))
			return false;
	if (value_of(c, SPAN("MAILDIRQUOTA"), &value) &&
	    !account_field_maildirquota(out, value, err))
		return false;
	return take_extra(c, out, err) &&
	       account_field_place(out, c->config, c->source.section, err);
}

static void forget(struct checkpassword *c)
{
	crypto_secret_wipe_buf(&c->input);
	crypto_secret_wipe_buf(&c->output);
}

static bool ask(struct checkpassword *c, const struct account_attempt *attempt,
		struct account_entry *out, struct err *err)
{
	int status;

	if (!add_field(c, span_of(attempt->query.user)) ||
	    !add_field(c, attempt->secret) || !add_field(c, attempt->challenge))
		return err_set(err, ERR_DENIED, "longer than checkpassword's");
	if (!run(c, &attempt->query, MODE_LOGIN, &status, err))
		return false;
	if (status == EXIT_WRONG)
		return err_set(err, ERR_DENIED, "wrong password");
	if (status == EXIT_UNKNOWN)
		return err_set(err, ERR_NOTFOUND, "no such user");
	if (status != 0 || !c->output.len)
		return account_field_temp(err, "%s: exit %d, %zu bytes",
					  c->argv[0], status, c->output.len);
	account_field_begin(out, attempt->query.user);
	return take_reply(c, out, err);
}

static bool find(struct checkpassword *c, const struct account_query *query,
		 struct account_entry *out, struct err *err)
{
	struct span value;
	int status;

	if (!add_field(c, span_of(query->user)) || !add_field(c, SPAN("")) ||
	    !add_field(c, SPAN("")))
		return err_set(err, ERR_NOTFOUND, "no such user");
	if (!run(c, query, MODE_LOOKUP, &status, err))
		return false;
	if (status == EXIT_UNKNOWN) {
		c->answers = ANSWERS;
		return err_set(err, ERR_NOTFOUND, "no such user");
	}
	/* Any program refuses an empty password with 1: that says nothing. */
	if (status != 0 || !value_of(c, SPAN("AUTHORIZED"), &value) ||
	    !span_eq(value, SPAN("2"))) {
		if (status == 0 || status == EXIT_WRONG)
			c->answers = ANSWERS_NOT;
		return account_field_temp(err,
					  "%s: exit %d: can't say who is who",
					  c->argv[0], status);
	}
	c->answers = ANSWERS;
	account_field_begin(out, query->user);
	return take_reply(c, out, err);
}

static bool checkpassword_lookup(struct account_source *source,
				 const struct account_query *query,
				 struct account_entry *out, struct err *err)
{
	struct checkpassword *c = of(source);
	bool found;

	forget(c);
	found = find(c, query, out, err);
	forget(c);
	return found;
}

/* The first login tells, if no delivery has. */
static void try_to_ask(struct checkpassword *c,
		       const struct account_query *query)
{
	struct account_entry *ignored;
	struct err err;

	if (c->answers != ANSWERS_MAYBE)
		return;
	ignored = x_calloc(1, sizeof(*ignored));
	(void)!find(c, query, ignored, &err);
	forget(c);
	crypto_secret_wipe(ignored, sizeof(*ignored));
	free(ignored);
}

static bool checkpassword_verify(struct account_source *source,
				 const struct account_attempt *attempt,
				 struct account_entry *out, struct err *err)
{
	struct checkpassword *c = of(source);
	bool right;

	forget(c);
	right = ask(c, attempt, out, err);
	forget(c);
	crypto_secret_wipe(out->password, sizeof(out->password));
	if (!right)
		return false;
	try_to_ask(c, &attempt->query);
	out->account.proof_only = c->answers != ANSWERS;
	return true;
}

const struct account_source_kind account_checkpassword_kind = {
	.type = "checkpassword",
	.open = checkpassword_open,
	.close = checkpassword_close,
	.lookup = checkpassword_lookup,
	.verify = checkpassword_verify,
};
