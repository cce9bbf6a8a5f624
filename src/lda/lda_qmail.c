/* SPDX-License-Identifier: MIT */
#include "lda/lda_qmail.h"

#include <stdlib.h>

#include "lda/lda_address.h"

static struct span variable(const char *name)
{
	return span_of(getenv(name));
}

/* The address of "Return-Path: <a@b>" or "Delivered-To: a@b". */
static struct span field_of(const char *name)
{
	struct span line = variable(name);

	return lda_address_of(span_from(line, span_find_char(line, ':') + 1));
}

/* "From a@b Thu Jan  1 00:00:00 1970" */
static struct span from_line(void)
{
	return lda_address_first(span_from(variable("UFLINE"), 5));
}

static struct span sender(void)
{
	struct span found = variable("SENDER");

	if (!found.ptr)
		found = field_of("RPLINE");
	if (!found.ptr)
		found = from_line();
	return found;
}

static bool set_user(struct lda_options *o, struct err *err)
{
	struct span ext = variable("EXT");
	struct span host = variable("HOST");
	int len;

	if (!ext.len || !host.len)
		return true;
	len = snprintf(o->user_space, sizeof(o->user_space), "%.*s@%.*s",
		       SPAN_ARG(ext), SPAN_ARG(host));
	if (len < 0 || (size_t)len >= sizeof(o->user_space))
		return err_set(err, ERR_SYNTAX, "EXT and HOST are too long");
	o->user = span_of(o->user_space);
	return true;
}

bool lda_qmail_read(struct lda_options *o, struct err *err)
{
	if (!o->sender.ptr)
		o->sender = lda_address_sender(sender());
	if (!o->origin.ptr)
		o->origin = variable("RECIPIENT");
	if (!o->final.ptr)
		o->final = field_of("DTLINE");
	return o->user.ptr || set_user(o, err);
}
