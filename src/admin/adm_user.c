/* SPDX-License-Identifier: MIT */
/* fumikura user …: accounts in the sources that may be written. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "account/account_field.h"
#include "account/account_seen.h"
#include "admin/adm_desk.h"
#include "admin/adm_forget.h"
#include "admin/adm_place.h"
#include "admin/adm_source.h"
#include "admin/adm_user_delete.h"
#include "base/auto.h"
#include "base/check.h"
#include "base/num.h"
#include "crypto/crypto_password.h"
#include "proc/privilege.h"

enum {
	PASSWORD_MAX = 512
};

static void close_source(struct account_source **source)
{
	account_source_close(source);
}
#define auto_source __attribute__((cleanup(close_source)))

/* As root, files must belong to who auth runs as: become it. */
static bool open_source(struct adm_call *call, enum adm_source_for purpose,
			struct account_source **out, struct err *err)
{
	const struct config_source *section;

	return adm_source_choose(call, purpose, &section, err) &&
	       privilege_drop_grouped(call->config.auth_user, err) &&
	       account_source_open(&call->config, section, out, err);
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

static bool look_up(struct account_source *source, const char *user,
		    struct account_entry *out, struct err *err)
{
	char name[sizeof(out->account.user)];
	const struct account_query query = {
		.user = name,
		.service = "",
		.local_ip = "",
		.remote_ip = "",
	};

	snprintf(name, sizeof(name), "%s", user);
	return account_source_lookup(source, &query, out, err);
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
	auto_source struct account_source *source = NULL;
	const char *name = adm_take_option(call, "name");
	struct err err;

