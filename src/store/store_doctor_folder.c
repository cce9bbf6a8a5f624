/* SPDX-License-Identifier: MIT */
/*
 * One folder as it lies there. Others may work in it: what is gone when it is
 * looked at is passed over, what looks half made is looked at again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "maildir/md_import.h"
#include "store/store_doctor_priv.h"

/* How often, and one of them. */
struct tally {
	unsigned count;
	char example[MD_NAME_MAX + 5];
};

static void count_file(struct tally *t, const struct store_names *names,
		       const struct store_entry *e)
{
	struct span name = store_names_name(names, e);

	if (!t->count++)
		snprintf(t->example, sizeof(t->example), "%s/%.*s",
			 store_names_place(e) == STORE_NEW ? "new" : "cur",
			 SPAN_ARG(name));
}

static void tell_files(struct store_doctor *d, const struct tally *t,
		       const char *what)
{
	if (t->count)
		store_finding_wrong(d, "%u files %s, as %s", t->count, what,
				    t->example);
}

/* ---- its directories ---- */

static bool is_whole(int folder, char *out_missing, size_t size)
{
	static const char *const part[] = { "cur", "new", "tmp" };
	size_t len = 0;

	*out_missing = '\0';
	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		if (faccessat(folder, part[i], F_OK, 0) != 0)
			len += (size_t)snprintf(out_missing + len, size - len,
						" %s/", part[i]);
	return len == 0;
}

static bool is_mailbox(int folder)
{
	static const char *const sign[] = { "cur", "new", "maildirfolder",
					    "fumikura-uid" };

	for (size_t i = 0; i < ARRAY_LEN(sign); i++)
		if (faccessat(folder, sign[i], F_OK, 0) == 0)
			return true;
	return false;
}

/* Nobody has deleted or replaced it. */
static bool is_still_there(const struct store_doctor *d, struct span dir,
			   int folder)
{
	struct stat mine, there;

	return fstat(folder, &mine) == 0 &&
	       fstatat(d->root_fd, dir.len ? dir.ptr : ".", &there, 0) == 0 &&
	       mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* Who makes a folder has the user's lock. */
void store_doctor_folder_wait(struct store_doctor *d)
{
	struct store_user *user;
	struct store_txn t;
	struct err err = { 0 };

	if (d->untouched ||
	    !store_user_open(d->account, d->settings, &user, &err))
		return;
	if (store_txn_begin(user, &t, &err))
		store_txn_abort(&t);
	store_user_close(&user);
}

/* true: it has all that a folder needs, perhaps by now. */
static bool check_parts(struct store_doctor *d, struct span dir, int folder)
{
	char missing[32];
	struct err err;

	if ((dir.len && !is_mailbox(folder)) ||
	    is_whole(folder, missing, sizeof(missing)))
		return faccessat(folder, "cur", F_OK, 0) == 0;
	store_doctor_folder_wait(d);
	if (!is_still_there(d, dir, folder))
		return false;
	if (is_whole(folder, missing, sizeof(missing)))
		return true;
	store_finding_wrong(d, "there is no%s", missing);
	if (!d->repair || !md_folder_make(d->account->mail, dir, &err))
		return false;
	store_finding_mended(d, "made%s", missing);
	d->unsettled = true;
	return true;
}

static void check_tmp(struct store_doctor *d, int folder)
{
	auto_fd int tmp =
		openat(folder, "tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	unsigned old;

	if (tmp < 0)
		return;
	old = md_scan_count_tmp(tmp);
	if (!old)
		return;
	store_finding_wrong(d, "%u files were left in tmp/", old);
	if (!d->repair)
		return;
	md_scan_clean_tmp(tmp);
	store_finding_mended(d, "removed them");
}

/* ---- which mailbox it is ---- */

/* The file that another server kept its UIDs in. */
static const char *import_file(int folder)
{
	for (int i = 0; i < MD_IMPORT_SOURCES; i++) {
		const char *name = md_import_file((enum md_import_source)i);

		if (faccessat(folder, name, F_OK, 0) == 0)
			return name;
	}
	return NULL;
}

/* false: no identity to compare the names with. */
static bool check_identity(struct store_doctor *d, struct span dir, int folder,
			   bool has_mail, struct md_uid *out)
{
	const char *list = import_file(folder);
	struct err err = { 0 };

	if (md_uid_read(d->account->mail, dir, out, &err))
		return true;
	if (!is_still_there(d, dir, folder))
		return false;
	if (err.kind == ERR_CORRUPT)
		store_finding_wrong(d, "fumikura-uid is damaged");
	else if (err.kind != ERR_NOTFOUND)
		store_finding_wrong(d, "fumikura-uid: %s", err_log_text(&err));
	else if (list)
		store_finding_wrong(d, "what %s says is not taken over yet",
				    list);
	else if (has_mail)
		store_finding_wrong(d, "fumikura-uid is missing");
	else
		return false; /* an empty one gets it when it is opened */
	d->unsettled = true;
	return false;
}

/* ---- its files ---- */

struct files {
	struct tally odd, unreadable, resized, twins;
	uint64_t letters; /* keywords in names */
	uint32_t last_uid;
};

static void check_file(const struct store_dirs *dirs,
		       const struct store_names *names,
		       const struct store_entry *e, struct files *f)
{
	int dir = dirs->fd[store_names_place(e)];
	char name[MD_NAME_MAX + 1];
	struct md_name md;
	struct stat st;

	snprintf(name, sizeof(name), "%.*s",
		 SPAN_ARG(store_names_name(names, e)));
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (!S_ISREG(st.st_mode))
		count_file(&f->odd, names, e);
	else if (faccessat(dir, name, R_OK, AT_EACCESS) != 0 && errno == EACCES)
		count_file(&f->unreadable, names, e);
	else if (md_name_parse(span_of(name), &md) && md.has_size &&
		 md.size != (uint64_t)st.st_size)
		count_file(&f->resized, names, e);
}

static bool is_there(const struct store_dirs *dirs,
		     const struct store_names *names,
		     const struct store_entry *e)
{
	char name[MD_NAME_MAX + 1];

	snprintf(name, sizeof(name), "%.*s",
		 SPAN_ARG(store_names_name(names, e)));
	return faccessat(dirs->fd[store_names_place(e)], name, F_OK,
			 AT_SYMLINK_NOFOLLOW) == 0;
}

static void check_files(struct store_doctor *d, const struct store_dirs *dirs,
			const struct store_names *names, struct files *f)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct store_entry *e = &names->entry[i];

		check_file(dirs, names, e, f);
		f->letters |= e->keywords;
		/* Seen twice while it was renamed, or really two. */
		if (i > names->foreign && e->uid == e[-1].uid &&
		    is_there(dirs, names, e) && is_there(dirs, names, e - 1))
			count_file(&f->twins, names, e);
		if (e->uid > f->last_uid)
			f->last_uid = e->uid;
	}
	tell_files(d, &f->odd, "are no regular files");
	tell_files(d, &f->unreadable, "cannot be read");
	tell_files(d, &f->resized, "are not as long as their names say");
	tell_files(d, &f->twins, "have a UID that another one has too");
	if (f->twins.count)
		d->unsettled = true;
}

