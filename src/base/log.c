/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const char *log_program = "fumikura";
static enum log_level log_min = LOG_LEVEL_INFO;
static char log_session[64];
static char log_user[256];

void log_init(const char *program, enum log_level min)
{
	log_program = program;
	log_min = min;
}

void log_context(const char *session, const char *user)
{
	snprintf(log_session, sizeof(log_session), "%s",
		 session ? session : "");
	/* It may come from a gate that was taken over. */
	for (char *c = log_session; *c; c++)
		if (*c <= ' ' || *c > '~')
			*c = '?';
	snprintf(log_user, sizeof(log_user), "%s", user ? user : "");
}

struct log_text log_text_of(struct span value)
{
	struct log_text out;
	size_t at = 0;
	struct span shown = span_first(value, 200);

	out.text[at++] = '"';
	for (size_t i = 0; i < shown.len; i++) {
		unsigned char c = (unsigned char)shown.ptr[i];

		if (c == '"' || c == '\\')
			out.text[at++] = '\\';
		if (c >= 32 && c != 127)
			out.text[at++] = (char)c;
		else
			at += (size_t)snprintf(out.text + at,
					       sizeof(out.text) - at, "\\x%02x",
					       c);
	}
	out.text[at++] = '"';
	out.text[at] = '\0';
	return out;
}

__attribute__((format(printf, 4, 0))) static void
write_line(enum log_level level, const char *event, const struct err *err,
	   const char *format, va_list args)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	int64_t now = clock_now_us();
	time_t seconds = now / 1000000;
	struct tm tm;
	char line[4096];
	size_t at;

	gmtime_r(&seconds, &tm);
	at = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%S", &tm);
#define ADD(...)                                                               \
	(at +=                                                                 \
	 at < sizeof(line)                                                     \
		 ? (size_t)snprintf(line + at, sizeof(line) - at, __VA_ARGS__) \
		 : 0)
	ADD(".%03dZ %s[%d] %s %s", (int)(now / 1000 % 1000), log_program,
	    (int)getpid(), names[level], event);
	if (log_session[0])
		ADD(" session=%s", log_session);
	if (log_user[0])
		ADD(" user=%s", LOG_TEXT(span_of(log_user)));
	if (format[0]) {
		ADD(" ");
		if (at < sizeof(line))
			at += (size_t)vsnprintf(line + at, sizeof(line) - at,
						format, args);
	}
	if (err)
		ADD(" kind=%s error=%s", err_kind_name(err->kind),
		    LOG_TEXT(span_of(err_log_text(err))));
#undef ADD
	if (at > sizeof(line) - 2)
		at = sizeof(line) - 2;
	line[at++] = '\n';
	/* One write, so that lines of several processes do not mix. A log
	 * that can't be written must not stop the mail. */
	if (write(STDERR_FILENO, line, at) < 0)
		return;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	va_list args;

	if (level < log_min)
		return;
	va_start(args, format);
	write_line(level, event, NULL, format, args);
	va_end(args);
}

void log_err(enum log_level level, const char *event, const struct err *err,
	     const char *format, ...)
{
	va_list args;

	if (level < log_min)
		return;
	va_start(args, format);
	write_line(level, event, err, format, args);
	va_end(args);
}
