/* SPDX-License-Identifier: MIT */
/*
 * fumikura pw: makes and checks stored passwords, called as doveadm pw is by
 * PostfixAdmin: what is asked for goes to the terminal only, and of what goes
 * to stderr it takes any for a failure.
 */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "admin/adm.h"
#include "base/x.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_secret.h"

enum {
	PASSWORD_MAX = 4096
};

static void wipe_free(char **text)
{
	crypto_secret_free(text);
}

#define auto_secret __attribute__((cleanup(wipe_free)))

/* A line of stdin without its end; NULL: there is none, or a longer one. */
static char *read_line(void)
{
	char line[PASSWORD_MAX + 2];
	char *text = NULL;

	if (fgets(line, sizeof(line), stdin)) {
		size_t len = strcspn(line, "\r\n");

		if (len <= PASSWORD_MAX)
			text = x_span_dup(span_make(line, len));
	}
	crypto_secret_wipe(line, sizeof(line));
	return text;
}

/* From the terminal without an echo, or from what is there instead. */
static char *ask(const char *prompt)
{
	struct termios old, silent;
	char *text;

	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return read_line();
	silent = old;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	fputs(prompt, stderr);
	text = read_line();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &old);
	fputc('\n', stderr);
	return text;
}

static int complain(enum err_kind kind, const char *text)
{
	struct err err;

	err_set(&err, kind, "%s", text);
	return adm_complain(&err);
}

static int make(const char *scheme, const char *user)
{
	char made[CRYPTO_PASSWORD_STORED_MAX];
	auto_secret char *password = ask("New password: ");
	auto_secret char *again = NULL;
	struct err err;

	if (password)
		again = ask("The same again: ");
	if (!again)
		return complain(ERR_SYNTAX, "a password is wanted twice");
	if (!span_eq(span_of(password), span_of(again)))
		return complain(ERR_SYNTAX, "the passwords differ");
	if (!crypto_password_make_for(scheme, span_of(user), span_of(password),
				      made, &err))
		return adm_complain(&err);
	puts(made);
	return ADM_OK;
}

static int test(const char *hash, const char *scheme, const char *user)
{
	const struct crypto_stored stored = {
		.text = span_of(hash),
		.scheme = scheme,
		.user = span_of(user),
	};
	auto_secret char *password = ask("Password: ");

	if (!password)
		return complain(ERR_SYNTAX, "a password is wanted");
	switch (crypto_password_verify(&stored, span_of(password))) {
	case CRYPTO_PASSWORD_RIGHT:
		printf("%s (verified)\n", hash);
		return ADM_OK;
	case CRYPTO_PASSWORD_WRONG:
		return complain(ERR_DENIED, "the password is wrong");
	case CRYPTO_PASSWORD_UNUSABLE:
		break;
	}
	return complain(ERR_SYNTAX, "no hash of a known scheme");
}

static int list(void)
{
	const struct crypto_scheme *scheme;

	for (size_t i = 0; (scheme = crypto_scheme_at(i)); i++)
		printf("%s%s\n", scheme->name, scheme->weak ? " (weak)" : "");
	return ADM_OK;
}

static int run(struct adm_call *call)
{
	const char *user = NULL, *hash = NULL, *scheme = NULL;
	bool listed = false;
	int option;

	opterr = 0;
	/* getopt passes over the word before the first, which is "pw". */
	while ((option = getopt(call->argc + 1, call->argv - 1, "s:u:t:l")) !=
	       -1) {
		if (option == 's')
			scheme = optarg;
		else if (option == 'u')
			user = optarg;
		else if (option == 't')
			hash = optarg;
		else if (option == 'l')
			listed = true;
		else
			return adm_usage(&adm_pw);
	}
	if (optind <= call->argc)
		return adm_usage(&adm_pw);
	/* What is read ahead would be a copy that nobody wipes. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (listed)
		return list();
	if (hash)
		return test(hash, scheme, user);
	return make(scheme ? scheme : "SHA512-CRYPT", user);
}

const struct adm_command adm_pw = {
	.name = "pw",
	.usage = "pw [-s SCHEME] [-u USER]\n"
		 "pw -t HASH [-s SCHEME] [-u USER]\n"
		 "pw -l\n",
	.unconfigured = true,
	.run = run,
};