static void check_twice(struct store_doctor *d, const struct md_keywords *k)
{
	for (unsigned i = 0; i < MD_KEYWORDS; i++)
		for (unsigned j = 0; j < i; j++)
			if (k->name[i].len &&
			    span_eq_nocase(k->name[i], k->name[j]))
				store_finding_wrong(
					d, "dovecot-keywords has %.*s twice",
					SPAN_ARG(k->name[i]));
}

static bool check_letters(struct store_doctor *d, struct span dir,
			  uint64_t letters, struct err *err)
{
	auto_arena struct arena arena;
	struct md_keywords k;

	arena_init(&arena);
	if (!md_keywords_read(d->account->mail, dir, &arena, &k, err))
		return false;
	check_twice(d, &k);
	for (unsigned i = 0; i < MD_KEYWORDS; i++) {
		if (!(letters & 1u << i) || k.name[i].len)
			continue;
		/* The index may know it. */
		d->unsettled = true;
		store_finding_wrong(d,
				    "file names have the keyword %c, which "
				    "dovecot-keywords does not name",
				    'a' + (int)i);
	}
	return true;
}

/* Names first, then the identity: the ceiling rises before a UID is used. */
static bool check_mail(struct store_doctor *d, struct span dir, int folder,
		       const struct store_dirs *dirs, struct err *err)
{
	auto_store_names struct store_names names;
	struct files files = { .letters = 0 };
	struct err none = { 0 };
	struct md_uid uid;
	uint64_t mark = 0;

	store_names_init(&names);
	if (md_uid_read(d->account->mail, dir, &uid, &none))
		mark = md_name_mark(uid.uidvalidity, uid.mailbox_id);
	if (!store_names_read(&names, dirs, mark, err))
		return false;
	check_files(d, dirs, &names, &files);
	if (check_identity(d, dir, folder, names.count > 0, &uid) &&
	    files.last_uid >= uid.uid_ceiling) {
		store_finding_wrong(d,
				    "file names have UID %u, above what "
				    "fumikura-uid reserves (%u)",
				    files.last_uid, uid.uid_ceiling);
		d->unsettled = true;
	}
	return check_letters(d, dir, files.letters, err);
}

bool store_doctor_folder(struct store_doctor *d, struct span dir,
			 struct err *err)
{
	auto_store_dirs struct store_dirs dirs = { .fd = { -1, -1 } };
	auto_fd int folder = -1;
	struct store_user user = { .root_fd = d->root_fd,
				   .account = *d->account };

	if (!md_folder_open(d->account->mail, dir, &folder, err)) {
		if (err->kind != ERR_NOTFOUND)
			store_finding_wrong(d, "%s", err_log_text(err));
		err_clear(err);
		return true;
	}
	if (!check_parts(d, dir, folder))
		return true;
	check_tmp(d, folder);
	store_doctor_facts_look(d, dir);
	if (store_dirs_open(&user, dir.ptr, &dirs, err) &&
	    check_mail(d, dir, folder, &dirs, err))
		return true;
	if (is_still_there(d, dir, folder))
		store_finding_wrong(d, "%s", err_log_text(err));
	err_clear(err);
	return true;
}
