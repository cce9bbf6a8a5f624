/* SPDX-License-Identifier: MIT */
/*
 * A message on its way in: up to 256 KiB in memory, more in a file in the
 * user's tmp/ that has no name there, so that none is left by a crash. The
 * first append writes (or links) the file that stays; later ones link to that
 * inode through its open descriptor, so nothing is written or flushed twice for
 * many recipients.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"

enum {
	MEMORY_MAX = 256 * 1024
};

struct store_spool {
	struct store_spool_file file;
	struct mime_limits mime;
	uint32_t owner; /* of files that we make */
	uint64_t max;   /* 0: none */
	struct buf mem; /* the message, or what is not yet in the file */
	int fd;         /* -1: all in memory */
	uint64_t size;
	bool cr; /* the last write ended in a CR that may go */
	struct err failed;
	void *map;
	size_t map_len;
	struct store_parsed parsed;
	bool is_parsed;
	int placed_fd;   /* the file that is linked to; -1 */
	bool is_durable; /* if that is fd */
	int64_t placed_when;
	uint32_t placed_uid;
};

static struct store_spool *make(uint32_t owner,
				const struct store_settings *settings,
				const struct store_spool_file *file)
{
	struct store_spool *s = x_calloc(1, sizeof(*s));

	s->file = *file;
	s->mime = settings->mime;
	s->owner = owner;
	s->max = settings->message_max;
	s->fd = -1;
	s->placed_fd = -1;
	buf_init(&s->mem, MEMORY_MAX);
	store_parsed_init(&s->parsed);
	return s;
}

/* Where the file system makes none without a name. Such a one gets no name any
 * more: what is stored is a copy. */
static int open_and_unlink(struct store_user *user)
{
	auto_buf struct buf path;
	int fd;

	buf_init(&path, MD_NAME_MAX);
	buf_add_str(&path, "tmp/");
	md_name_unique(&path, user->host);
	fd = openat(user->root_fd, buf_str(&path),
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlinkat(user->root_fd, buf_str(&path), 0);
	return fd;
}

bool store_spool_open_file(struct store_user *user, int *out_fd,
			   struct err *err)
{
	int fd = openat(user->root_fd, "tmp", O_TMPFILE | O_RDWR | O_CLOEXEC,
			0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		fd = open_and_unlink(user);
	*out_fd = fd;
	return fd >= 0 || err_sys(err, "create spool");
}

static bool open_in_home(void *context, int *out_fd, struct err *err)
{
	struct store_user *user = context;

	return store_spool_open_file(user, out_fd, err);
}

struct store_spool *store_spool_new(struct store_user *user)
{
	const struct store_spool_file file = { .open = open_in_home,
					       .context = user };

	return make(user->account.uid, &user->settings, &file);
}

struct store_spool *store_spool_new_for(const struct account *account,
					const struct store_settings *settings,
					const struct store_spool_file *file)
{
	struct store_settings own = *settings;

	store_override(account, &own);
	return make(account->uid, &own, file);
}

void store_spool_free(struct store_spool **spool)
{
	struct store_spool *s = *spool;

	if (!s)
		return;
	if (s->map)
		munmap(s->map, s->map_len);
	if (s->placed_fd >= 0 && s->placed_fd != s->fd)
		close(s->placed_fd);
	if (s->fd >= 0)
		close(s->fd);
	store_parsed_release(&s->parsed);
	buf_release(&s->mem);
	free(s);
	*spool = NULL;
}

/* The memory is full: from here on it is a buffer before the file. */
static bool spill(struct store_spool *s, struct err *err)
{
	if (s->fd < 0 && !s->file.open(s->file.context, &s->fd, err))
		return false;
	if (!file_write_all(s->fd, buf_span(&s->mem), err))
		return false;
	buf_reset(&s->mem);
	return true;
}

static bool emit(struct store_spool *s, struct span bytes, struct err *err)
{
	s->size += bytes.len;
	if (s->max && s->size > s->max)
		return err_set(err, ERR_LIMIT, "Message too large");
	while (bytes.len) {
		struct span piece = span_first(bytes, MEMORY_MAX - s->mem.len);

		if (!piece.len) {
			if (!spill(s, err))
				return false;
			continue;
		}
		buf_add(&s->mem, piece);
		bytes = span_from(bytes, piece.len);
	}
	return true;
}

/* Up to and without the next CR, which is held back: it stays only if no LF
 * follows. */
static bool emit_lines(struct store_spool *s, struct span bytes,
		       struct err *err)
{
	while (bytes.len) {
		size_t n;

		if (s->cr) {
			s->cr = false;
			if (bytes.ptr[0] != '\n' && !emit(s, SPAN("\r"), err))
				return false;
		}
		n = span_find_char(bytes, '\r');
		if (!emit(s, span_first(bytes, n), err))
			return false;
		if (n == bytes.len)
			return true;
		s->cr = true;
		bytes = span_from(bytes, n + 1);
	}
	return true;
}

bool store_spool_write(struct store_spool *spool, struct span bytes,
		       struct err *err)
{
	ASSERT(!spool->is_parsed);
	/* Not line by line. */
	if (bytes.len <= MEMORY_MAX - spool->mem.len)
		buf_reserve(&spool->mem, bytes.len);
	if (spool->failed.kind == ERR_NONE &&
	    emit_lines(spool, bytes, &spool->failed))
		return true;
	/* Nothing more is kept, whatever comes. */
	buf_reset(&spool->mem);
	*err = spool->failed;
	return false;
}

uint64_t store_spool_size(const struct store_spool *spool)
{
	return spool->size;
}

static bool map_spool(struct store_spool *s, struct span *out, struct err *err)
{
	if (s->fd < 0) {
		*out = buf_span(&s->mem);
		return true;
	}
	if (!s->map) {
		s->map_len = (size_t)s->size;
		s->map =
			mmap(NULL, s->map_len, PROT_READ, MAP_SHARED, s->fd, 0);
		if (s->map == MAP_FAILED) {
			s->map = NULL;
			return err_sys(err, "mmap spool");
		}
	}
	*out = span_make(s->map, s->map_len);
	return true;
}

/* All bytes are where they belong. */
static bool settle(struct store_spool *s, struct err *err)
{
	bool done = s->failed.kind == ERR_NONE;

	if (done && s->cr) {
		s->cr = false;
		done = emit(s, SPAN("\r"), &s->failed);
	}
	if (done && s->fd >= 0 && s->mem.len)
		done = spill(s, &s->failed);
	if (done)
		return true;
	buf_reset(&s->mem);
	*err = s->failed;
	return false;
}

/* So that who has it can't write in it any more. */
static bool reopen_to_read(struct store_spool *s, struct err *err)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", s->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "open spool");
	close(s->fd);
	s->fd = fd;
	return true;
}

bool store_spool_end(struct store_spool *spool, struct err *err)
{
	return settle(spool, err) &&
	       (spool->fd < 0 || reopen_to_read(spool, err));
}

int store_spool_fd(const struct store_spool *spool)
{
	return spool->fd;
}

bool store_spool_finish(struct store_spool *spool,
			const struct store_parsed **out, struct err *err)
{
	struct span message;

	if (!spool->is_parsed) {
		if (!settle(spool, err) || !map_spool(spool, &message, err))
			return false;
		store_parsed_make(&spool->parsed, message, &spool->mime);
		spool->is_parsed = true;
	}
	*out = &spool->parsed;
	return true;
}

bool store_spool_bytes(struct store_spool *spool, struct span *out,
		       struct err *err)
{
	const struct store_parsed *parsed;

	return store_spool_finish(spool, &parsed, err) &&
	       map_spool(spool, out, err);
}

/* ---- placing ---- */

static bool set_time(int fd, int64_t when, struct err *err)
{
	struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)when },
	};

	if (when == INT64_MIN || futimens(fd, times) == 0)
		return true;
	return err_sys(err, "set time of message");
}

