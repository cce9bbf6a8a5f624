/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_qmail.h"

#include <fcntl.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/utf8.h"
#include "io/file.h"
#include "mime/mime_header.h"

enum {
	QMAIL_MAX = 65536,
	MESSAGE_MAX = 65536,
	PATH_MAX_BYTES = 1024
};

#define USUAL "vacation/message"

static bool next_word(struct span *rest, struct span *out)
{
	*rest = span_trim(*rest);
	*out = span_first(*rest, span_find_char(*rest, ' '));
	*rest = span_from(*rest, out->len);
	return out->len > 0;
}

struct span deliver_qmail_find(struct span text)
{
	struct span line, program, number, file;

	while (span_cut(&text, '\n', &line)) {
		if (!span_starts(line, SPAN("|")))
			continue;
		line = span_from(line, 1);
		if (next_word(&line, &program) &&
		    (span_eq(program, SPAN("autorespond")) ||
		     span_ends(program, SPAN("/autorespond"))) &&
		    next_word(&line, &number) && next_word(&line, &number) &&
		    next_word(&line, &file))
			return file;
	}
	return SPAN("");
}

static void add_latin1(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		utf8_add(out, (unsigned char)text.ptr[i]);
}

void deliver_qmail_convert(struct span text, struct buf *out)
{
	struct mime_field field;
	struct span rest = text;

	if (mime_header_next(&rest, &field) && field.name.len)
		buf_add_str(out, "%HEADER%\n");
	if (utf8_is_valid(text))
		buf_add(out, text);
	else
		add_latin1(out, text);
}

/* Below the home: vpopmail writes the whole path, maybe by another way to it.
 */
static struct span inside(struct span file, const char *home)
{
	struct span place = span_of(home);

	if (span_starts(file, place) &&
	    span_starts(span_from(file, place.len), SPAN("/")))
		return span_from(file, place.len + 1);
	if (span_starts(file, SPAN("/")))
		return span_ends(file, SPAN("/" USUAL)) ? SPAN(USUAL)
							: SPAN("");
	return file;
}

static bool read_inside(int home, const char *path, struct buf *out,
			struct err *err)
{
	auto_fd int fd = file_open_inside(
		home, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? err_sys(err, "%s", path)
		      : file_read_fd(fd, path, out, err);
}

static bool read_reply(const struct account *account, int home,
		       struct buf *message, struct err *err)
{
	auto_buf struct buf qmail;
	char path[PATH_MAX_BYTES];
	struct span file;

	buf_init(&qmail, QMAIL_MAX);
	if (faccessat(home, ".qmail", F_OK, 0) != 0)
		return true;
	if (!read_inside(home, ".qmail", &qmail, err))
		return false;
	file = inside(deliver_qmail_find(buf_span(&qmail)), account->home);
	if (!file.len || file.len >= sizeof(path))
		return true;
	snprintf(path, sizeof(path), "%.*s", SPAN_ARG(file));
	return read_inside(home, path, message, err);
}

void deliver_qmail_reply(const struct account *account, char *out, size_t size)
{
	auto_fd int home =
		open(account->home, O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_buf struct buf message;
	auto_buf struct buf text;
	struct span cut;
	struct err err;

	buf_init(&message, MESSAGE_MAX);
	buf_init(&text, 3 * MESSAGE_MAX);
	out[0] = '\0';
	if (home < 0)
		return;
	if (!read_reply(account, home, &message, &err)) {
		log_err(LOG_LEVEL_WARN, "reply", &err, "user=%s",
			account->user);
		return;
	}
	if (!message.len)
		return;
	deliver_qmail_convert(buf_span(&message), &text);
	cut = span_first(buf_span(&text), size - 1);
	while (cut.len && !utf8_is_valid(cut))
		cut.len--;
	if (cut.len < text.len)
		log_event(LOG_LEVEL_WARN, "reply", "user=%s cut=%zu",
			  account->user, cut.len);
	snprintf(out, size, "%.*s", SPAN_ARG(cut));
}
