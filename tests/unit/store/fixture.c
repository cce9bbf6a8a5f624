/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "quota/quota.h"

static void open_user(struct fixture *f)
{
	struct err err = { 0 };

	if (!store_user_open(&f->account, &f->settings, &f->user, &err))
		fail_msg("open: %s", err_log_text(&err));
}

int fixture_make(void **state)
{
	struct fixture *f = x_calloc(1, sizeof(*f));

	snprintf(f->top, sizeof(f->top), "/tmp/fumikura-store-XXXXXX");
	if (!mkdtemp(f->top))
		return -1;
	snprintf(f->account.user, sizeof(f->account.user), "kei@example.org");
	snprintf(f->account.home, sizeof(f->account.home), "%s/home", f->top);
	snprintf(f->account.mail, sizeof(f->account.mail), "%s/home/Maildir",
		 f->top);
	f->account.uid = UINT32_MAX;
	f->account.gid = UINT32_MAX;
	f->settings.host = "test";
	f->settings.mime = mime_summary_limits;
	f->settings.message_max = 64 << 20;
	f->settings.mailbox_max = 100;
	f->settings.keywords_max = 64;
	f->settings.metadata_bytes_max = 65536;
	f->settings.metadata_entries_max = 100;
	open_user(f);
	*state = f;
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int fixture_remove(void **state)
{
	struct fixture *f = *state;

	store_user_close(&f->user);
	remove_tree(f->top);
	free(f);
	return 0;
}

void fixture_reopen(struct fixture *f)
{
	store_user_close(&f->user);
	open_user(f);
}

void fixture_lose_index(struct fixture *f)
{
	auto_free char *path = x_printf("%s/.fumikura", f->account.mail);

	store_user_close(&f->user);
	remove_tree(path);
	open_user(f);
}

enum err_kind fixture_append_bytes(struct store_user *user, const char *mailbox,
				   struct span bytes,
				   const struct store_append *options,
				   struct store_appended *out)
{
	struct store_spool *spool = store_spool_new(user);
	struct err err = { 0 };
	bool ok =
		store_spool_write(spool, bytes, &err) &&
		store_append(user, span_of(mailbox), spool, options, out, &err);

	store_spool_free(&spool);
	return ok ? ERR_NONE : err.kind;
}

uint32_t fixture_append(struct fixture *f, const char *mailbox,
			const char *subject, uint32_t flags)
{
	struct store_append options = {
		.flags = flags,
		.internaldate = INT64_MIN,
	};
	struct store_appended out = { 0 };
	auto_free char *text =
		x_printf("From: Kei <kei@example.org>\r\n"
			 "To: mio@example.org\r\n"
			 "Subject: %s\r\n"
			 "Date: Sun, 22 Nov 2026 01:02:03 +0900\r\n"
			 "\r\n"
			 "hello\r\n",
			 subject);

	assert_int_equal(fixture_append_bytes(f->user, mailbox, span_of(text),
					      &options, &out),
			 ERR_NONE);
	return out.uid;
}

struct store_status fixture_status(struct fixture *f, const char *mailbox)
{
	struct store_status status = { 0 };
	struct err err = { 0 };

	if (!store_status(f->user, span_of(mailbox), &status, &err))
		fail_msg("status: %s", err_log_text(&err));
	return status;
}

struct store_box *fixture_open(struct fixture *f, const char *mailbox)
{
	struct store_box *box = NULL;
	struct err err = { 0 };

	if (!store_box_open(f->user, span_of(mailbox), STORE_READ_WRITE, &box,
			    &err))
		fail_msg("open %s: %s", mailbox, err_log_text(&err));
	return box;
}

bool fixture_message(struct store_box *box, uint32_t uid,
		     struct store_message *out)
{
	struct store_read read;
	struct err err = { 0 };
	bool ok;

	assert_true(store_read_begin(box, &read, &err));
	ok = store_message_get(&read, uid, out, &err);
	store_read_end(&read);
	return ok;
}

const char *fixture_set(const struct ranges *r)
{
	static char text[4096];
	struct buf b;

	buf_init(&b, sizeof(text) - 1);
	ranges_write(r, &b);
	snprintf(text, sizeof(text), "%s", buf_str(&b));
	buf_release(&b);
	return text;
}

void fixture_write(struct fixture *f, const char *path, const char *text)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, path);
	auto_fd int fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

