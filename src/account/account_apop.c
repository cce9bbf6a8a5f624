/* SPDX-License-Identifier: MIT */
#include "account/account_apop.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_hash.h"
#include "crypto/crypto_secret.h"

enum {
	SECRET_MAX = 1024,
	DIGEST = 16
};

static bool is_right(struct span secret, struct span challenge,
		     struct span digest)
{
	const struct span parts[] = { challenge, secret };
	uint8_t bytes[DIGEST];
	char hex[2 * DIGEST + 1];

	crypto_hash_make(CRYPTO_HASH_MD5, parts, 2, bytes);
	crypto_hash_hex(bytes, DIGEST, hex);
	return secret.len && crypto_secret_eq(span_of(hex), digest);
}

static bool temporary(const char *path, const char *why, struct err *err)
{
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", path, why);
}

static bool check_owner(int fd, const struct account *account, const char *path,
			struct err *err)
{
	uid_t owner = account->uid == UINT32_MAX ? geteuid() : account->uid;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys(err, "%s", path);
	if (!S_ISREG(st.st_mode) || st.st_uid != owner)
		return err_set(err, ERR_DENIED, "not the user's own file");
	return (st.st_mode & 077) == 0 ||
	       temporary(path, "open to others: it has to have mode 600", err);
}

bool account_apop_check(const struct account *account, const char *name,
			struct span challenge, struct span digest,
			struct err *err)
{
	auto_free char *path = x_printf("%s/%s", account->mail, name);
	/* A fifo must not hold us up. */
	auto_fd int fd =
		open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char bytes[SECRET_MAX];
	struct span secret;
	ssize_t n;
	bool right;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
			       ? err_set(err, ERR_DENIED, "no such file")
			       : err_sys(err, "%s", path);
	if (!check_owner(fd, account, path, err))
		return false;
	n = read(fd, bytes, sizeof(bytes));
	if (n < 0)
		return err_sys(err, "%s", path);
	secret = span_make(bytes, (size_t)n);
	secret = span_first(secret, span_find_char(secret, '\n'));
	right = is_right(secret, challenge, digest);
	crypto_secret_wipe(bytes, sizeof(bytes));
	return right || err_set(err, ERR_DENIED, "wrong password");
}
