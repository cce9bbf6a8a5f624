/* SPDX-License-Identifier: MIT */
#include "io/program.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"

enum {
	PASSWD_MAX = 65536
};

char *program_find(const char *name)
{
	static const char *const places[] = { "", "/../libexec/fumikura" };
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *here;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	here = dirname(self);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char *path = x_printf("%s%s/%s", here, places[i], name);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

/* ---- programs of the admin ---- */

static bool is_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == '/' ||
		    name.ptr[i] == 0x7f)
			return false;
	return name.len && name.ptr[0] != '.';
}

/* What runs as mail_user is not the admin: scripts act as it. */
static bool is_admin(const char *mail_user, uid_t uid)
{
	auto_free char *space = x_calloc(1, PASSWD_MAX);
	struct passwd entry, *found = NULL;

	if (uid == 0)
		return true;
	getpwnam_r(mail_user, &entry, space, PASSWD_MAX, &found);
	return uid == geteuid() && !(found && found->pw_uid == uid);
}

static bool is_safe(const char *mail_user, int fd, mode_t type,
		    const char *what, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, "fstat");
	if ((st.st_mode & S_IFMT) != type)
		return err_detail(err, "the %s is of another type", what);
	if (!is_admin(mail_user, st.st_uid))
		return err_detail(err, "the %s is uid %u's", what, st.st_uid);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_detail(err, "others may write the %s", what);
	return true;
}

bool program_check(const char *folder, const char *name, const char *mail_user,
		   struct err *err)
{
	auto_fd int place = -1;
	auto_fd int file = -1;

	err_set(err, ERR_NOTFOUND, "There is no program '%.80s'", name);
	if (!folder[0] || !is_name(span_of(name)))
		return false;
	place = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place < 0)
		return err_detail(err, "%s can't be opened", folder);
	file = file_open_inside(place, name, O_PATH | O_NOFOLLOW);
	if (file < 0)
		return err_detail(err, "not in %s", folder);
	return is_safe(mail_user, place, S_IFDIR, "folder", err) &&
	       is_safe(mail_user, file, S_IFREG, "program", err) &&
	       (faccessat(place, name, X_OK, AT_EACCESS) == 0 ||
		err_detail(err, "it can't be executed"));
}
