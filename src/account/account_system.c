/* SPDX-License-Identifier: MIT */
/*
 * The users of the system: who they are from the name service (getpwnam), what
 * their password is from PAM, which our helper program asks.
 */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>

#include "account/account_child.h"
#include "account/account_field.h"
#include "account/account_source.h"
#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	INPUT_MAX = 4096,
	RECORD_MAX = 16384,
	EXIT_WRONG = 1,
	EXIT_CLOSED = 4,
};

struct people {
	struct account_source source; /* first */
	const struct config *config;
	char *helper;
	char record[RECORD_MAX]; /* strings of a passwd entry */
};

static bool system_open(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	char *helper = account_child_own("fumikura-pam");
	struct people *p;

	if (!helper)
		return err_set(err, ERR_SYNTAX,
			       "%s:%u: fumikura-pam is not installed",
			       config->file ? config->file : "", section->line);
	p = x_calloc(1, sizeof(*p));
	p->source.kind = &account_system_kind;
	p->source.section = section;
	p->config = config;
	p->helper = helper;
	*out = &p->source;
	return true;
}

static void system_close(struct account_source *source)
{
	free(((struct people *)source)->helper);
	free(source);
}

/* "Ann Example,room 5,…" */
static struct span person(const char *gecos)
{
	struct span text = span_of(gecos);

	return span_first(text, span_find_char(text, ','));
}

static bool take(struct people *p, const struct passwd *found,
		 struct account_entry *out, struct err *err)
{
	struct account *a = &out->account;

	account_field_begin(out, found->pw_name);
	a->uid = found->pw_uid;
	a->gid = found->pw_gid;
	return account_field_text(out->name, sizeof(out->name),
				  person(found->pw_gecos), "name", err) &&
	       account_field_text(a->home, sizeof(a->home),
				  span_of(found->pw_dir), "home", err) &&
	       account_field_place(out, p->config, p->source.section, err);
}

static bool system_lookup(struct account_source *source,
			  const struct account_query *query,
			  struct account_entry *out, struct err *err)
{
	struct people *p = (struct people *)source;
	struct passwd entry, *found = NULL;
	int failed = getpwnam_r(query->user, &entry, p->record,
				sizeof(p->record), &found);

	/* passwd(3): these say "no such user" in some name services. */
	if (!found && (failed == 0 || failed == ENOENT || failed == ESRCH))
		return err_set(err, ERR_NOTFOUND, "no such user");
	if (!found) {
		errno = failed;
		return err_sys(err, "getpwnam");
	}
	/* root and the daemons have no mail here. */
	if (found->pw_uid < source->section->system_uid_min)
		return err_set(err, ERR_NOTFOUND, "not a person");
	return take(p, found, out, err);
}

static bool fill(struct buf *input, const struct account_attempt *attempt)
{
	buf_add_str(input, attempt->query.user);
	buf_add_char(input, '\0');
	buf_add(input, attempt->secret);
	buf_add_char(input, '\0');
	buf_add_str(input, attempt->query.remote_ip);
	buf_add_char(input, '\0');
	return !input->full &&
	       span_find_char(attempt->secret, '\0') == attempt->secret.len;
}

static bool ask_pam(const struct people *p,
		    const struct account_attempt *attempt, int *out_status,
		    struct err *err)
{
	const char *const argv[] = { p->helper, p->source.section->pam_service,
				     NULL };
	const char *const env[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
				    NULL };
	auto_buf struct buf input, output;
	struct account_child child = {
		.argv = argv,
		.env = env,
		.output = &output,
		.seconds = p->source.section->timeout,
	};
	bool done;

	buf_init(&input, INPUT_MAX);
	buf_init(&output, 1);
	done = fill(&input, attempt);
	child.input = buf_span(&input);
	done = done ? account_child_run(&child, out_status, err)
		    : err_set(err, ERR_DENIED, "not a possible password");
	crypto_secret_wipe_buf(&input);
	return done;
}

static bool system_verify(struct account_source *source,
			  const struct account_attempt *attempt,
			  struct account_entry *out, struct err *err)
{
	int status;

	if (attempt->proof != ACCOUNT_PROOF_PASSWORD)
		return err_set(err, ERR_STATE, "PAM knows passwords only");
	if (!system_lookup(source, &attempt->query, out, err) ||
	    !ask_pam((struct people *)source, attempt, &status, err))
		return false;
	if (status == EXIT_WRONG)
		return err_set(err, ERR_DENIED, "wrong password");
	if (status == EXIT_CLOSED)
		out->account.state = ACCOUNT_NOACCESS;
	return status == 0 || status == EXIT_CLOSED ||
	       account_field_temp(err, "PAM has trouble (exit %d)", status);
}

static unsigned system_varies(const struct config_source *section)
{
	(void)section;
	return ACCOUNT_BY_USER;
}

const struct account_source_kind account_system_kind = {
	.type = "system",
	.open = system_open,
	.close = system_close,
	.lookup = system_lookup,
	.verify = system_verify,
	.varies = system_varies,
};
