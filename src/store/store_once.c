/* SPDX-License-Identifier: MIT */
/*
 * A text file of lines of one length, the newest last. A line is appended and
 * flushed; a file that is full is written anew without what is over. What a
 * cut of the power leaves half written is no line and says nothing.
 */
#include "store/store_once.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/num.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_lock.h"
#include "store/store_priv.h"

enum {
	KEY_HEX = 2 * STORE_ONCE_KEY,
	TIME_DIGITS = 12,
	LINE = KEY_HEX + 1 + TIME_DIGITS + 1
};

static const char name[] = "fumikura-once";
static const int64_t time_max = 999999999999;

static size_t space(const struct store_user *user)
{
	return (size_t)user->settings.once_max * LINE;
}

/* A file larger than we make them is not ours: it says nothing. */
static bool read_lines(struct store_user *user, struct buf *out,
		       struct err *err)
{
	buf_init(out, 2 * space(user) + LINE);
	if (file_read(user->root_fd, name, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND && err->kind != ERR_LIMIT)
		return false;
	err_clear(err);
	buf_reset(out);
	return true;
}

static void write_key(const uint8_t key[STORE_ONCE_KEY], char out[KEY_HEX + 1])
{
	for (size_t i = 0; i < STORE_ONCE_KEY; i++)
		snprintf(out + 2 * i, 3, "%02x", key[i]);
}

static bool read_line(struct span line, struct span *out_key,
		      uint64_t *out_until)
{
	*out_key = span_first(line, KEY_HEX);
	return line.len == LINE - 1 && line.ptr[KEY_HEX] == ' ' &&
	       num_parse_u64(span_from(line, KEY_HEX + 1), 0,
			     (uint64_t)time_max, out_until);
}

/* The last line of a key counts. */
static bool knows(struct span lines, const uint8_t key[STORE_ONCE_KEY])
{
	int64_t now = clock_now();
	char hex[KEY_HEX + 1];
	struct span line, its;
	uint64_t until;
	bool known = false;

	write_key(key, hex);
	while (span_cut(&lines, '\n', &line))
		if (read_line(line, &its, &until) && span_eq(its, span_of(hex)))
			known = (int64_t)until > now;
	return known;
}

static int by_place(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->ptr > y->ptr) - (x->ptr < y->ptr);
}

static int by_key(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	int order = memcmp(x->ptr, y->ptr, KEY_HEX);

	return order ? order : by_place(a, b);
}

/* Of each key the last line, where that is not over; out has room for all. */
static size_t last_lines(struct span lines, struct span *out)
{
	int64_t now = clock_now();
	size_t count = 0, kept = 0;
	struct span line, its;
	uint64_t until;

	while (span_cut(&lines, '\n', &line))
		if (read_line(line, &its, &until))
			out[count++] = line;
	qsort(out, count, sizeof(*out), by_key);
	for (size_t i = 0; i < count; i++)
		if ((i + 1 == count ||
		     memcmp(out[i].ptr, out[i + 1].ptr, KEY_HEX) != 0) &&
		    read_line(out[i], &its, &until) && (int64_t)until > now)
			out[kept++] = out[i];
	qsort(out, kept, sizeof(*out), by_place);
	return kept;
}

/* What is known, the newest if that is too much to leave room. */
static void keep_lines(struct span lines, size_t room, struct buf *out)
{
	auto_free struct span *line =
		x_calloc(lines.len / LINE + 1, sizeof(*line));
	size_t count = last_lines(lines, line);

	for (size_t i = 0; i < count; i++) {
		buf_add(out, line[i]);
		buf_add_char(out, '\n');
	}
	if (out->len > room)
		buf_drop_front(out, (out->len - room + LINE - 1) / LINE * LINE);
}

static bool write_anew(struct store_user *user, struct span lines,
		       struct span line, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, lines.len + LINE);
	keep_lines(lines, space(user) - space(user) / 4, &text);
	buf_add(&text, line);
	return file_write_atomic(user->root_fd, name, buf_span(&text), 0600,
				 err);
}

static bool append(struct store_user *user, struct span line, struct err *err)
{
	auto_fd int fd =
		openat(user->root_fd, name, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "open %s", name);
	if (!file_write_all(fd, line, err))
		return false;
	return fdatasync(fd) == 0 || err_sys(err, "fdatasync %s", name);
}

static bool add(struct store_user *user, struct span lines,
		const uint8_t key[STORE_ONCE_KEY], int64_t until,
		struct err *err)
{
	bool whole = lines.len % LINE == 0; /* else the last one is torn */
	char hex[KEY_HEX + 1];
	auto_buf struct buf line;

	buf_init(&line, 2 * LINE);
	write_key(key, hex);
	buf_add_format(&line, "%s %0*" PRId64 "\n", hex, TIME_DIGITS,
		       until > time_max ? time_max : until);
	if (lines.len && whole && lines.len + LINE <= space(user))
		return append(user, buf_span(&line), err);
	return write_anew(user, lines, buf_span(&line), err);
}

bool store_once_has(struct store_user *user, const uint8_t key[STORE_ONCE_KEY],
		    bool *out, struct err *err)
{
	auto_buf struct buf lines;

	if (!read_lines(user, &lines, err))
		return false;
	*out = knows(buf_span(&lines), key);
	return true;
}

bool store_once_put(struct store_user *user, const uint8_t key[STORE_ONCE_KEY],
		    int64_t until, struct err *err)
{
	auto_fd int lock = -1;
	auto_buf struct buf lines = { 0 };

	return md_lock_take(user->account.mail, &lock, err) &&
	       read_lines(user, &lines, err) &&
	       add(user, buf_span(&lines), key, until, err);
}

bool store_once_claim(struct store_user *user,
		      const uint8_t key[STORE_ONCE_KEY], int64_t until,
		      bool *out_first, struct err *err)
{
	auto_fd int lock = -1;
	auto_buf struct buf lines = { 0 };

	if (!md_lock_take(user->account.mail, &lock, err) ||
	    !read_lines(user, &lines, err))
		return false;
	*out_first = !knows(buf_span(&lines), key);
	return !*out_first || add(user, buf_span(&lines), key, until, err);
}
