/* SPDX-License-Identifier: MIT */
#include "base/x.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

void *x_calloc(size_t count, size_t size)
{
	void *mem = calloc(count ? count : 1, size ? size : 1);

	ASSERT(mem);
	return mem;
}

void *x_realloc_array(void *old, size_t count, size_t size)
{
	void *mem = reallocarray(old, count ? count : 1, size ? size : 1);

	ASSERT(mem);
	return mem;
}

char *x_strdup(const char *str)
{
	return x_span_dup(span_of(str));
}

char *x_span_dup(struct span s)
{
	char *copy = x_calloc(s.len + 1, 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return copy;
}

char *x_printf(const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	ASSERT(len >= 0 && text);
	return text;
}
