/* SPDX-License-Identifier: MIT */
/* fumikura user …: accounts in the SQLite database. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "account/account_sqlite.h"
#include "admin/adm.h"
#include "admin/adm_place.h"
#include "base/auto.h"
#include "base/num.h"
#include "crypto/crypto_password.h"
#include "proc/privilege.h"

enum {
	PASSWORD_MAX = 512
};

static void free_db(struct account_sqlite **db)
{
	account_sqlite_free(db);
}
#define auto_db __attribute__((cleanup(free_db)))

/* As root, files must belong to who auth runs as: become it. */
static bool open_db(struct adm_call *call, bool create,
		    struct account_sqlite **out, struct err *err)
{
	const struct config *config = &call->config;
	struct account_sqlite_options options = {
		.path = config->accounts_file,
		.mail_home = config->mail_home,
		.mail_dir = config->mail_dir,
		.create = create,
	};

	if (create && !adm_place_make(config, err))
		return false;
	if (!privilege_drop(config->auth_user, NULL, err))
		return false;
	options.owner_uid = geteuid();
	options.owner_gid = getegid();
	*out = account_sqlite_new(&options);
	return true;
}

static bool take_user(struct adm_call *call, struct account *out,
		      struct err *err)
{
	const char *word = adm_take_word(call);

	if (!word)
		return err_set(err, ERR_SYNTAX, "which user?");
	if (!account_normalize(span_of(word), out->user, sizeof(out->user)))
		return err_set(err, ERR_SYNTAX, "%s cannot be a user name",
			       word);
	return true;
}

/* One line of stdin, asked for and not echoed on a terminal. */
static bool read_password(char *out, struct err *err)
{
	struct termios old, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
	bool got;

	if (terminal) {
		fputs("password: ", stderr);
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	got = fgets(out, PASSWORD_MAX, stdin) != NULL;
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	if (!got)
		return err_set(err, ERR_SYNTAX, "no password on stdin");
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

static bool read_hash(const struct config *config, char *out, struct err *err)
{
	char password[PASSWORD_MAX];
	bool made = read_password(password, err) &&
		    crypto_password_make(config->password_scheme,
					 span_of(password), out, err);

	explicit_bzero(password, sizeof(password));
	return made;
}

static bool take_limits(struct adm_call *call, struct account *account,
			struct err *err)
{
	const char *bytes = adm_take_option(call, "quota");
	const char *messages = adm_take_option(call, "quota-messages");

	if (bytes && !num_parse_size(span_of(bytes), &account->quota_bytes))
		return err_set(err, ERR_SYNTAX, "%s is no size (as 500M)",
			       bytes);
	if (messages && !num_parse_u32(span_of(messages), 0, UINT32_MAX,
				       &account->quota_messages))
		return err_set(err, ERR_SYNTAX, "%s is no number", messages);
	return true;
}

static int user_add(struct adm_call *call)
{
	struct account_entry row = { .account.state = ACCOUNT_ACTIVE };
	auto_db struct account_sqlite *db = NULL;
	const char *name = adm_take_option(call, "name");
	struct err err;

	if (!take_limits(call, &row.account, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	snprintf(row.name, sizeof(row.name), "%s", name ? name : "");
	if (!open_db(call, true, &db, &err) ||
	    !read_hash(&call->config, row.password, &err) ||
	    !account_sqlite_add(db, &row, NULL, &err))
		return adm_complain(&err);
	printf("%s added\n", row.account.user);
	return ADM_OK;
}

static int user_list(struct adm_call *call)
{
	auto_db struct account_sqlite *db = NULL;
	struct account_entry row;
	char after[sizeof(row.account.user)] = "";
	struct err err;

	if (call->argc)
		return adm_usage(&adm_user);
	if (!open_db(call, false, &db, &err))
		return adm_complain(&err);
	while (account_sqlite_next(db, after, &row, &err)) {
		printf("%s\t%s\n", row.account.user,
		       account_state_name(row.account.state));
		memcpy(after, row.account.user, sizeof(after));
	}
	return err.kind == ERR_NOTFOUND ? ADM_OK : adm_complain(&err);
}

static int user_show(struct adm_call *call)
{
	auto_db struct account_sqlite *db = NULL;
	struct account_entry row = { 0 };
	struct err err;

	if (!take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!open_db(call, false, &db, &err) ||
	    !account_sqlite_lookup(db, row.account.user, &row, &err))
		return adm_complain(&err);
	printf("user\t%s\nname\t%s\nstate\t%s\nhome\t%s\nmail\t%s\n",
	       row.account.user, row.name,
	       account_state_name(row.account.state), row.account.home,
	       row.account.mail);
	printf("quota\t%llu\nquota messages\t%u\nquota rules\t%s\n",
	       (unsigned long long)row.account.quota_bytes,
	       row.account.quota_messages, row.account.quota_rules);
	return ADM_OK;
}

static int user_passwd(struct adm_call *call)
{
	auto_db struct account_sqlite *db = NULL;
	char hash[CRYPTO_PASSWORD_STORED_MAX];
	struct account account;
	struct err err;

	if (!take_user(call, &account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!open_db(call, false, &db, &err) ||
	    !read_hash(&call->config, hash, &err) ||
	    !account_sqlite_set_password(db, account.user, hash, &err))
		return adm_complain(&err);
	printf("%s has a new password\n", account.user);
	return ADM_OK;
}

static int set_state(struct adm_call *call, enum account_state state)
{
	auto_db struct account_sqlite *db = NULL;
	struct account account;
	struct err err;

	if (!take_user(call, &account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!open_db(call, false, &db, &err) ||
	    !account_sqlite_set_state(db, account.user, state, &err))
		return adm_complain(&err);
	printf("%s is %s\n", account.user, account_state_name(state));
	return ADM_OK;
}

static int user_disable(struct adm_call *call)
{
	return set_state(call, ACCOUNT_DISABLED);
}

static int user_enable(struct adm_call *call)
{
	return set_state(call, ACCOUNT_ACTIVE);
}

static int user_delete(struct adm_call *call)
{
	auto_db struct account_sqlite *db = NULL;
	struct account_entry row = { 0 };
	struct err err;

	if (!take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!open_db(call, false, &db, &err) ||
	    !account_sqlite_lookup(db, row.account.user, &row, &err) ||
	    !account_sqlite_delete(db, row.account.user, &err))
		return adm_complain(&err);
	printf("%s deleted; the mail stays in %s\n", row.account.user,
	       row.account.home);
	return ADM_OK;
}

static int run_user(struct adm_call *call)
{
	static const struct {
		const char *verb;
		int (*run)(struct adm_call *call);
	} verbs[] = {
		{ "add", user_add },         { "list", user_list },
		{ "show", user_show },       { "passwd", user_passwd },
		{ "disable", user_disable }, { "enable", user_enable },
		{ "delete", user_delete },
	};
	struct span verb = span_of(adm_take_word(call));

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(verb, span_of(verbs[i].verb)))
			return verbs[i].run(call);
	return adm_usage(&adm_user);
}

const struct adm_command adm_user = {
	.name = "user",
	.usage = "user add USER [--name NAME] [--quota SIZE] "
		 "[--quota-messages N] < password\n"
		 "user list\n"
		 "user show USER\n"
		 "user passwd USER < password\n"
		 "user disable USER\n"
		 "user enable USER\n"
		 "user delete USER\n",
	.run = run_user,
};