void fixture_rename(struct fixture *f, const char *from, const char *to)
{
	auto_free char *a = x_printf("%s/%s", f->account.mail, from);
	auto_free char *b = x_printf("%s/%s", f->account.mail, to);

	assert_int_equal(rename(a, b), 0);
}

void fixture_unlink(struct fixture *f, const char *path)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, path);

	assert_int_equal(unlink(full), 0);
}

bool fixture_exists(struct fixture *f, const char *path)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, path);

	return access(full, F_OK) == 0;
}

static unsigned walk(struct fixture *f, const char *dir, const char *part,
		     char *out, size_t size)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, dir);
	DIR *d = opendir(full);
	struct dirent *e;
	unsigned n = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		if (e->d_name[0] != '.' && strstr(e->d_name, part)) {
			if (n++ == 0 && out)
				snprintf(out, size, "%s/%s", dir, e->d_name);
		}
	closedir(d);
	return n;
}

const char *fixture_find(struct fixture *f, const char *dir, const char *part)
{
	static char path[1024];

	return walk(f, dir, part, path, sizeof(path)) ? path : NULL;
}

unsigned fixture_count(struct fixture *f, const char *dir)
{
	return walk(f, dir, "", NULL, 0);
}

static struct quota_amount files_of(struct fixture *f, const char *dir)
{
	auto_free char *full = x_printf("%s/%s", f->account.mail, dir);
	struct quota_amount sum = { 0, 0 };
	DIR *d = opendir(full);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d))) {
		struct stat st;

		if (e->d_name[0] == '.')
			continue;
		assert_int_equal(fstatat(dirfd(d), e->d_name, &st, 0), 0);
		sum.bytes += (uint64_t)st.st_size;
		sum.messages++;
	}
	closedir(d);
	return sum;
}

static void add_folder(struct fixture *f, const char *dir,
		       struct quota_amount *sum)
{
	static const char *const part[] = { "new", "cur" };

	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		auto_free char *path =
			x_printf("%s%s%s", dir, *dir ? "/" : "", part[i]);
		struct quota_amount one = files_of(f, path);

		sum->bytes += one.bytes;
		sum->messages += one.messages;
	}
}

void fixture_check_usage(struct fixture *f)
{
	struct quota_limit limit = { f->account.quota_bytes,
				     f->account.quota_messages };
	struct quota_amount truth = { 0, 0 };
	struct quota_amount file;
	DIR *d = opendir(f->account.mail);
	struct store_usage usage;
	struct err err = { 0 };
	struct dirent *e;
	bool stale;

	assert_true(
		quota_size_read(f->account.mail, &limit, &file, &stale, &err));
	add_folder(f, "", &truth);
	while ((e = readdir(d))) {
		auto_free char *cur = x_printf("%s/cur", e->d_name);

		/* Two dots begin what is no folder, or none any more. */
		if (e->d_name[0] == '.' && e->d_name[1] &&
		    e->d_name[1] != '.' && fixture_exists(f, cur))
			add_folder(f, e->d_name, &truth);
	}
	closedir(d);
	assert_int_equal(file.bytes, truth.bytes);
	assert_int_equal(file.messages, truth.messages);
	assert_true(store_usage(f->user, &usage, &err));
	assert_int_equal(usage.bytes, truth.bytes);
	assert_int_equal(usage.messages, truth.messages);
}

void fixture_carry(struct fixture *f, const char *from, const char *to,
		   enum store_copy_how how)
{
	struct store_box *box = fixture_open(f, from);
	struct store_copied copied;
	struct err err = { 0 };

	store_copy_init(&copied);
	assert_true(
		store_copy(box, &box->uids, span_of(to), how, &copied, &err));
	store_copy_release(&copied);
	store_box_close(&box);
}
