/* SPDX-License-Identifier: MIT */
/*
 * A file is a copy of its bytes and a sorted array of where its lines begin.
 * Nothing is mapped: a file that is cut short under a mapping kills its reader.
 *
 * Who replaces a file by rename shows a whole one. One that is written in place
 * is first empty, then short, then ends amid a line; as long as it looks so and
 * was touched a moment ago, what was read before holds.
 */
#include "account/account_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "account/account_lines_table.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"

enum {
	SETTLED_US = 2 * 1000 * 1000, /* nobody pauses longer amid a file */
	TICK_US = 50 * 1000,          /* two writes in one tick look like one */
	FILES_MAX = 1000, /* that are held; the others are read again */
};

struct stamp {
	dev_t dev;
	ino_t ino;
	off_t size;
	int64_t changed_us;
	int64_t ctime_us;
};

struct file {
	struct file *next;
	char *path;
	struct account_lines_table *table; /* NULL: nothing understood yet */
	struct stamp good;                 /* of the table */
	struct stamp bad;                  /* of what could not be understood */
	bool good_final;    /* the same stamp means the same bytes */
	struct err trouble; /* with the bad one */
};

struct account_lines {
	struct account_lines *next;
	const void *owner;
	unsigned handles;
	struct account_lines_form form;
	pthread_mutex_t lock;
	struct file *file;
	unsigned file_count;
};

/* What is shared between the threads' handles. */
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static struct account_lines *shared;

/* ---- reading ---- */

static int64_t us_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct stamp stamp_of(const struct stat *st)
{
	return (struct stamp){ .dev = st->st_dev,
			       .ino = st->st_ino,
			       .size = st->st_size,
			       .changed_us = us_of(st->st_mtim),
			       .ctime_us = us_of(st->st_ctim) };
}

static bool stamp_eq(const struct stamp *a, const struct stamp *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->changed_us == b->changed_us && a->ctime_us == b->ctime_us;
}

static bool is_younger(const struct stamp *stamp, int64_t us)
{
	int64_t age = clock_now_us() - stamp->changed_us;

	return age >= 0 && age < us;
}

static bool ends_amid_line(int fd, off_t size)
{
	char last;

	return size == 0 || pread(fd, &last, 1, size - 1) != 1 || last != '\n';
}

static bool is_being_written(const struct file *f, const struct stamp *now,
			     int fd)
{
	bool shrunk = f->table && f->good.ino == now->ino &&
		      f->good.dev == now->dev && now->size < f->good.size;

	return is_younger(now, SETTLED_US) &&
	       (shrunk || ends_amid_line(fd, now->size));
}

static bool read_bytes(int fd, struct account_lines_table *t, struct err *err)
{
	size_t got = 0;

	while (got < t->size) {
		ssize_t n = read(fd, t->bytes + got, t->size - got);

		if (n < 0 && errno != EINTR)
			return err_sys(err, "read");
		if (n == 0)
			return err_set(err, ERR_TEMP, "cut short amid reading");
		got += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool read_table(struct account_lines *lines, struct file *f, int fd,
		       struct account_lines_table *t, struct err *err)
{
	t->bytes = x_calloc(1, t->size + 1);
	return read_bytes(fd, t, err) &&
	       account_lines_table_parse(t, &lines->form, f->path, err);
}

static bool open_file(const char *path, uint64_t bytes_max, struct stamp *now,
		      int *out_fd, struct err *err)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_GONE, "there is no %s", path);
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_sys(err, "%s", path);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > bytes_max) {
		err_set(err, ERR_TEMP, "Temporary failure");
		return err_detail(err, "%s: no regular file, or too large",
				  path);
	}
	*now = stamp_of(&st);
	*out_fd = auto_fd_take(&fd);
	return true;
}

/* Keeps what was understood before, if anything was. */
static bool keep_old(struct file *f, const struct err *why, struct err *err)
{
	if (!f->table)
		*err = *why;
	return f->table != NULL;
}

static bool load(struct account_lines *lines, struct file *f, struct err *err)
{
	struct err why = { .kind = ERR_TEMP };
	struct account_lines_table *t;
	auto_fd int fd = -1;
	struct stamp now;

	if (!open_file(f->path, lines->form.bytes_max, &now, &fd, err))
		return false;
	if (is_being_written(f, &now, fd)) {
		err_set(&why, ERR_TEMP, "Temporary failure");
		err_detail(&why, "%s is being written", f->path);
		return keep_old(f, &why, err);
	}
	t = x_calloc(1, sizeof(*t));
	t->size = (size_t)now.size;
	if (read_table(lines, f, fd, t, &why)) {
		account_lines_table_free(f->table);
		f->table = t;
		f->good = now;
		f->good_final = !is_younger(&now, TICK_US);
		return true;
	}
	account_lines_table_free(t);
	if (!stamp_eq(&f->bad, &now))
		log_err(LOG_LEVEL_ERROR, "accounts", &why, "kept=%d",
			f->table != NULL);
	f->bad = now;
	f->trouble = why;
	return keep_old(f, &why, err);
}

