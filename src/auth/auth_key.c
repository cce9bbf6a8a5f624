/* SPDX-License-Identifier: MIT */
#include "auth/auth_key.h"

#include <fcntl.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "io/file.h"

static bool make(const char *path, char out[AUTH_KEY_SIZE], struct err *err)
{
	const char *name = strrchr(path, '/');
	auto_free char *folder =
		x_span_dup(span_make(path, name ? (size_t)(name - path) : 0));

	crypto_random_fill(out, AUTH_KEY_SIZE);
	return (!folder[0] || file_make_dirs(folder, 0755, err)) &&
	       file_write_atomic(AT_FDCWD, path, span_make(out, AUTH_KEY_SIZE),
				 0600, err);
}

bool auth_key_load(const char *path, char out[AUTH_KEY_SIZE], struct err *err)
{
	auto_buf struct buf bytes;

	buf_init(&bytes, AUTH_KEY_SIZE);
	if (!file_read(AT_FDCWD, path, &bytes, err))
		return (err->kind == ERR_NOTFOUND && make(path, out, err)) ||
		       err_detail(err, "%s", path);
	if (bytes.len != AUTH_KEY_SIZE)
		return err_set(err, ERR_CORRUPT, "%s is no key of %d bytes",
			       path, AUTH_KEY_SIZE);
	memcpy(out, bytes.ptr, AUTH_KEY_SIZE);
	return true;
}
