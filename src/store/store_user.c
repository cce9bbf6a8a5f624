/* SPDX-License-Identifier: MIT */
/* Opening and closing a user. */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "index/index_mark.h"
#include "io/file.h"

static const char index_dir[] = ".fumikura";

bool store_user_dir(struct store_user *user, struct span name, struct buf *out,
		    struct err *err)
{
	auto_buf struct buf as_found;
	struct err none = { 0 };

	buf_init(&as_found, STORE_PATH_CAP);
	if (!md_folder_dir(name, out, err))
		return false;
	/* A name beyond ASCII may lie there in UTF-8, as others write it. */
	if (span_find_char(buf_span(out), '&') == out->len)
		return true;
	if (md_folder_find(user->account.mail, name, &as_found, &none)) {
		buf_reset(out);
		buf_add(out, buf_span(&as_found));
	}
	return true;
}

/* config_load has refused what can't be read. */
static void fill_quota(struct store_settings *out, const struct config *config)
{
	config_quota_grace(span_of(config->quota_grace), &out->grace);
	config_quota_warnings(span_of(config->quota_warnings),
			      &out->warning.list);
	out->warning.command = config->quota_warning_command;
	out->warning.text = config->quota_warning_text;
	out->warning.text_below = config->quota_warning_text_below;
	out->warning.run_dir = config->run_dir;
	out->warning.seconds = (uint32_t)config->quota_warning_timeout;
	out->warning.programs = (uint32_t)config->quota_warning_programs;
}

struct store_settings store_settings_of(const struct config *config)
{
	struct store_settings settings = {
		.host = config->hostname,
		.mime = {
			.parts = (uint32_t)config->mime_parts_max,
			.depth = (uint32_t)config->mime_depth_max,
			.header_bytes = config->header_max,
		},
		.message_max = config->message_max,
		.mailbox_max = (uint32_t)config->mailbox_max,
		.keywords_max = (uint32_t)config->keywords_max,
		.once_max = (uint32_t)config->delivery_memory_max,
		.metadata_bytes_max = config->metadata_bytes_max,
		.metadata_entries_max = config->metadata_entries_max,
		.special_use = config->special_use,
		.acl_groups = span_of(config->acl_groups),
		.shared_dir = config->shared_dir,
	};

	fill_quota(&settings, config);
	return settings;
}

void store_prepare(void)
{
	index_mark_prepare();
}

static bool is_whole(int root_fd)
{
	static const char *const part[] = { "new", "cur", "tmp" };

	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		if (faccessat(root_fd, part[i], F_OK, 0) < 0)
			return false;
	return true;
}

static bool find_root(struct store_user *user)
{
	user->root_fd =
		open(user->account.mail, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return user->root_fd >= 0;
}

/* Opens the Maildir; makes it and what is above it on first use. */
static bool open_root(struct store_user *user, struct err *err)
{
	const struct account *a = &user->account;

	if (find_root(user) && is_whole(user->root_fd))
		return true;
	if (user->root_fd < 0 && errno != ENOENT)
		return err_sys(err, "open %s", a->mail);
	if (!file_make_dirs(a->home, 0700, err) ||
	    !file_make_dirs(a->mail, 0700, err) ||
	    !md_folder_make(a->mail, SPAN(""), err))
		return false;
	return user->root_fd >= 0 || find_root(user) ||
	       err_sys(err, "open %s", a->mail);
}

char *store_user_index_dir(const struct account *account)
{
	return x_printf("%s/%s", account->mail, index_dir);
}

static bool open_index(struct store_user *user, const char *dir,
		       struct err *err)
{
	enum index_opened how;
	unsigned tries = 0;

	if (!index_open(dir, &user->index, &how, err))
		return false;
	/* This process may still hold one that broke when its last commit
	 * failed: each further open would find it again. */
	do {
		err_clear(err);
		if (store_build_ensure(user, err))
			return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}

static struct store_user *new_user(const struct account *account,
				   const struct store_settings *settings)
{
	struct store_user *user = x_calloc(1, sizeof(*user));

	user->account = *account;
	user->settings = *settings;
	store_override(&user->account, &user->settings);
	user->host = x_strdup(settings->host ? settings->host : "localhost");
	user->settings.host = user->host;
	/* Also an index that is there may be half built. */
	user->unbuilt = true;
	user->root_fd = -1;
	return user;
}

enum opening {
	OPEN_ALL,
	OPEN_LATER
};

static bool open_user(struct store_user *user, enum opening what,
		      struct err *err)
{
	auto_free char *dir = store_user_index_dir(&user->account);

	user->peek = index_peek_new(dir);
	if (what == OPEN_LATER) {
		user->index = index_new(dir);
		return find_root(user) || open_root(user, err);
	}
	if (!open_root(user, err) || !open_index(user, dir, err))
		return false;
	store_renaming_finish(user);
	return true;
}

static bool open_new(const struct account *account,
		     const struct store_settings *settings, enum opening what,
		     struct store_user **out, struct err *err)
{
	*out = new_user(account, settings);
	if (open_user(*out, what, err))
		return true;
	store_user_close(out);
	return false;
}

bool store_user_open(const struct account *account,
		     const struct store_settings *settings,
		     struct store_user **out, struct err *err)
{
	return open_new(account, settings, OPEN_ALL, out, err);
}

bool store_user_resume(const struct account *account,
		       const struct store_settings *settings,
		       struct store_user **out, struct err *err)
{
	return open_new(account, settings, OPEN_LATER, out, err);
}

void store_user_close(struct store_user **user)
{
	struct store_user *u = *user;
	struct err err = { 0 };

	if (!u)
		return;
	/* A reader met damage and no verb came after it: the next process
	 * must not meet it too. */
	if (u->index && u->corrupt && !index_discard(u->index, &err))
		log_err(LOG_LEVEL_ERROR, "index-discard", &err, "user=%s",
			u->account.user);
	if (u->index)
		index_close(&u->index);
	index_peek_free(&u->peek);
	if (u->root_fd >= 0)
		close(u->root_fd);
	store_known_release(&u->known);
	free(u->host);
	free(u);
	*user = NULL;
}

void store_close_unused(void)
{
	index_close_unused();
}

const struct account *store_user_account(const struct store_user *user)
{
	return &user->account;
}

uint64_t store_user_message_max(const struct store_user *user)
{
	uint64_t max = user->settings.message_max;
	uint64_t own = user->account.message_bytes;

	if (own && (!max || own < max))
		max = own;
	return max ? max : UINT64_MAX;
}
