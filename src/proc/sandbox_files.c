/* SPDX-License-Identifier: MIT */
/*
 * libc has no functions for these system calls, and Debian 12's headers end at
 * the second version: what came later is told here, as in the kernel's
 * Documentation/userspace-api/landlock.rst.
 */
#include "proc/sandbox_files.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/x.h"

enum {
	VERSION_LEAST = 2,
	VERSION_SCOPES = 6,
};

#define RIGHT_TRUNCATE  (1ULL << 14)
#define RIGHT_IOCTL_DEV (1ULL << 15)
#define NET_TCP         3ULL /* bind, connect */
#define SCOPES          3ULL /* abstract sockets, signals */

/* A kernel takes a longer one than it knows, if the rest is 0. */
struct ruleset {
	uint64_t files;
	uint64_t net;
	uint64_t scopes;
};

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* Neither devices nor named pipes nor sockets, and no programs. */
#define CHANGE_RIGHTS                                                          \
	(READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | RIGHT_TRUNCATE |        \
	 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |      \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |           \
	 LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER)
#define RIGHTS_OF_FILES                                                        \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	 RIGHT_TRUNCATE)

/* From which version on the kernel knows what. */
static struct ruleset of_version(int version)
{
	struct ruleset all = { .files = (LANDLOCK_ACCESS_FS_REFER << 1) - 1 };

	if (version >= 3)
		all.files |= RIGHT_TRUNCATE;
	if (version >= 4)
		all.net = NET_TCP;
	if (version >= 5)
		all.files |= RIGHT_IOCTL_DEV;
	if (version >= VERSION_SCOPES)
		all.scopes = SCOPES;
	return all;
}

int sandbox_files_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	return version < VERSION_LEAST ? 0 : (int)version;
}

bool sandbox_files_keep_signals(void)
{
	return sandbox_files_version() >= VERSION_SCOPES;
}

bool sandbox_files_init(struct sandbox_files *out, struct err *err)
{
	int version = sandbox_files_version();
	struct ruleset all = of_version(version);

	*out = (struct sandbox_files){ .ruleset = -1, .rights = all.files };
	if (!version)
		return err_set(err, ERR_STATE,
			       "this kernel has no Landlock, or an old one");
	out->ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	return out->ruleset >= 0 || err_sys(err, "landlock_create_ruleset");
}

void sandbox_files_release(struct sandbox_files *files)
{
	if (files->ruleset >= 0)
		close(files->ruleset);
	files->ruleset = -1;
}

bool sandbox_files_allow(struct sandbox_files *files, int fd,
			 enum sandbox_files_what what, struct err *err)
{
	struct landlock_path_beneath_attr below = { .parent_fd = fd };
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, "fstat");
	below.allowed_access =
		files->rights &
		(what == SANDBOX_FILES_READ ? READ_RIGHTS : CHANGE_RIGHTS);
	if (!S_ISDIR(st.st_mode))
		below.allowed_access &= RIGHTS_OF_FILES;
	return syscall(SYS_landlock_add_rule, files->ruleset,
		       LANDLOCK_RULE_PATH_BENEATH, &below, 0) == 0 ||
	       err_sys(err, "landlock_add_rule");
}

bool sandbox_files_enter(struct sandbox_files *files, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, "no_new_privs");
	return syscall(SYS_landlock_restrict_self, files->ruleset, 0) == 0 ||
	       err_sys(err, "landlock_restrict_self");
}
