/* SPDX-License-Identifier: MIT */
#include "account/account_sql_place.h"

#include <string.h>

#include "base/auto.h"

struct account_sql_base
account_sql_place_base(const struct config *config,
		       const struct config_source *section)
{
	const struct account_sql_base base = {
		.mail_home = *section->mail_home ? section->mail_home
						 : config->mail_home,
		.mail_dir = *section->mail_dir ? section->mail_dir
					       : config->mail_dir,
		.maildir_base = section->maildir_base,
		.scheme = section->default_scheme,
	};

	return base;
}

/* What mail_home begins with before the first %, up to a slash. */
static struct span fixed_part(const char *pattern)
{
	struct span fixed = span_of(pattern);

	fixed = span_first(fixed, span_find_char(fixed, '%'));
	while (fixed.len && fixed.ptr[fixed.len - 1] != '/')
		fixed.len--;
	return fixed;
}

static bool is_sound(struct span path)
{
	struct span part;

	if (path.len == 0 || path.ptr[0] != '/')
		return false;
	while (span_cut(&path, '/', &part))
		if (span_eq(part, SPAN("..")))
			return false;
	return true;
}

/* Without slashes at its end. */
static bool take_path(const char *path, char *out, size_t size)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len >= size || !is_sound(span_make(path, len)))
		return false;
	memset(out, 0, size);
	memcpy(out, path, len);
	return true;
}

/* So that it is a template that gives itself. */
static void escape(const char *path, struct buf *out)
{
	for (; *path; path++) {
		if (*path == '%')
			buf_add_char(out, '%');
		buf_add_char(out, *path);
	}
}

static bool place_below_home(const struct account_sql_base *base,
			     const char *home, struct account *account,
			     struct err *err)
{
	auto_buf struct buf pattern = { 0 };
	char path[sizeof(account->home)];

	if (!*home)
		return account_place(account, base->mail_home, base->mail_dir,
				     err);
	if (!take_path(home, path, sizeof(path)))
		return err_set(err, ERR_CORRUPT, "unusable home");
	buf_init(&pattern, 2 * sizeof(account->home));
	escape(path, &pattern);
	return account_place(account, buf_str(&pattern), base->mail_dir, err);
}

static bool place_maildir(const struct account_sql_base *base,
			  const char *maildir, struct account *account)
{
	struct span root = *base->maildir_base ? span_of(base->maildir_base)
					       : fixed_part(base->mail_home);
	char path[sizeof(account->mail)];
	int len;

	if (*maildir == '/')
		return take_path(maildir, account->mail, sizeof(account->mail));
	len = snprintf(path, sizeof(path), "%.*s/%s", SPAN_ARG(root), maildir);
	return len < (int)sizeof(path) &&
	       take_path(path, account->mail, sizeof(account->mail));
}

/* "//" is "/": two names of one Maildir would be two Maildirs to a cache. */
static void tidy(char *path)
{
	size_t to = 0;

	for (size_t i = 0; path[i]; i++)
		if (path[i] != '/' || to == 0 || path[to - 1] != '/')
			path[to++] = path[i];
	path[to] = '\0';
}

bool account_sql_place(const struct account_sql_base *base, const char *home,
		       const char *mail, const char *maildir,
		       struct account *account, struct err *err)
{
	if (!place_below_home(base, home, account, err)) {
		err->kind = ERR_CORRUPT;
		return false;
	}
	if (*mail && !take_path(mail, account->mail, sizeof(account->mail)))
		return err_set(err, ERR_CORRUPT, "unusable mail");
	if (!*mail && *maildir && !place_maildir(base, maildir, account))
		return err_set(err, ERR_CORRUPT, "unusable maildir");
	tidy(account->home);
	tidy(account->mail);
	return true;
}
