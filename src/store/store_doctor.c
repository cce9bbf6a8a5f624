/* SPDX-License-Identifier: MIT */
/*
 * First everything as it lies there, then the index is opened, which makes it
 * follow: what that would put right unseen is told before. Repairing is little
 * more than a look at every folder and, if that was not enough, an index built
 * anew; only what has no owner is removed.
 */
#include "store/store_doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "maildir/md_remove.h"
#include "store/store_check.h"
#include "store/store_doctor_priv.h"

enum {
	LEFT_SECONDS = 36 * 3600, /* nobody works on it any more */
	FREE_FILES = 1000,
	FREE_BYTES = 16 << 20,
};

/* ---- the index, unopened ---- */

struct dumping {
	struct store_doctor *doctor;
	unsigned damage;
};

static void take_item(void *arg, const struct index_dump_item *item)
{
	struct dumping *dumping = arg;

	dumping->damage += item->kind == INDEX_DUMP_DAMAGE;
	store_doctor_identity_learn(dumping->doctor, item);
}

static bool is_usual(const char *state)
{
	static const char *const words[] = { "good", "none", "other-mount",
					     "other-boot-or-copied" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_eq(span_of(state), span_of(words[i])))
			return true;
	return false;
}

/* *out_bad: only a new one helps. */
static bool check_index(struct store_doctor *d, bool *out_bad, struct err *err)
{
	auto_free char *dir = store_user_index_dir(d->account);
	struct index_dump_state state;
	struct index_dump *dump;
	struct dumping dumping = { .doctor = d };

	if (!index_dump_open(dir, &dump, &state, err))
		return false;
	index_dump_read(dump, take_item, &dumping);
	index_dump_close(&dump);
	*out_bad = dumping.damage > 0 || !is_usual(state.word);
	/* Others are dropped by the next session, whatever they say. */
	if (*out_bad || !span_eq(span_of(state.word), SPAN("good")))
		d->known_count = 0;
	if (dumping.damage)
		store_finding_wrong(d, "the index is damaged in %u places",
				    dumping.damage);
	else if (*out_bad)
		store_finding_wrong(d, "the index is not to be trusted (%s)",
				    state.word);
	if (state.readers > state.readers_max / 10 * 9)
		store_finding_wrong(d,
				    "%u of the index's %u reader slots are "
				    "in use",
				    state.readers, state.readers_max);
	return true;
}

/* ---- the root ---- */

/* "<one of our small files>.tmp<digits>…" */
static bool is_unfinished(struct span name)
{
	static const char *const files[] = {
		"fumikura-",    "dovecot-keywords.", "subscriptions.",
		"maildirsize.", "dovecot-acl.",
	};
	struct span tail = span_from(name, span_find(name, SPAN(".tmp")));

	if (tail.len < 5 || tail.ptr[4] < '0' || tail.ptr[4] > '9')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (span_starts(name, span_of(files[i])))
			return true;
	return false;
}

static bool is_removed(struct span name)
{
	return span_starts(name, SPAN("..fumikura-gone-"));
}

static bool is_old(int dir, const char *name)
{
	int64_t limit = clock_now() - LEFT_SECONDS;
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_mtim.tv_sec < limit && st.st_ctim.tv_sec < limit;
}

static void check_leftover(struct store_doctor *d, int dir, const char *name)
{
	struct err err;

	if (!(is_removed(span_of(name)) || is_unfinished(span_of(name))) ||
	    !is_old(dir, name))
		return;
	store_finding_wrong(d, "%s was left by a crash", name);
	if (d->repair && md_remove_tree(dir, name, &err))
		store_finding_mended(d, "removed it");
}

/* Everything in the root that is a folder's directory, whole or not, sorted;
 * leftovers are seen to by the way. */
