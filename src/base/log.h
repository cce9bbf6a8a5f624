/* SPDX-License-Identifier: MIT */
/*
 * One event per line on stderr: time, program, level, event, key=value …
 *
 * The context (session id, user) is set once per process or connection and
 * added to every line. Values are quoted and escaped where needed, so that a
 * peer can't forge a line. Never log a password or message text.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR,
};

/* Program name for every line; lines below min are dropped. */
void log_init(const char *program, enum log_level min);
/* Copies; either may be NULL (leaves it out). */
void log_context(const char *session, const char *user);

/*
 * log_event(LOG_LEVEL_INFO, "deliver", "uid=%u size=%zu", uid, size): the
 * format makes key=value pairs of numbers and trusted words. Text that comes
 * from outside goes through log_text.
 */
void log_event(enum log_level level, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The event with the error's kind and detail, plus pairs as in log_event. */
void log_err(enum log_level level, const char *event, const struct err *err,
	     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A value quoted and escaped for a log line, at most 200 bytes shown. */
struct log_text {
	char text[832];
};
struct log_text log_text_of(struct span value);
#define LOG_TEXT(span) (log_text_of(span).text)
