/* SPDX-License-Identifier: MIT */
#include "imap/imap_sink.h"

#include "mime/mime_binary.h"

static void spool(void *target, struct span bytes)
{
	struct imap_sink *sink = target;
	struct err err;

	if (!store_spool_write(sink->spool, bytes, &err) &&
	    sink->err.kind == ERR_NONE)
		sink->err = err;
}

void imap_sink_init(struct imap_sink *sink, struct store_user *user)
{
	*sink = (struct imap_sink){ .user = user,
				    .spool = store_spool_new(user) };
}

void imap_sink_release(struct imap_sink *sink)
{
	mime_binary_free(&sink->binary);
	store_spool_free(&sink->spool);
}

void imap_sink_begin(struct imap_sink *sink, enum imap_sink_how how)
{
	if (how == IMAP_SINK_BINARY)
		sink->binary = mime_binary_new(spool, sink);
}

void imap_sink_write(struct imap_sink *sink, struct span bytes)
{
	sink->size += bytes.len;
	if (sink->binary)
		mime_binary_add(sink->binary, bytes);
	else
		spool(sink, bytes);
}

bool imap_sink_end(struct imap_sink *sink, struct err *err)
{
	if (sink->binary)
		mime_binary_end(sink->binary);
	*err = sink->err;
	return err->kind == ERR_NONE;
}