static bool list_folders(struct store_doctor *d, struct arena *arena,
			 struct span **out, size_t *out_count, struct err *err)
{
	int fd = openat(d->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	auto_buf struct buf name = { 0 };
	struct span *dirs = NULL;
	struct dirent *entry;

	*out_count = 0;
	if (!listing)
		return err_sys(err, "read %s", d->account->mail);
	buf_init(&name, STORE_PATH_CAP);
	while ((entry = readdir(listing))) {
		struct span dir = span_of(entry->d_name);

		check_leftover(d, dirfd(listing), entry->d_name);
		buf_reset(&name);
		if (!md_folder_mailbox(dir, &name) ||
		    (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN &&
		     entry->d_type != DT_LNK))
			continue;
		dirs = x_realloc_array(dirs, *out_count + 1, sizeof(*dirs));
		dirs[(*out_count)++] = arena_dup(arena, dir);
	}
	closedir(listing);
	*out = arena_alloc_array(arena, *out_count + 1, sizeof(**out));
	if (*out_count)
		memcpy(*out, dirs, *out_count * sizeof(*dirs));
	free(dirs);
	return true;
}

static bool check_folders(struct store_doctor *d, const struct span *dirs,
			  size_t count, struct err *err)
{
	auto_buf struct buf name;

	buf_init(&name, STORE_PATH_CAP);
	d->mailbox = SPAN("INBOX");
	if (!store_doctor_folder(d, SPAN(""), err))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_reset(&name);
		(void)md_folder_mailbox(dirs[i], &name);
		d->mailbox = buf_span(&name);
		if (!store_doctor_folder(d, dirs[i], err))
			return false;
	}
	d->mailbox = SPAN("");
	return true;
}

static bool has_child(struct span dir, const struct span *dirs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_starts(dirs[i], dir) && dirs[i].len > dir.len &&
		    dirs[i].ptr[dir.len] == '.')
			return true;
	return false;
}

static bool check_subscriptions(struct store_doctor *d, const struct span *dirs,
				size_t count, struct err *err)
{
	const char *root = d->account->mail;
	auto_arena struct arena arena;
	auto_buf struct buf dir;
	struct span *names;
	size_t subscribed;

	arena_init(&arena);
	buf_init(&dir, STORE_PATH_CAP);
	if (!md_subscriptions_read(root, &arena, &names, &subscribed, err))
		return false;
	for (size_t i = 0; i < subscribed; i++) {
		struct err none = { 0 };

		if (md_folder_find(root, names[i], &dir, &none) ||
		    has_child(buf_span(&dir), dirs, count))
			continue;
		store_finding_wrong(d, "%.*s is subscribed but not there",
				    SPAN_ARG(names[i]));
		if (d->repair &&
		    md_subscriptions_set(root, names[i], false, &none))
			store_finding_mended(d, "unsubscribed %.*s",
					     SPAN_ARG(names[i]));
	}
	return true;
}

static void check_disk(struct store_doctor *d)
{
	struct statvfs fs;

	if (fstatvfs(d->root_fd, &fs) != 0)
		return;
	if ((uint64_t)fs.f_bavail * fs.f_frsize < FREE_BYTES)
		store_finding_wrong(
			d, "the disk is full: %ju KiB are left",
			(uintmax_t)(fs.f_bavail * fs.f_frsize / 1024));
	/* Some file systems have no such number. */
	if (fs.f_files && fs.f_favail < FREE_FILES)
		store_finding_wrong(d,
				    "the disk is full: %ju files can be made",
				    (uintmax_t)fs.f_favail);
}

/* ---- with the index ---- */

static bool settle(struct store_doctor *d, struct err *err)
{
	struct store_user *user;
	bool done;

	if (!store_user_open(d->account, d->settings, &user, err))
		return false;
	done = store_build_rescan(user, err) && store_build_recount(user, err);
	store_user_close(&user);
	if (done)
		store_finding_mended(d, "read all folders again");
	return done;
}

static bool rebuild(struct store_doctor *d, struct err *err)
{
	if (!store_check_rebuild(d->account, d->settings, err))
		return false;
	store_finding_mended(d, "built the index from the Maildir");
	return true;
}

struct checking {
	struct store_doctor *doctor;
	unsigned found;
};

