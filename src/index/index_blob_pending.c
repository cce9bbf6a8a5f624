/* SPDX-License-Identifier: MIT */
#include "index/index_blob_pending.h"

#include <errno.h>
#include <unistd.h>

#include "index/index_blob_file.h"
#include "index/index_blob_scan.h"

enum {
	PENDING_MAX = 128 * 1024
};

void index_blob_pending_init(struct index_blob_pending *p)
{
	*p = (struct index_blob_pending){ .to = NULL };
	buf_init(&p->bytes, PENDING_MAX);
}

static bool write_at(const struct index_blob_file *to, uint64_t at,
		     struct span bytes, struct err *err)
{
	ssize_t written = pwrite(to->fd, bytes.ptr, bytes.len, (off_t)at);

	if (written >= 0 && (size_t)written != bytes.len)
		errno = ENOSPC;
	if (written < 0 || (size_t)written != bytes.len)
		return err_sys(err, "write blob file");
	return true;
}

bool index_blob_pending_flush(struct index_blob_pending *p, struct err *err)
{
	if (!p->to)
		return true;
	if (!write_at(p->to, p->at, buf_span(&p->bytes), err))
		return false;
	p->to = NULL;
	buf_reset(&p->bytes);
	return true;
}

void index_blob_pending_discard(struct index_blob_pending *p)
{
	/* Its size is not what was told of it. */
	if (p->to)
		p->to->seen = 0;
	p->to = NULL;
	buf_release(&p->bytes);
}

/* Does it go right behind what is pending, but for the alignment? */
static bool goes_behind(const struct index_blob_pending *p,
			const struct index_blob_file *to, uint64_t at,
			size_t len)
{
	uint64_t end = p->at + p->bytes.len;

	return p->to == to && at >= end && at - end < INDEX_BLOB_ALIGN &&
	       at - p->at + len <= PENDING_MAX;
}

static void add(struct index_blob_pending *p, struct index_blob_file *to,
		uint64_t at, struct span bytes)
{
	static const char none[INDEX_BLOB_ALIGN];

	if (!p->to) {
		p->to = to;
		p->at = at;
	}
	buf_add(&p->bytes, span_make(none, at - p->at - p->bytes.len));
	buf_add(&p->bytes, bytes);
}

bool index_blob_pending_add(struct index_blob_pending *p,
			    struct index_blob_file *to, uint64_t at,
			    struct span head, struct span payload,
			    struct err *err)
{
	size_t len = head.len + payload.len;

	if (!goes_behind(p, to, at, len) && !index_blob_pending_flush(p, err))
		return false;
	if (len <= PENDING_MAX) {
		add(p, to, at, head);
		add(p, to, at + head.len, payload);
	} else if (!write_at(to, at, head, err) ||
		   !write_at(to, at + head.len, payload, err)) {
		return false;
	}
	if (at + len > to->size)
		to->size = at + len;
	return true;
}
