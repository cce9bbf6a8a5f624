/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "index/index_priv.h"

bool index_error(struct index_env *env, int rc, const char *what,
		 struct err *err)
{
	switch (rc) {
	case MDB_MAP_FULL:
		env->full = true;
		break;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_VERSION_MISMATCH:
	case MDB_INVALID:
	case MDB_CURSOR_FULL:
		return index_error_damaged(what, err);
	default:
		break;
	}
	/* What follows a full map in the same transaction is its doing too. */
	if (env->full)
		err_set(err, ERR_LIMIT, "The index was full");
	else
		err_set(err, ERR_TEMP, "Temporary failure");
	err->os = rc > 0 ? rc : env->full ? ENOSPC : 0;
	return err_detail(err, "index %s: %s", what, mdb_strerror(rc));
}

bool index_error_damaged(const char *what, struct err *err)
{
	err_set(err, ERR_CORRUPT, "The index is damaged");
	return err_detail(err, "index %s", what);
}

bool index_error_is_passing(int os)
{
	return os == EMFILE || os == ENFILE || os == ENOMEM;
}