static void found_difference(void *arg, struct span mailbox, const char *what)
{
	struct checking *c = arg;

	c->found++;
	c->doctor->sink->wrong(c->doctor->sink->arg, mailbox, what);
}

static bool compare(struct store_doctor *d, unsigned *out_found,
		    struct err *err)
{
	struct checking c = { .doctor = d };
	const struct store_check_sink sink = { found_difference, &c };
	bool done = store_check(d->account, d->settings, SPAN(""), &sink, err);

	*out_found = c.found;
	return done;
}

static bool check_quota(struct store_doctor *d, struct err *err)
{
	const struct account *a = d->account;
	struct store_user *user;
	struct store_usage usage;
	bool done;

	if (!a->quota_bytes && !a->quota_messages)
		return true;
	if (!store_user_open(a, d->settings, &user, err))
		return false;
	done = store_usage(user, &usage, err);
	store_user_close(&user);
	if (!done)
		return false;
	if (a->quota_bytes && usage.bytes > a->quota_bytes)
		store_finding_wrong(
			d, "over quota: %" PRIu64 " of %" PRIu64 " bytes",
			usage.bytes, a->quota_bytes);
	if (a->quota_messages && usage.messages > a->quota_messages)
		store_finding_wrong(
			d, "over quota: %" PRIu64 " of %" PRIu32 " messages",
			usage.messages, a->quota_messages);
	return true;
}

/* An index that nothing was found wrong with may still differ from the files.
 */
static bool try_opened(struct store_doctor *d, bool index_is_bad,
		       struct err *err)
{
	unsigned found;

	if (d->repair && index_is_bad && !rebuild(d, err))
		return false;
	if (d->repair && d->unsettled && !settle(d, err))
		return false;
	if (d->repair && d->facts_damaged && !store_doctor_facts_save(d, err))
		return false;
	if (!compare(d, &found, err))
		return false;
	if (d->repair && found &&
	    (!store_doctor_facts_save(d, err) || !compare(d, &found, err)))
		return false;
	if (d->repair && found &&
	    (!rebuild(d, err) || !compare(d, &found, err)))
		return false;
	return check_quota(d, err);
}

/* What keeps a session out is something wrong, not trouble of ours. */
static void check_opened(struct store_doctor *d, bool index_is_bad)
{
	struct err err;

	if (!try_opened(d, index_is_bad, &err))
		store_finding_wrong(d, "%s", err_log_text(&err));
}

/* Another server's, which the first session takes over. */
static bool is_untouched(const struct store_doctor *d)
{
	return faccessat(d->root_fd, ".fumikura", F_OK, 0) != 0 &&
	       faccessat(d->root_fd, "fumikura-uid", F_OK, 0) != 0;
}

static bool examine(struct store_doctor *d, struct err *err)
{
	auto_arena struct arena arena;
	bool index_is_bad = false;

	arena_init(&arena);
	d->untouched = is_untouched(d);
	if (!check_index(d, &index_is_bad, err) ||
	    !list_folders(d, &arena, &d->dirs, &d->dir_count, err) ||
	    !check_folders(d, d->dirs, d->dir_count, err) ||
	    !check_subscriptions(d, d->dirs, d->dir_count, err))
		return false;
	store_doctor_identity_check(d);
	check_disk(d);
	if (!d->untouched || d->repair)
		check_opened(d, index_is_bad);
	return true;
}

bool store_doctor(const struct account *account,
		  const struct store_settings *settings,
		  enum store_doctor_how how,
		  const struct store_doctor_sink *sink, struct err *err)
{
	struct store_doctor d = {
		.account = account,
		.settings = settings,
		.sink = sink,
		.repair = how == STORE_DOCTOR_REPAIR,
		.mailbox = SPAN(""),
	};
	bool done;

	err_clear(err);
	d.root_fd = open(account->mail, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d.root_fd < 0 && errno == ENOENT)
		return true;
	if (d.root_fd < 0)
		return err_sys(err, "open %s", account->mail);
	done = examine(&d, err);
	free(d.known);
	close(d.root_fd);
	return done;
}
