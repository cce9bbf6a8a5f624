/* SPDX-License-Identifier: MIT */
#include "maildir/md_export.h"

#include <inttypes.h>

#include "base/num.h"
#include "maildir/md_name.h"

/* ---- Dovecot ---- */

void md_export_dovecot_begin(struct buf *out, uint32_t uidvalidity,
			     uint32_t uidnext, struct span guid)
{
	buf_add_format(out, "3 V%" PRIu32 " N%" PRIu32 " G%.*s\n", uidvalidity,
		       uidnext, SPAN_ARG(guid));
}

static void add_kept(struct buf *out, struct span fields)
{
	struct span field;

	while (span_cut(&fields, ' ', &field)) {
		if (!field.len ||
		    span_find_char(SPAN("SWPO"), field.ptr[0]) < 4)
			continue;
		buf_add_char(out, ' ');
		buf_add(out, field);
	}
}

void md_export_dovecot_add(struct buf *out,
			   const struct md_export_message *message)
{
	struct md_name md;
	bool parsed = md_name_parse(message->base, &md);

	buf_add_u64(out, message->uid);
	add_kept(out, message->fields);
	if (!parsed || !md.has_size)
		buf_add_format(out, " S%" PRIu64, message->size);
	if (!parsed || !md.has_vsize)
		buf_add_format(out, " W%" PRIu64, message->vsize);
	if (message->uidl.len)
		buf_add_format(out, " P%.*s", SPAN_ARG(message->uidl));
	if (message->order)
		buf_add_format(out, " O%" PRIu32, message->order);
	buf_add_str(out, " :");
	buf_add(out, message->base);
	buf_add_char(out, '\n');
}

/* ---- Courier ---- */

void md_export_courier_begin(struct buf *out, uint32_t uidvalidity,
			     uint32_t uidnext)
{
	buf_add_format(out, "1 %" PRIu32 " %" PRIu32 "\n", uidvalidity,
		       uidnext);
}

void md_export_courier_add(struct buf *out,
			   const struct md_export_message *message)
{
	buf_add_u64(out, message->uid);
	buf_add_char(out, ' ');
	buf_add(out, message->base);
	buf_add_char(out, '\n');
}

void md_export_pop_begin(struct buf *out, uint64_t next, uint64_t uidv)
{
	buf_add_format(out, "/3 %" PRIu64 " %" PRIu64 "\n", next, uidv);
}

/* A number that is written again as it stood. */
static bool take_number(struct span *rest, uint64_t *out)
{
	return !span_starts(*rest, SPAN("0")) &&
	       num_take_u64(rest, UINT64_MAX, out);
}

/* UID<n>-<uidv> or UID<n>. */
static bool parse_uidl(struct span uidl, uint64_t *out_n, uint64_t *out_uidv)
{
	*out_uidv = 0;
	if (!span_starts(uidl, SPAN("UID")))
		return false;
	uidl = span_from(uidl, 3);
	if (!take_number(&uidl, out_n))
		return false;
	if (!uidl.len)
		return true;
	if (!span_starts(uidl, SPAN("-")))
		return false;
	uidl = span_from(uidl, 1);
	return take_number(&uidl, out_uidv) && !uidl.len;
}

bool md_export_pop_add(struct buf *out, const struct md_export_message *message,
		       uint32_t uidvalidity)
{
	uint64_t n = message->uid;
	uint64_t uidv = uidvalidity;

	if (message->uidl.len && !parse_uidl(message->uidl, &n, &uidv))
		return false;
	buf_add(out, message->base);
	buf_add_format(out, ":2, %" PRIu64 " %" PRIu64 ":%" PRIu64 ":0\n",
		       message->vsize, n, uidv);
	return true;
}