	if (!take_limits(call, &row.account, &err) ||
	    !adm_place_make(&call->config, &err) ||
	    !open_source(call, ADM_SOURCE_WRITE, &source, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	snprintf(row.name, sizeof(row.name), "%s", name ? name : "");
	if (!read_hash(&call->config, row.password, &err) ||
	    !source->kind->add(source, &row, &err))
		return adm_complain(&err);
	printf("%s added\n", row.account.user);
	return ADM_OK;
}

static int user_list(struct adm_call *call)
{
	auto_source struct account_source *source = NULL;
	struct account_entry row;
	char after[sizeof(row.account.user)] = "";
	struct err err;

	if (!open_source(call, ADM_SOURCE_READ, &source, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!source->kind->next) {
		err_set(&err, ERR_STATE, "the source %s cannot list its users",
			source->section->name);
		return adm_complain(&err);
	}
	while (account_source_next(source, after, &row, &err)) {
		printf("%s\t%s\n", row.account.user,
		       account_state_name(row.account.state));
		memcpy(after, row.account.user, sizeof(after));
	}
	return err.kind == ERR_NOTFOUND ? ADM_OK : adm_complain(&err);
}

static void show_seen(const char *path, const char *user)
{
	struct account_seen seen;
	char when[32] = "";
	struct tm tm;
	struct err err;

	if (!path[0])
		return;
	if (account_seen_read(path, user, &seen, &err) &&
	    gmtime_r(&seen.time, &tm))
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	printf("last login\t%s", when[0] ? when : "-");
	if (when[0])
		printf(" %s %s", seen.ip[0] ? seen.ip : "-", seen.service);
	putchar('\n');
}

static int user_show(struct adm_call *call)
{
	auto_source struct account_source *source = NULL;
	struct account_entry row = { 0 };
	struct err err;

	if (!open_source(call, ADM_SOURCE_READ, &source, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!look_up(source, row.account.user, &row, &err))
		return adm_complain(&err);
	printf("user\t%s\nname\t%s\nstate\t%s\nhome\t%s\nmail\t%s\n",
	       row.account.user, row.name,
	       account_state_name(row.account.state), row.account.home,
	       row.account.mail);
	printf("quota\t%llu\nquota messages\t%u\nquota rules\t%s\n",
	       (unsigned long long)row.account.quota_bytes,
	       row.account.quota_messages, row.account.quota_rules);
	show_seen(call->config.last_login_file, row.account.user);
	return ADM_OK;
}

/* Only what is cached of the given name is forgotten afterwards. */
static bool is_own_name(const char *given, const struct account_entry *row,
			struct err *err)
{
	return span_eq(span_of(given), span_of(row->account.user)) ||
	       err_set(err, ERR_STATE, "%s is another name of %s", given,
		       row->account.user);
}

static int user_passwd(struct adm_call *call)
{
	auto_source struct account_source *source = NULL;
	char hash[CRYPTO_PASSWORD_STORED_MAX];
	struct account_entry row;
	char given[sizeof(row.account.user)];
	struct err err;

	if (!open_source(call, ADM_SOURCE_READ, &source, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	memcpy(given, row.account.user, sizeof(given));
	if (!source->kind->set_password) {
		err_set(&err, ERR_STATE, "the source %s is only read",
			source->section->name);
		return adm_complain(&err);
	}
	if (!look_up(source, row.account.user, &row, &err) ||
	    !is_own_name(given, &row, &err) ||
	    !read_hash(&call->config, hash, &err) ||
	    !source->kind->set_password(source, row.account.user, row.password,
					hash, &err))
		return adm_complain(&err);
	printf("%s has a new password\n", row.account.user);
	return ADM_OK;
}

/* Kept in clear, as APOP needs it. An empty line: none. */
static bool read_apop(struct account_entry *row, struct err *err)
{
	char secret[sizeof("{PLAIN}") + PASSWORD_MAX] = "{PLAIN}";
	char *line = secret + strlen(secret);
	bool good = read_password(line, err);

	row->apop_secret[0] = '\0';
	if (good && line[0] && !account_field_apop(row, span_of(secret), err))
		good = err_set(err, ERR_SYNTAX, "not a possible secret");
	explicit_bzero(secret, sizeof(secret));
	return good;
}

static int user_apop(struct adm_call *call)
{
	auto_source struct account_source *source = NULL;
	struct account_entry row;
	struct err err;
	bool done;

	if (!open_source(call, ADM_SOURCE_WRITE, &source, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!source->kind->set_apop) {
		err_set(&err, ERR_STATE, "the source %s has no place for it",
			source->section->name);
		return adm_complain(&err);
	}
	done = read_apop(&row, &err) &&
	       source->kind->set_apop(source, row.account.user, row.apop_secret,
				      &err);
	if (done)
		printf("%s has %s secret for APOP\n", row.account.user,
		       row.apop_secret[0] ? "a new" : "no");
	explicit_bzero(row.apop_secret, sizeof(row.apop_secret));
	if (!done)
		return adm_complain(&err);
	return ADM_OK;
}

static int set_state(struct adm_call *call, enum account_state state)
{
	auto_source struct account_source *source = NULL;
	struct account account;
	struct err err;

	if (!open_source(call, ADM_SOURCE_WRITE, &source, &err) ||
	    !take_user(call, &account, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_user);
	if (!source->kind->set_state(source, account.user, state, &err))
		return adm_complain(&err);
	printf("%s is %s\n", account.user, account_state_name(state));
	return ADM_OK;
}

/* What is not named stays. */
static int user_limits(struct adm_call *call)
{
	auto_source struct account_source *source = NULL;
	struct account_entry row;
	struct account wanted = { .quota_bytes = UINT64_MAX,
				  .quota_messages = UINT32_MAX };
	char given[sizeof(row.account.user)];
	struct err err;

	if (!take_limits(call, &wanted, &err) ||
	    !open_source(call, ADM_SOURCE_WRITE, &source, &err) ||
	    !take_user(call, &row.account, &err))
		return adm_complain(&err);
	if (call->argc || (wanted.quota_bytes == UINT64_MAX &&
			   wanted.quota_messages == UINT32_MAX))
		return adm_usage(&adm_user);
	memcpy(given, row.account.user, sizeof(given));
	if (!look_up(source, row.account.user, &row, &err) ||
	    !is_own_name(given, &row, &err))
		return adm_complain(&err);
	if (wanted.quota_bytes == UINT64_MAX)
		wanted.quota_bytes = row.account.quota_bytes;
	if (wanted.quota_messages == UINT32_MAX)
		wanted.quota_messages = row.account.quota_messages;
	if (!source->kind->set_limits(source, row.account.user,
				      wanted.quota_bytes, wanted.quota_messages,
				      &err))
		return adm_complain(&err);
	printf("%s has new limits\n", row.account.user);
	return ADM_OK;
}

static int user_disable(struct adm_call *call)
{
	return set_state(call, ACCOUNT_DISABLED);
}

static int user_noaccess(struct adm_call *call)
{
	return set_state(call, ACCOUNT_NOACCESS);
}

static int user_enable(struct adm_call *call)
{
	return set_state(call, ACCOUNT_ACTIVE);
}

static int with_usage(int code)
{
	return code == ADM_USAGE ? adm_usage(&adm_user) : code;
}

static int user_delete(struct adm_call *call)
{
	return with_usage(adm_user_delete(call));
}

static int user_purge(struct adm_call *call)
{
	return with_usage(adm_user_delete_purge(call));
}

/* The child has taken its words from a copy. */
static const char *changed_user(struct adm_call *call)
{
	static const char *const options[] = { "source", "name", "quota",
					       "quota-messages" };

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		adm_take_option(call, options[i]);
	return adm_take_word(call);
}

static bool end_sessions(struct adm_call *call, const char *word,
			 struct err *err)
{
	char user[256];

	return !word || !account_normalize(span_of(word), user, sizeof(user)) ||
	       adm_desk_kick_user(&call->config, user, err);
}

/* In a child, that gives up root; then auth is told, by who may. */
static int change(struct adm_call *call, int (*run)(struct adm_call *call),
		  bool ends)
{
	const char *user;
	struct err err;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		err_sys(&err, "fork");
		return adm_complain(&err);
	}
	if (pid == 0) {
		status = run(call);
		fflush(NULL);
		_exit(status);
	}
	while (waitpid(pid, &status, 0) < 0)
		ASSERT(errno == EINTR);
	if (!WIFEXITED(status))
		return ADM_TEMP;
	if (WEXITSTATUS(status) != ADM_OK)
		return WEXITSTATUS(status);
	user = changed_user(call);
	return adm_forget(&call->config, user, &err) &&
			       (!ends || end_sessions(call, user, &err))
		       ? ADM_OK
		       : adm_complain(&err);
}

static int run_user(struct adm_call *call)
{
	static const struct {
		const char *verb;
		int (*run)(struct adm_call *call);
		bool changes;
		bool ends; /* the sessions that there are */
	} verbs[] = {
		{ "add", user_add, true, false },
		{ "list", user_list, false, false },
		{ "show", user_show, false, false },
		{ "passwd", user_passwd, true, false },
		{ "apop", user_apop, true, false },
		{ "limits", user_limits, true, false },
		{ "disable", user_disable, true, true },
		{ "noaccess", user_noaccess, true, true },
		{ "enable", user_enable, true, false },
		{ "delete", user_delete, false /* tells auth itself */, true },
		{ "purge", user_purge, false, false },
	};
	struct span verb = span_of(adm_take_word(call));

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(verb, span_of(verbs[i].verb)))
			return verbs[i].changes ? change(call, verbs[i].run,
							 verbs[i].ends)
						: verbs[i].run(call);
	return adm_usage(&adm_user);
}

const struct adm_command adm_user = {
	.name = "user",
	.usage = "user add USER [--name NAME] [--quota SIZE] "
		 "[--quota-messages N] < password\n"
		 "user list\n"
		 "user show USER\n"
		 "user passwd USER < password\n"
		 "user apop USER < secret\n"
		 "user limits USER [--quota SIZE] [--quota-messages N]\n"
		 "user disable|noaccess|enable USER\n"
		 "user delete USER\n"
		 "user purge [--days N]\n"
		 "user COMMAND … --source NAME\n",
	.run = run_user,
};
