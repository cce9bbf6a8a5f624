/* SPDX-License-Identifier: MIT */
/*
 * The scripts' folder and what lies in it. Files are opened from the home's
 * descriptor and below it (file_open_inside); a link to one of the folder's is
 * read, not followed, so that it may be absolute, as some have it.
 */
#include "store/store_script.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "base/x.h"
#include "config/config.h"
#include "io/file.h"
#include "store/store_script_priv.h"

/* Byte-code: hidden, and not named as a script is. */
#define CODE_SUFFIX "-code"

_Static_assert(STORE_SCRIPT_NAME_MAX +
			       sizeof("." STORE_SCRIPT_SUFFIX CODE_SUFFIX) -
			       1 <=
		       NAME_MAX,
	       "the names of a script and its byte-code fit");

/* ---- names ---- */

/* RFC 5804 1.6, and what a file's name can't have. */
bool store_script_is_name(struct span name)
{
	uint32_t code;

	if (name.len == 0 || name.len > STORE_SCRIPT_NAME_MAX ||
	    !utf8_is_valid(name) || span_find_char(name, '/') < name.len)
		return false;
	while (utf8_take(&name, &code))
		if (code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
		    code == 0x2028 || code == 0x2029)
			return false;
	return true;
}

void store_script_file(struct span name, char *out)
{
	snprintf(out, NAME_MAX + 1, "%.*s" STORE_SCRIPT_SUFFIX, SPAN_ARG(name));
}

void store_script_add_code_path(struct buf *out, struct span name)
{
	if (name.len)
		buf_add_format(out,
			       STORE_SCRIPT_DIR
			       "/.%.*s" STORE_SCRIPT_SUFFIX CODE_SUFFIX,
			       SPAN_ARG(name));
	else
		buf_add_str(out, STORE_SCRIPT_ACTIVE CODE_SUFFIX);
}

/* ---- the folder ---- */

static bool open_failed(const struct store_scripts *s, const char *what,
			struct err *err)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(err, ERR_NOTFOUND, "There is no such script.");
	if (errno != EXDEV && errno != ELOOP)
		return err_sys(err, "open %s/%s", s->account.home, what);
	err_set(err, ERR_DENIED, "It is a link that must not be followed.");
	return err_detail(err, "%s/%s leads out of the home", s->account.home,
			  what);
}

bool store_script_reopen(struct store_scripts *s, struct err *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	if (s->home < 0)
		s->home = open(s->account.home, flags);
	if (s->home >= 0 && s->dir < 0)
		s->dir = file_open_inside(s->home, STORE_SCRIPT_DIR, flags);
	if (s->dir >= 0 || errno == ENOENT)
		return true;
	return open_failed(s, STORE_SCRIPT_DIR, err);
}

struct store_script_limits store_script_limits_of(const struct config *config)
{
	return (struct store_script_limits){
		.scripts = config->sieve_quota_max_scripts,
		.bytes = config->sieve_quota_max_storage,
		.script_bytes = config->sieve_max_script_size,
	};
}

bool store_script_open(const struct account *account,
		       const struct store_script_limits *limits,
		       struct store_scripts **out, struct err *err)
{
	struct store_scripts *s = x_calloc(1, sizeof(*s));

	s->account = *account;
	s->limits = *limits;
	s->home = s->dir = -1;
	*out = s;
	if (store_script_reopen(s, err))
		return true;
	store_script_close(out);
	return false;
}

void store_script_close(struct store_scripts **scripts)
{
	struct store_scripts *s = *scripts;

	if (!s)
		return;
	if (s->dir >= 0)
		close(s->dir);
	if (s->home >= 0)
		close(s->home);
	free(s);
	*scripts = NULL;
}

/* ---- the active one ---- */

/* A script's name from where a link leads: sieve/NAME.sieve, also by the home's
 * whole path. */
