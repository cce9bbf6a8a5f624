/* SPDX-License-Identifier: MIT */
/* Becoming another system user. The only setuid calls there are. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"

/* uid and primary gid of a system user. ERR_NOTFOUND names it. */
MUST_CHECK bool privilege_find(const char *user, uid_t *out_uid, gid_t *out_gid,
			       struct err *err);
/* As root: the user and group whose file that is, without a way back, unless
 * it is root's own. ERR_DENIED for another's file in root's group. As anybody
 * else: nothing changes, true. */
MUST_CHECK bool privilege_drop_to_owner(const char *path, struct err *err);
/*
 * As root: optional chroot (NULL: none), then that user with its primary
 * group only, without a way back. As anybody else: nothing changes, true.
 * Always: no new privileges by exec.
 */
MUST_CHECK bool privilege_drop(const char *user, const char *root_dir,
			       struct err *err);
/* The same without a chroot, with the further groups that the user was put in:
 * so an administrator lets auth read other programs' files. */
MUST_CHECK bool privilege_drop_grouped(const char *user, struct err *err);
/* The same without further groups, but programs that it executes may get
 * privileges: a sendmail command is set-group-id. */
MUST_CHECK bool privilege_drop_to_run(const char *user, struct err *err);
/* As root: runs a function as that user (effective ids and its one group) and
 * comes back. As anybody else it just runs it. */
MUST_CHECK bool privilege_as(const char *user,
			     bool (*run)(void *arg, struct err *err), void *arg,
			     struct err *err);
