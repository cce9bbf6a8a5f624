/* SPDX-License-Identifier: MIT */
#include "proc/privilege.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"

bool privilege_find(const char *user, uid_t *out_uid, gid_t *out_gid,
		    struct err *err)
{
	const struct passwd *entry = getpwnam(user);

	if (!entry)
		return err_set(err, ERR_NOTFOUND,
			       "there is no system user %s (make it with: "
			       "adduser --system --group --no-create-home %s)",
			       user, user);
	*out_uid = entry->pw_uid;
	*out_gid = entry->pw_gid;
	return true;
}

/* groups_of: the user whose further groups are kept; NULL: none. */
static bool become(uid_t uid, gid_t gid, const char *groups_of, struct err *err)
{
	int failed =
		groups_of ? initgroups(groups_of, gid) : setgroups(1, &gid);

	if (failed || setresgid(gid, gid, gid) != 0 ||
	    setresuid(uid, uid, uid) != 0)
		return err_sys(err, "dropping privileges");
	if (setuid(0) == 0)
		return err_set(err, ERR_STATE,
			       "privileges could be taken back");
	return true;
}

static bool give_up_new(struct err *err)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ||
	       err_sys(err, "no_new_privs");
}

static bool drop(const char *user, const char *root_dir, const char *groups_of,
		 struct err *err)
{
	uid_t uid;
	gid_t gid;

	if (geteuid() != 0)
		return true;
	if (!privilege_find(user, &uid, &gid, err))
		return false;
	if (uid == 0)
		return err_set(err, ERR_DENIED, "%s is root", user);
	if (root_dir && (chroot(root_dir) != 0 || chdir("/") != 0))
		return err_sys(err, "chroot %s", root_dir);
	return become(uid, gid, groups_of, err);
}

bool privilege_drop(const char *user, const char *root_dir, struct err *err)
{
	return give_up_new(err) && drop(user, root_dir, NULL, err);
}

bool privilege_drop_grouped(const char *user, struct err *err)
{
	return give_up_new(err) && drop(user, NULL, user, err);
}

bool privilege_drop_to_run(const char *user, struct err *err)
{
	return drop(user, NULL, NULL, err);
}

bool privilege_drop_to_owner(const char *path, struct err *err)
{
	struct stat st;

	if (geteuid() != 0)
		return true;
	if (!give_up_new(err))
		return false;
	if (stat(path, &st) != 0)
		return err_sys(err, "stat %s", path);
	if (st.st_uid == 0)
		return true;
	if (st.st_gid == 0)
		return err_set(err, ERR_DENIED, "%s is in root's group", path);
	return become(st.st_uid, st.st_gid, NULL, err);
}

bool privilege_as(const char *user, bool (*run)(void *arg, struct err *err),
		  void *arg, struct err *err)
{
	int count = getgroups(0, NULL);
	auto_free gid_t *groups =
		x_calloc(count > 0 ? (size_t)count : 1, sizeof(*groups));
	uid_t uid;
	gid_t gid;
	bool done;

	if (geteuid() != 0)
		return run(arg, err);
	if (!privilege_find(user, &uid, &gid, err))
		return false;
	count = getgroups(count, groups);
	/* Root's groups would open what the user may not see. */
	if (count < 0 || setgroups(1, &gid) != 0 || setegid(gid) != 0 ||
	    seteuid(uid) != 0)
		return err_sys(err, "becoming %s", user);
	done = run(arg, err);
	ASSERT(seteuid(0) == 0 && setegid(0) == 0 &&
	       setgroups((size_t)count, groups) == 0);
	return done;
}