/* The table as the file is now. */
static bool ready(struct account_lines *lines, struct file *f, struct err *err)
{
	struct stamp now;
	struct stat st;

	if (stat(f->path, &st) != 0) {
		if (errno != ENOENT)
			return err_sys(err, "%s", f->path);
		account_lines_table_free(TAKE(f->table));
		return err_set(err, ERR_GONE, "there is no %s", f->path);
	}
	now = stamp_of(&st);
	if (f->table && f->good_final && stamp_eq(&now, &f->good))
		return true;
	if (stamp_eq(&now, &f->bad) && !is_younger(&now, SETTLED_US))
		return keep_old(f, &f->trouble, err);
	return load(lines, f, err);
}

static void file_free(struct file *f)
{
	account_lines_table_free(f->table);
	free(f->path);
	free(f);
}

/* Takes it out of the list; NULL if it is not there. */
static struct file *unlink_file(struct account_lines *lines, const char *path)
{
	struct file **at = &lines->file;
	struct file *f;

	while (*at && strcmp((*at)->path, path) != 0)
		at = &(*at)->next;
	f = *at;
	if (f)
		*at = f->next;
	return f;
}

/* The one that was asked for longest ago; there is more than one. */
static void forget_last(struct account_lines *lines)
{
	struct file **at = &lines->file;

	while ((*at)->next)
		at = &(*at)->next;
	file_free(*at);
	*at = NULL;
	lines->file_count--;
}

/* The file of that path, as it is now; the latest asked for are in front. One
 * that isn't there is not remembered, whatever names a peer thinks of. */
static bool file_of(struct account_lines *lines, const char *path,
		    struct file **out, struct err *err)
{
	struct file *f = unlink_file(lines, path);
	bool is_ready;

	if (!f) {
		f = x_calloc(1, sizeof(*f));
		f->path = x_strdup(path);
		lines->file_count++;
	}
	is_ready = ready(lines, f, err);
	if (!is_ready && err->kind == ERR_GONE) {
		file_free(f);
		lines->file_count--;
		return false;
	}
	f->next = lines->file;
	lines->file = f;
	if (lines->file_count > FILES_MAX)
		forget_last(lines);
	*out = f;
	return is_ready;
}

/* ---- as seen from outside ---- */

struct account_lines *account_lines_join(const void *owner,
					 const struct account_lines_form *form)
{
	struct account_lines *lines;

	pthread_mutex_lock(&shared_lock);
	lines = shared;
	while (lines && lines->owner != owner)
		lines = lines->next;
	if (!lines) {
		lines = x_calloc(1, sizeof(*lines));
		lines->owner = owner;
		lines->form = *form;
		pthread_mutex_init(&lines->lock, NULL);
		lines->next = shared;
		shared = lines;
	}
	lines->handles++;
	pthread_mutex_unlock(&shared_lock);
	return lines;
}

static void lines_free(struct account_lines *lines)
{
	struct account_lines **at = &shared;

	while (*at != lines)
		at = &(*at)->next;
	*at = lines->next;
	while (lines->file) {
		struct file *f = lines->file;

		lines->file = f->next;
		file_free(f);
	}
	pthread_mutex_destroy(&lines->lock);
	free(lines);
}

void account_lines_leave(struct account_lines **lines)
{
	if (!*lines)
		return;
	pthread_mutex_lock(&shared_lock);
	if (--(*lines)->handles == 0)
		lines_free(*lines);
	pthread_mutex_unlock(&shared_lock);
	*lines = NULL;
}

static bool take(const struct account_lines_line *line, struct buf *out,
		 struct err *err)
{
	buf_reset(out);
	buf_add(out, span_make(line->text, line->len));
	return !out->full || err_set(err, ERR_TEMP, "line too long");
}

static bool find(struct file *f, struct span key, struct buf *out,
		 struct err *err)
{
	const struct account_lines_table *t = f->table;
	size_t at = account_lines_table_find(t, key, ACCOUNT_LINES_TABLE_AT);

	if (!account_lines_table_is(t, at, key))
		return err_set(err, ERR_NOTFOUND, "no such user");
	if (!account_lines_table_is(t, at + 1, key))
		return take(&t->line[at], out, err);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s:%u: the user of line %u again", f->path,
			  t->line[at + 1].number, t->line[at].number);
}

bool account_lines_find(struct account_lines *lines, const char *path,
			struct span key, struct buf *out, struct err *err)
{
	struct file *f;
	bool found;

	pthread_mutex_lock(&lines->lock);
	found = file_of(lines, path, &f, err) && find(f, key, out, err);
	pthread_mutex_unlock(&lines->lock);
	return found;
}

bool account_lines_next(struct account_lines *lines, const char *path,
			struct span key, struct buf *out, struct err *err)
{
	struct file *f;
	bool found = false;
	size_t at;

	pthread_mutex_lock(&lines->lock);
	if (file_of(lines, path, &f, err)) {
		at = account_lines_table_find(f->table, key,
					      ACCOUNT_LINES_TABLE_BEHIND);
		found = at < f->table->count
				? take(&f->table->line[at], out, err)
				: err_set(err, ERR_NOTFOUND, "no more users");
	}
	pthread_mutex_unlock(&lines->lock);
	return found;
}