/* false: not possible (other file system or owner, no more links): copy. */
static bool link_to(int from_fd, struct store_user *user, const char *path)
{
	char from[64];

	snprintf(from, sizeof(from), "/proc/self/fd/%d", from_fd);
	return linkat(AT_FDCWD, from, user->root_fd, path, AT_SYMLINK_FOLLOW) ==
	       0;
}

static bool read_time(int fd, int64_t *out, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "stat message");
	*out = st.st_mtime;
	return true;
}

static bool write_copy(struct store_spool *s, struct store_user *user,
		       struct store_placing *p, struct err *err)
{
	bool later = p->use == STORE_SPOOL_ONCE;
	auto_fd int fd = -1;
	struct span message;

	if (!map_spool(s, &message, err))
		return false;
	fd = openat(user->root_fd, p->path,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	if (fd < 0)
		return err_sys(err, "create %s in %s", p->path,
			       user->account.mail);
	if (!file_write_all(fd, message, err) || !set_time(fd, p->when, err) ||
	    (!later && fdatasync(fd) < 0 &&
	     !err_sys(err, "fdatasync message")) ||
	    !read_time(fd, &p->mtime, err)) {
		unlinkat(user->root_fd, p->path, 0);
		return false;
	}
	if (later)
		p->fd = auto_fd_take(&fd);
	else if (s->placed_fd < 0)
		s->placed_fd = auto_fd_take(&fd);
	return true;
}

/* The spool file itself is the first to be linked to. */
static bool offer_spool_file(struct store_spool *s, int64_t when,
			     struct err *err)
{
	if (s->placed_fd >= 0 || s->fd < 0 || s->file.is_apart)
		return true;
	if (!set_time(s->fd, when, err))
		return false;
	s->placed_fd = s->fd;
	s->placed_when = when;
	s->placed_uid = s->owner;
	return true;
}

/* Once it has a name: of a file without one, btrfs before Linux 6.16 makes
 * nothing durable. After a failure the kernel may have dropped what it could
 * not write, so this is no message any more. */
static bool sync_spool_file(struct store_spool *s, struct err *err)
{
	if (s->is_durable || s->placed_fd != s->fd)
		return true;
	s->is_durable = fdatasync(s->fd) == 0;
	if (s->is_durable)
		return true;
	err_sys(&s->failed, "fdatasync spool");
	*err = s->failed;
	return false;
}

static bool end_link(struct store_spool *s, struct store_user *user,
		     struct store_placing *p, struct err *err)
{
	if (sync_spool_file(s, err) && read_time(s->placed_fd, &p->mtime, err))
		return true;
	unlinkat(user->root_fd, p->path, 0);
	return false;
}

bool store_spool_place(struct store_spool *spool, struct store_user *user,
		       struct store_placing *placing, struct err *err)
{
	uint32_t uid = user->account.uid;
	bool first;

	placing->fd = -1;
	if (spool->failed.kind != ERR_NONE) {
		*err = spool->failed;
		return false;
	}
	if (!offer_spool_file(spool, placing->when, err))
		return false;
	first = spool->placed_fd < 0;
	if (!first && spool->placed_when == placing->when &&
	    spool->placed_uid == uid &&
	    link_to(spool->placed_fd, user, placing->path))
		return end_link(spool, user, placing, err);
	if (!write_copy(spool, user, placing, err))
		return false;
	if (first) {
		spool->placed_when = placing->when;
		spool->placed_uid = uid;
	}
	return true;
}
