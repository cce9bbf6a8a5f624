/* SPDX-License-Identifier: MIT */
/* One sentence of the doctor. */
#include <stdarg.h>
#include <stdio.h>

#include "store/store_doctor_priv.h"

enum {
	SENTENCE_MAX = 1024
};

void store_finding_wrong(struct store_doctor *d, const char *format, ...)
{
	char what[SENTENCE_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	d->sink->wrong(d->sink->arg, d->mailbox, what);
}

void store_finding_mended(struct store_doctor *d, const char *format, ...)
{
	char what[SENTENCE_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	d->sink->mended(d->sink->arg, d->mailbox, what);
}
