/* SPDX-License-Identifier: MIT */
/* fumikura doctor: looks at everything a server stands on and says what is
 * wrong, one line each; of users see adm_patient.c. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "admin/adm_patient.h"
#include "admin/adm_place.h"
#include "base/auto.h"
#include "base/x.h"
#include "io/listen.h"
#include "proc/privilege.h"
#include "tls/tls_context.h"
#include "tls/tls_identity.h"

struct doctor {
	const struct config *config;
	unsigned wrong;
	uid_t mail_uid;
};

static void fine(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void wrong(struct doctor *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void fine(const char *format, ...)
{
	va_list args;

	fputs("ok     ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void wrong(struct doctor *d, const char *format, ...)
{
	va_list args;

	d->wrong++;
	fputs("WRONG  ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void check_users(struct doctor *d)
{
	const char *const users[] = { d->config->mail_user,
				      d->config->auth_user,
				      d->config->gate_user,
				      d->config->keys_user };
	struct err err;
	uid_t uid;
	gid_t gid;

	d->mail_uid = geteuid();
	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		if (!privilege_find(users[i], &uid, &gid, &err))
			wrong(d, "%s", err.text);
		else if (i == 0)
			d->mail_uid = uid;
	}
}

/* A folder that others could write to is a way in. */
static void check_folder(struct doctor *d, const char *path, mode_t forbidden,
			 uid_t owner)
{
	struct stat st;

	if (stat(path, &st) != 0)
		wrong(d, "%s: %s", path, strerrordesc_np(errno));
	else if (!S_ISDIR(st.st_mode))
		wrong(d, "%s is no folder", path);
	else if (st.st_mode & forbidden)
		wrong(d, "%s has mode %03o: too open (chmod go-w)", path,
		      st.st_mode & 0777u);
	else if (st.st_uid != owner)
		wrong(d, "%s belongs to uid %u, not %u", path,
		      (unsigned)st.st_uid, (unsigned)owner);
	else
		fine("%s", path);
}

static void check_socket(struct doctor *d, const char *name, const char *path)
{
	auto_fd int fd = -1;
	struct err err;

	if (listen_connect_unix(path, &fd, &err))
		fine("%s socket %s answers", name, path);
	else
		wrong(d, "%s socket %s: %s; is the server running?", name, path,
		      err_log_text(&err));
}

static void check_key(struct doctor *d, const char *path)
{
	struct stat st;

	if (*path && stat(path, &st) == 0 && (st.st_mode & 077))
		wrong(d, "%s can be read by others (chmod 600)", path);
}

static void check_tls(struct doctor *d)
{
	const struct config *config = d->config;
	struct tls_identities identities = { .one = NULL };
	struct tls_context *context = NULL;
	struct err err;

	check_key(d, config->tls_key);
	check_key(d, config->tls_alt_key);
	for (size_t i = 0; i < config->name_count; i++) {
		check_key(d, config->name[i].tls_key);
		check_key(d, config->name[i].tls_alt_key);
	}
	if (tls_identity_load_all(config, &identities, &err) &&
	    tls_context_new(config, &identities,
			    tls_context_clients(config->tls_client_cert),
			    &context, &err))
		fine("certificate %s", config->tls_cert);
	else
		wrong(d, "certificate %s: %s", config->tls_cert,
		      err_log_text(&err));
	tls_context_free(&context);
	tls_identity_release_all(&identities);
}

static void check_account(struct doctor *d, const struct account *account)
{
	static const char *const parts[] = { "", "/cur", "/new", "/tmp" };

	if (access(account->mail, F_OK) != 0 && errno == ENOENT)
		return; /* made with the first mail or login */
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		auto_free char *path =
			x_printf("%s%s", account->mail, parts[i]);
		struct stat st;

		if (stat(path, &st) != 0)
			wrong(d, "%s: %s: %s", account->user, path,
			      strerrordesc_np(errno));
		else if (st.st_uid != d->mail_uid ||
			 (st.st_mode & 0700) != 0700)
			wrong(d,
			      "%s: %s: uid %u mode %03o, needs uid %u and 700",
			      account->user, path, (unsigned)st.st_uid,
			      st.st_mode & 0777u, (unsigned)d->mail_uid);
	}
}

static void check_accounts(struct doctor *d)
{
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	unsigned before = d->wrong;
	struct err err;

	if (!adm_account_find(d->config, NULL, &accounts, &err)) {
		wrong(d, "accounts %s: %s", d->config->accounts_file,
		      err_log_text(&err));
		return;
	}
	for (size_t i = 0; i < accounts.count; i++)
		check_account(d, &accounts.account[i]);
	if (d->wrong == before)
		fine("accounts %s: %zu", d->config->accounts_file,
		     accounts.count);
}

static int check_installation(struct adm_call *call)
{
	struct doctor d = { .config = &call->config };
	auto_free char *mail = adm_place_mail(&call->config);

	fine("configuration %s",
	     call->config.file ? call->config.file : "(no file)");
	check_users(&d);
	check_folder(&d, call->config.run_dir, 022, geteuid());
	check_folder(&d, mail, 022, d.mail_uid);
	check_socket(&d, "lmtp", call->config.lmtp_socket);
	if (call->config.auth_socket[0])
		check_socket(&d, "auth", call->config.auth_socket);
	check_socket(&d, "userdb", call->config.userdb_socket);
	check_tls(&d);
	check_accounts(&d);
	printf("%u wrong\n", d.wrong);
	return d.wrong ? ADM_FAILED : ADM_OK;
}

static int run_doctor(struct adm_call *call)
{
	bool all = adm_take_switch(call, "all");
	enum adm_patient_how how = adm_take_switch(call, "repair")
					   ? ADM_PATIENT_REPAIR
					   : ADM_PATIENT_LOOK;
	const char *user = adm_take_word(call);

	if (call->argc || (all && user) ||
	    (how == ADM_PATIENT_REPAIR && !all && !user))
		return adm_usage(&adm_doctor);
	if (all || user)
		return adm_patient_run(call, user, how);
	return check_installation(call);
}

const struct adm_command adm_doctor = {
	.name = "doctor",
	.usage = "doctor\n"
		 "doctor USER [--repair]\n"
		 "doctor --all [--repair]\n",
	.run = run_doctor,
};