static struct span name_of_target(const struct account *account,
				  struct span target)
{
	struct span home = span_of(account->home);
	struct span none = { 0 };

	if (span_starts(target, home) &&
	    span_starts(span_from(target, home.len), SPAN("/")))
		target = span_from(target, home.len + 1);
	while (span_starts(target, SPAN("./")))
		target = span_from(target, 2);
	if (!span_starts(target, SPAN(STORE_SCRIPT_DIR "/")) ||
	    !span_ends(target, SPAN(STORE_SCRIPT_SUFFIX)))
		return none;
	target = span_from(target, sizeof(STORE_SCRIPT_DIR));
	if (target.len < sizeof(STORE_SCRIPT_SUFFIX))
		return none;
	target.len -= sizeof(STORE_SCRIPT_SUFFIX) - 1;
	return store_script_is_name(target) ? target : none;
}

bool store_script_active(struct store_scripts *s, struct buf *out_name,
			 struct err *err)
{
	char target[PATH_MAX];
	ssize_t len;

	if (!store_script_reopen(s, err))
		return false;
	len = s->home < 0 ? 0
			  : readlinkat(s->home, STORE_SCRIPT_ACTIVE, target,
				       sizeof(target));
	/* EINVAL: a file */
	if (len < 0 && errno != ENOENT && errno != EINVAL)
		return err_sys(err, "readlink %s/" STORE_SCRIPT_ACTIVE,
			       s->account.home);
	if (len > 0 && (size_t)len < sizeof(target))
		buf_add(out_name,
			name_of_target(&s->account,
				       span_make(target, (size_t)len)));
	return true;
}

bool store_script_named_file(const struct account *account, struct span name,
			     struct buf *out_path)
{
	buf_add_format(out_path,
		       "%s/" STORE_SCRIPT_DIR "/%.*s" STORE_SCRIPT_SUFFIX,
		       account->home, SPAN_ARG(name));
	return store_script_is_name(name) && !out_path->full;
}

bool store_script_active_file(const struct account *account,
			      struct buf *out_path, struct span *out_name)
{
	size_t before = out_path->len;
	char target[PATH_MAX];
	struct span name;
	ssize_t len;

	*out_name = SPAN("");
	buf_add_format(out_path, "%s/" STORE_SCRIPT_ACTIVE, account->home);
	len = readlink(buf_str(out_path) + before, target, sizeof(target));
	if (len < 0)
		return errno == EINVAL && !out_path->full;
	name = name_of_target(account, span_make(target, (size_t)len));
	if (!name.len || (size_t)len == sizeof(target))
		return false;
	buf_truncate(out_path, before);
	if (!store_script_named_file(account, name, out_path))
		return false;
	*out_name =
		name_of_target(account, span_from(buf_span(out_path), before));
	return true;
}

/* ---- reading ---- */

