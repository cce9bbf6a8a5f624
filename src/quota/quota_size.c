/* SPDX-License-Identifier: MIT */
/*
 * maildirsize of Maildir++: the limit in the first line, then signed amounts
 * whose sum is the usage. Nothing here is fsynced: after a power cut the file
 * is old, empty or torn, and each of them is found out and counted anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/num.h"
#include "base/x.h"
#include "io/file.h"
#include "maildir/md_name.h"
#include "quota/quota.h"

/* At STALE_SIZE the standard wants a new file; READ_CAP bounds what we look
 * at, should nobody have written one. */
enum {
	STALE_SIZE = 5120,
	READ_CAP = 64 * 1024,
	LINE_CAP = 128
};

/* ---- the bytes ---- */

/* "1000S,20C", or vpopmail's word for no limit; false for anything else. */
static bool parse_header(struct span line, struct quota_limit *out)
{
	struct span part;

	*out = (struct quota_limit){ 0 };
	line = span_trim(line);
	if (span_eq(line, SPAN("NOQUOTA")))
		return true;
	while (span_cut(&line, ',', &part)) {
		uint64_t n;

		if (!num_take_u64(&part, UINT64_MAX, &n))
			return false;
		if (span_eq(part, SPAN("S")))
			out->bytes = n;
		else if (span_eq(part, SPAN("C")))
			out->messages = n;
		else
			return false;
	}
	return true;
}

/* A number with any blanks before it. */
static bool take_signed(struct span *line, int64_t *out)
{
	size_t end;

	while (line->len && (line->ptr[0] == ' ' || line->ptr[0] == '\t'))
		*line = span_from(*line, 1);
	for (end = 0; end < line->len; end++)
		if (line->ptr[end] == ' ' || line->ptr[end] == '\t')
			break;
	if (!num_parse_i64(span_first(*line, end), out))
		return false;
	*line = span_from(*line, end);
	return true;
}

struct sum {
	int64_t bytes;
	int64_t messages;
};

static bool add_line(struct span line, struct sum *sum)
{
	int64_t bytes;
	int64_t messages;

	line = span_trim(line);
	return take_signed(&line, &bytes) && take_signed(&line, &messages) &&
	       line.len == 0 &&
	       !__builtin_add_overflow(sum->bytes, bytes, &sum->bytes) &&
	       !__builtin_add_overflow(sum->messages, messages, &sum->messages);
}

/* The next line; one that was cut off before its LF is none. */
static bool cut_line(struct span *text, struct span *out)
{
	size_t at = span_find_char(*text, '\n');

	if (at == text->len)
		return false;
	*out = span_first(*text, at);
	*text = span_from(*text, at + 1);
	return true;
}

/* At most 15 digits behind an optional '-'; false if it is anything else. */
static bool take_plain(struct span *s, char end, int64_t *out)
{
	bool negative = s->len && s->ptr[0] == '-';
	size_t first = negative;
	size_t at = first;
	int64_t n = 0;

	while (at < s->len && at < first + 15 && s->ptr[at] >= '0' &&
	       s->ptr[at] <= '9')
		n = n * 10 + (s->ptr[at++] - '0');
	if (at == first || at == s->len || s->ptr[at] != end)
		return false;
	*out = negative ? -n : n;
	*s = span_from(*s, at + 1);
	return true;
}

/* Takes the lines as everybody writes them, "-123 -1" LF, because a delivery
 * reads hundreds; the first other one is left. */
static void take_plain_lines(struct span *text, struct sum *sum)
{
	struct span rest = *text;
	struct sum line, now;

	while (take_plain(&rest, ' ', &line.bytes) &&
	       take_plain(&rest, '\n', &line.messages) &&
	       !__builtin_add_overflow(sum->bytes, line.bytes, &now.bytes) &&
	       !__builtin_add_overflow(sum->messages, line.messages,
				       &now.messages)) {
		*sum = now;
		*text = rest;
	}
}

void quota_size_parse(struct span text, const struct quota_limit *limit,
		      struct quota_amount *out, bool *out_stale)
{
	struct quota_limit header;
	struct sum sum = { 0 };
	struct span line;

