/* SPDX-License-Identifier: MIT */
#include "admin/adm_place.h"

#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"
#include "proc/privilege.h"

char *adm_place_folder(const char *file)
{
	auto_free char *copy = x_strdup(file);

	return x_strdup(dirname(copy));
}

char *adm_place_mail(const struct config *config)
{
	struct span fixed =
		span_first(span_of(config->mail_home),
			   span_find_char(span_of(config->mail_home), '%'));
	auto_free char *copy = x_span_dup(fixed);

	if (span_ends(fixed, SPAN("/")) && fixed.len > 1) {
		copy[fixed.len - 1] = '\0';
		return x_strdup(copy);
	}
	return adm_place_folder(copy);
}

static bool make(const char *path, mode_t mode, const char *owner,
		 struct err *err)
{
	uid_t uid;
	gid_t gid;

	if (!file_make_dirs(path, mode, err))
		return false;
	if (!owner || geteuid() != 0)
		return true;
	if (!privilege_find(owner, &uid, &gid, err))
		return false;
	if (chown(path, uid, gid) != 0)
		return err_sys(err, "chown %s", path);
	return true;
}

static bool make_all(const struct config *config, struct err *err)
{
	auto_free char *empty = x_printf("%s/empty", config->run_dir);
	auto_free char *warnings = x_printf("%s/warnings", config->run_dir);
	auto_free char *accounts = adm_place_folder(config->accounts_file);
	auto_free char *mail = adm_place_mail(config);
	auto_free char *tls = adm_place_folder(config->tls_key);
	uid_t uid;
	gid_t gid;

	if (geteuid() == 0 &&
	    !privilege_find(config->gate_user, &uid, &gid, err))
		return false;
	return (!config->dir || make(config->dir, 0755, NULL, err)) &&
	       make(config->run_dir, 0755, NULL, err) &&
	       make(empty, 0755, NULL, err) &&
	       make(warnings, 0700, config->mail_user, err) &&
	       make(accounts, 0700, config->auth_user, err) &&
	       make(mail, 0700, config->mail_user, err) &&
	       make(tls, 0755, NULL, err);
}

bool adm_place_make(const struct config *config, struct err *err)
{
	/* Folders have the modes that are asked for, whichever command is the
	 * first to need them. */
	mode_t saved = umask(022);
	bool done = make_all(config, err);

	umask(saved);
	return done;
}
