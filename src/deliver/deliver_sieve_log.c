/* SPDX-License-Identifier: MIT */
/*
 * A line is appended. A file that has become too long is written anew with the
 * newer half of its lines; of two processes that do so at once one may lose a
 * line of the other.
 */
#include "deliver/deliver_sieve_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "io/file.h"

enum {
	LINE_CAP = 2048
};

static void write_line(const char *level, const char *script, const char *text,
		       const char *message_id, struct buf *out)
{
	time_t now = (time_t)clock_now();
	char when[32] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	buf_add_format(out, "%s %s: %s: %s", when, level, script, text);
	if (message_id[0])
		buf_add_format(out, " (msgid=%s)", message_id);
	for (size_t i = 0; i < out->len; i++)
		if ((unsigned char)out->ptr[i] < ' ')
			out->ptr[i] = ' ';
	buf_add_char(out, '\n');
}

/* The newer half, from the beginning of a line. */
static bool shorten(const char *path, uint64_t max, struct err *err)
{
	auto_buf struct buf all;
	struct span rest;

	buf_init(&all, 2 * max + LINE_CAP);
	if (!file_read(AT_FDCWD, path, &all, err) && err->kind != ERR_LIMIT)
		return err->kind == ERR_NOTFOUND;
	rest = buf_span(&all);
	if (rest.len > max / 2)
		rest = span_from(rest, rest.len - max / 2);
	rest = span_from(rest, span_find_char(rest, '\n') + 1);
	return file_write_atomic(AT_FDCWD, path, rest, 0600, err);
}

static bool append(const char *path, struct span line, uint64_t max,
		   struct err *err)
{
	auto_fd int fd = open(path,
			      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
				      O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
			      0600);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(err, "open %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_STATE, "The log is no file");
	if ((uint64_t)st.st_size + line.len <= max)
		return file_write_all(fd, line, err);
	close(auto_fd_take(&fd));
	if (!shorten(path, max, err))
		return false;
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? err_sys(err, "open %s", path)
		      : file_write_all(fd, line, err);
}

static void tell(const struct deliver_sieve_log *log, const char *script,
		 const char *text)
{
	if (log->told)
		buf_add_format(log->told, "%s%s: %s",
			       log->told->len ? "\r\n" : "", script, text);
}

void deliver_sieve_log_line(const struct deliver_sieve_log *log,
			    const char *level, const char *script,
			    const char *text)
{
	auto_free char *path =
		x_printf("%s/.dovecot.sieve.log", log->account->home);
	uint64_t max = log->config->sieve_user_log_max;
	auto_buf struct buf line = { 0 };
	struct err err;

	if (strcmp(level, "debug") != 0)
		tell(log, script, text);
	if (!max)
		return;
	buf_init(&line, LINE_CAP);
	write_line(level, script, text, log->message_id, &line);
	if (!append(path, buf_span(&line), max, &err))
		log_err(LOG_LEVEL_WARN, "sieve_log", &err, "user=%s",
			log->account->user);
}

static char *text_of(const struct sieve_note *note)
{
	return x_printf("line %u: %s", note->line, note->text);
}

static void tell_note(const struct deliver_sieve_log *log, const char *script,
		      const struct sieve_note *note)
{
	auto_free char *text = text_of(note);

	deliver_sieve_log_line(log, note->is_warning ? "warning" : "error",
			       script, text);
}

void deliver_sieve_log_error(const struct deliver_sieve_log *log,
			     const char *script, const struct sieve_note *notes,
			     const struct err *err)
{
	log_err(LOG_LEVEL_WARN, "sieve", err, "user=%s script=%s",
		log->account->user, LOG_TEXT(span_of(script)));
	if (!notes)
		deliver_sieve_log_line(log, "error", script, err->text);
	for (; notes; notes = notes->next)
		tell_note(log, script, notes);
}

void deliver_sieve_log_script(const struct deliver_sieve_log *log,
			      enum sieve_place place, const char *script,
			      const struct sieve_note *notes,
			      const struct err *err)
{
	if (place == SIEVE_PERSONAL)
		deliver_sieve_log_error(log, script, notes, err);
	else
		log_err(LOG_LEVEL_ERROR, "sieve", err, "script=%s",
			LOG_TEXT(span_of(script)));
}

void deliver_sieve_log_warnings(const struct deliver_sieve_log *log,
				enum sieve_place place, const char *script,
				const struct sieve_note *notes)
{
	for (; notes && place == SIEVE_PERSONAL; notes = notes->next) {
		auto_free char *text = text_of(notes);

		tell(log, script, text);
	}
}
