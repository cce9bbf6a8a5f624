/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_kind kind, const char *text_format, ...)
{
	va_list args;

	err->kind = kind;
	err->os = 0;
	err->detail[0] = '\0';
	va_start(args, text_format);
	vsnprintf(err->text, sizeof(err->text), text_format, args);
	va_end(args);
	return false;
}

bool err_sys(struct err *err, const char *detail_format, ...)
{
	int saved = errno;
	va_list args;
	size_t used;

	err_set(err, ERR_TEMP, "Temporary failure");
	err->os = saved;
	va_start(args, detail_format);
	vsnprintf(err->detail, sizeof(err->detail), detail_format, args);
	va_end(args);
	used = strlen(err->detail);
	snprintf(err->detail + used, sizeof(err->detail) - used, ": %s",
		 strerrordesc_np(saved) ? strerrordesc_np(saved) : "?");
	errno = saved;
	return false;
}

bool err_detail(struct err *err, const char *format, ...)
{
	char old[sizeof(err->detail)];
	va_list args;
	size_t used;

	memcpy(old, err->detail, sizeof(old));
	va_start(args, format);
	vsnprintf(err->detail, sizeof(err->detail), format, args);
	va_end(args);
	used = strlen(err->detail);
	if (old[0])
		snprintf(err->detail + used, sizeof(err->detail) - used, ": %s",
			 old);
	return false;
}

void err_clear(struct err *err)
{
	err->kind = ERR_NONE;
	err->os = 0;
	err->text[0] = '\0';
	err->detail[0] = '\0';
}

const char *err_kind_name(enum err_kind kind)
{
	static const char *const names[] = {
		[ERR_NONE] = "none",         [ERR_TEMP] = "temp",
		[ERR_NOTFOUND] = "notfound", [ERR_EXISTS] = "exists",
		[ERR_DENIED] = "denied",     [ERR_DISABLED] = "disabled",
		[ERR_QUOTA] = "quota",       [ERR_LIMIT] = "limit",
		[ERR_SYNTAX] = "syntax",     [ERR_STATE] = "state",
		[ERR_CORRUPT] = "corrupt",   [ERR_GONE] = "gone",
	};
	return names[kind];
}

const char *err_log_text(const struct err *err)
{
	return err->detail[0] ? err->detail : err->text;
}