	*out_stale = text.len >= STALE_SIZE;
	if (!cut_line(&text, &line) || !parse_header(line, &header) ||
	    header.bytes != limit->bytes || header.messages != limit->messages)
		*out_stale = true;
	take_plain_lines(&text, &sum);
	while (cut_line(&text, &line)) {
		if (!add_line(line, &sum))
			*out_stale = true;
		take_plain_lines(&text, &sum);
	}
	if (text.len || sum.bytes < 0 || sum.messages < 0)
		*out_stale = true;
	out->bytes = sum.bytes > 0 ? (uint64_t)sum.bytes : 0;
	out->messages = sum.messages > 0 ? (uint64_t)sum.messages : 0;
}

/* ---- the file ---- */

bool quota_size_read(const char *root, const struct quota_limit *limit,
		     struct quota_amount *out, bool *out_stale, struct err *err)
{
	auto_free char *path = x_printf("%s/maildirsize", root);
	auto_buf struct buf text;
	bool whole;

	buf_init(&text, READ_CAP);
	whole = file_read(AT_FDCWD, path, &text, err);
	if (!whole && err->kind != ERR_LIMIT)
		return false;
	quota_size_parse(buf_span(&text), limit, out, out_stale);
	if (!whole)
		*out_stale = true;
	return true;
}

static bool add_line_to(int fd, const struct quota_change *change,
			struct err *err)
{
	auto_buf struct buf line;

	buf_init(&line, LINE_CAP);
	buf_add_format(&line, "%" PRId64 " %" PRId64 "\n", change->bytes,
		       change->messages);
	/* One call, so that lines of several processes never mix. */
	return write(fd, line.ptr, line.len) == (ssize_t)line.len ||
	       err_sys(err, "append to maildirsize");
}

/* Stops at READ_CAP, which is beyond STALE_SIZE. */
static bool read_whole(int fd, struct buf *out, struct err *err)
{
	ssize_t got;

	do {
		char *to = buf_reserve(out, STALE_SIZE);

		if (!to)
			return true;
		got = pread(fd, to, STALE_SIZE, (off_t)out->len);
		if (got < 0)
			return err_sys(err, "read maildirsize");
		buf_grew(out, (size_t)got);
	} while (got == STALE_SIZE);
	return true;
}

bool quota_size_add(const char *root, const struct quota_limit *limit,
		    const struct quota_change *change, struct quota_amount *out,
		    bool *out_stale, struct err *err)
{
	auto_free char *path = x_printf("%s/maildirsize", root);
	auto_fd int fd = file_open_quietly(AT_FDCWD, path, O_RDWR | O_APPEND);
	auto_buf struct buf text;

	*out_stale = true;
	*out = (struct quota_amount){ 0 };
	buf_init(&text, READ_CAP);
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0)
		return err_sys(err, "open %s", path);
	if (!add_line_to(fd, change, err) || !read_whole(fd, &text, err))
		return false;
	quota_size_parse(buf_span(&text), limit, out, out_stale);
	return true;
}

static void format(struct buf *out, const struct quota_limit *limit,
		   const struct quota_amount *usage)
{
	if (limit->bytes || !limit->messages)
		buf_add_format(out, "%" PRIu64 "S", limit->bytes);
	if (limit->bytes && limit->messages)
		buf_add_char(out, ',');
	if (limit->messages)
		buf_add_format(out, "%" PRIu64 "C", limit->messages);
	buf_add_format(out, "\n%" PRIu64 " %" PRIu64 "\n", usage->bytes,
		       usage->messages);
}

static bool write_temporary(const char *path, struct span content,
			    struct err *err)
{
	auto_fd int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "create %s", path);
	return file_write_all(fd, content, err);
}

bool quota_size_write(const char *root, const struct quota_limit *limit,
		      const struct quota_amount *usage, struct err *err)
{
	auto_free char *path = x_printf("%s/maildirsize", root);
	auto_free char *temporary = NULL;
	auto_buf struct buf content;
	auto_buf struct buf name;

	buf_init(&content, LINE_CAP);
	buf_init(&name, MD_NAME_MAX);
	format(&content, limit, usage);
	md_name_unique(&name, "maildirsize");
	temporary = x_printf("%s/tmp/%s", root, buf_str(&name));
	if (write_temporary(temporary, buf_span(&content), err)) {
		if (rename(temporary, path) == 0)
			return true;
		err_sys(err, "rename to %s", path);
	}
	unlink(temporary);
	return false;
}

void quota_size_remove(const char *root)
{
	auto_free char *path = x_printf("%s/maildirsize", root);

	unlink(path);
}