static bool is_regular(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* path: within the home. */
static bool read_path(struct store_scripts *s, const char *path,
		      struct buf *out, struct err *err)
{
	auto_buf struct buf text = { 0 };
	auto_fd int fd = -1;

	if (s->home < 0)
		return err_set(err, ERR_NOTFOUND, "There is no such script.");
	fd = file_open_inside(s->home, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return open_failed(s, path, err);
	if (!is_regular(fd))
		return err_set(err, ERR_NOTFOUND, "There is no such script.");
	buf_init(&text, s->limits.script_bytes);
	if (!file_read_fd(fd, path, &text, err))
		return false;
	buf_add(out, buf_span(&text));
	return !out->full ||
	       err_set(err, ERR_LIMIT, "The script is too large.");
}

bool store_script_get(struct store_scripts *s, struct span name,
		      struct buf *out, struct err *err)
{
	auto_free char *path = NULL;

	if (!store_script_is_name(name))
		return err_set(err, ERR_SYNTAX, "This is no script name.");
	path = x_printf(STORE_SCRIPT_DIR "/%.*s" STORE_SCRIPT_SUFFIX,
			SPAN_ARG(name));
	return store_script_reopen(s, err) && read_path(s, path, out, err);
}

bool store_script_get_active(struct store_scripts *s, struct buf *out_name,
			     struct buf *out, struct err *err)
{
	size_t before = out_name->len;

	if (!store_script_active(s, out_name, err))
		return false;
	if (out_name->len > before)
		return store_script_get(
			s, span_from(buf_span(out_name), before), out, err);
	return read_path(s, STORE_SCRIPT_ACTIVE, out, err);
}

/* ---- the list ---- */

/* false: it is none, or can't be read. */
static bool look_at(struct store_scripts *s, const char *file, uint64_t *bytes)
{
	auto_free char *path = NULL;
	auto_fd int fd = -1;
	struct stat st;

	if (fstatat(s->dir, file, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (S_ISLNK(st.st_mode)) {
		path = x_printf(STORE_SCRIPT_DIR "/%s", file);
		fd = file_open_inside(s->home, path, O_PATH);
		if (fd < 0 || fstat(fd, &st) != 0)
			return false;
	}
	*bytes = (uint64_t)st.st_size;
	return S_ISREG(st.st_mode);
}

/* The script that the file is; empty: none. */
static struct span name_of_file(const char *file)
{
	struct span name = span_of(file);
	size_t suffix = sizeof(STORE_SCRIPT_SUFFIX) - 1;

	if (!span_ends(name, SPAN(STORE_SCRIPT_SUFFIX)))
		return SPAN("");
	name = span_first(name, name.len - suffix);
	return store_script_is_name(name) ? name : SPAN("");
}

static int by_name(const void *a, const void *b)
{
	const struct store_script_entry *one = a;
	const struct store_script_entry *other = b;

	return span_cmp(one->name, other->name);
}

struct gathering {
	struct store_scripts *scripts;
	struct arena *arena;
	struct span active;
	struct store_script_entry *entry;
	size_t count, space;
};

static void gather(struct gathering *g, const char *file)
{
	struct span name = name_of_file(file);
	uint64_t bytes;

	if (!name.len || !look_at(g->scripts, file, &bytes))
		return;
	if (g->count == g->space) {
		struct store_script_entry *more;

		g->space = g->space ? g->space * 2 : 16;
		more = arena_alloc_array(g->arena, g->space, sizeof(*more));
		if (g->count)
			memcpy(more, g->entry, g->count * sizeof(*more));
		g->entry = more;
	}
	g->entry[g->count++] = (struct store_script_entry){
		.name = arena_dup(g->arena, name),
		.bytes = bytes,
		.is_active = span_eq(name, g->active),
	};
}

static bool read_folder(struct gathering *g, struct err *err)
{
	/* A copy would share the place where reading stands. */
	int fd = openat(g->scripts->dir, ".",
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *listing = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (!listing) {
		err_sys(err, "read %s/" STORE_SCRIPT_DIR,
			g->scripts->account.home);
		if (fd >= 0)
			close(fd);
		return false;
	}
	while ((entry = readdir(listing)))
		gather(g, entry->d_name);
	closedir(listing);
	return true;
}

bool store_script_list(struct store_scripts *s, struct arena *arena,
		       struct store_script_entry **out, size_t *out_count,
		       struct err *err)
{
	auto_buf struct buf active;
	struct gathering g = { .scripts = s, .arena = arena };

	*out = NULL;
	*out_count = 0;
	buf_init(&active, STORE_SCRIPT_NAME_MAX);
	if (!store_script_active(s, &active, err))
		return false;
	if (s->dir < 0)
		return true;
	g.active = buf_span(&active);
	if (!read_folder(&g, err))
		return false;
	if (g.count)
		qsort(g.entry, g.count, sizeof(*g.entry), by_name);
	*out = g.entry;
	*out_count = g.count;
	return true;
}
