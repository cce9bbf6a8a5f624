/* SPDX-License-Identifier: MIT */
/*
 * Foreign names come in many shapes: without info, with ":1," info, with
 * fields in any order after the first ','. The part before the first ',' is
 * only compared, never understood.
 */
#include "maildir/md_name.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "maildir/md_sum.h"

/* In ASCII order, as names are written; the bit is that of struct md_name. */
static const struct {
	char letter;
	uint32_t bit;
} flag_letters[] = {
	{ 'D', 1u << 4 }, { 'F', 1u << 2 }, { 'P', 1u << 5 },
	{ 'R', 1u << 1 }, { 'S', 1u << 0 }, { 'T', 1u << 3 },
};
enum {
	FLAG_LETTERS = sizeof(flag_letters) / sizeof(flag_letters[0]),
	KEYWORD_LETTERS = 26,
	HOST_MAX = 100
};

/* Where ":1," or ":2," begins, or the length. */
static size_t info_at(struct span name)
{
	for (size_t at = 0; at + 2 < name.len; at++)
		if (name.ptr[at] == ':' && name.ptr[at + 2] == ',' &&
		    (name.ptr[at + 1] == '1' || name.ptr[at + 1] == '2'))
			return at;
	return name.len;
}

static void parse_letters(struct span letters, struct md_name *out)
{
	/* A further ',' begins what some program added for itself. */
	letters.len = span_find_char(letters, ',');
	for (size_t at = 0; at < letters.len; at++) {
		char c = letters.ptr[at];

		if (c >= 'a' && c <= 'z')
			out->keywords |= UINT64_C(1) << (c - 'a');
		for (size_t i = 0; i < FLAG_LETTERS; i++)
			if (flag_letters[i].letter == c)
				out->flags |= flag_letters[i].bit;
	}
}

/* <uid>.<mark> */
static void parse_uid(struct span value, struct md_name *out)
{
	size_t dot = span_find_char(value, '.');

	out->has_uid = num_parse_u32(span_first(value, dot), 1, UINT32_MAX,
				     &out->uid) &&
		       num_parse_hex(span_from(value, dot + 1), &out->mark);
}

static void parse_field(struct span field, struct md_name *out)
{
	struct span value = span_from(field, 2);

	if (span_starts(field, SPAN("S=")))
		out->has_size = num_parse_u64(value, 0, INT64_MAX, &out->size);
	else if (span_starts(field, SPAN("W=")))
		out->has_vsize =
			num_parse_u64(value, 0, INT64_MAX, &out->vsize);
	else if (span_starts(field, SPAN("U=")))
		parse_uid(value, out);
}

bool md_name_parse(struct span name, struct md_name *out)
{
	struct span fields;
	struct span field;
	size_t info;

	*out = (struct md_name){ 0 };
	if (name.len == 0 || name.ptr[0] == '.' ||
	    span_find_char(name, '/') < name.len)
		return false;
	info = info_at(name);
	if (info == 0)
		return false;
	out->base = span_first(name, info);
	if (info < name.len && name.ptr[info + 1] == '2')
		parse_letters(span_from(name, info + 3), out);
	fields = out->base;
	span_cut(&fields, ',', &field);
	while (span_cut(&fields, ',', &field))
		parse_field(field, out);
	return true;
}

/* What would be taken for a separator, or disturb a listing, becomes '_'; '/'
 * and ':' are written as the Maildir manual says. */
static void add_host(struct buf *out, struct span host)
{
	host = span_first(host, HOST_MAX);
	for (size_t at = 0; at < host.len; at++) {
		char c = host.ptr[at];

		if (c == '/' || c == ':')
			buf_add_format(out, "\\%03o", (unsigned)c);
		else if (c <= ' ' || c > '~' || c == ',')
			buf_add_char(out, '_');
		else
			buf_add_char(out, c);
	}
}

void md_name_unique(struct buf *out, const char *host)
{
	static unsigned count;
	int64_t now = clock_now_us();

	buf_add_format(out, "%" PRId64 ".M%" PRId64 "P%dQ%u.", now / 1000000,
		       now % 1000000, (int)getpid(), ++count);
	add_host(out, span_of(host));
}

void md_name_add_sizes(struct buf *out, uint64_t size, uint64_t vsize)
{
	buf_add_format(out, ",S=%" PRIu64 ",W=%" PRIu64, size, vsize);
}

void md_name_add_uid(struct buf *out, uint32_t uid, uint64_t mark)
{
	buf_add_format(out, ",U=%" PRIu32 ".%08" PRIx64, uid, mark);
}

struct span md_name_strip_uid(struct span base)
{
	return span_first(base, span_find(base, SPAN(",U=")));
}

void md_name_add_foreign_sizes(struct buf *out, uint64_t size, uint64_t vsize)
{
	buf_add_format(out, ",W=%" PRIu64 ",S=%" PRIu64, vsize, size);
}

struct span md_name_strip_ours(struct span base)
{
	struct span bare = md_name_strip_uid(base);
	size_t vsize = span_find(bare, SPAN(",W="));
	struct span rest = span_from(bare, vsize + 3);
	uint64_t number;

	return bare.len < base.len && num_take_u64(&rest, INT64_MAX, &number) &&
			       span_starts(rest, SPAN(",S=")) &&
			       num_parse_u64(span_from(rest, 3), 0, INT64_MAX,
					     &number)
		       ? span_first(bare, vsize)
		       : bare;
}

struct span md_name_flags(char room[MD_NAME_FLAGS_MAX], uint32_t flags,
			  uint64_t keywords)
{
	size_t len = 3;

	memcpy(room, ":2,", 3);
	for (size_t i = 0; i < FLAG_LETTERS; i++)
		if (flags & flag_letters[i].bit)
			room[len++] = flag_letters[i].letter;
	for (unsigned i = 0; i < KEYWORD_LETTERS; i++)
		if (keywords & UINT64_C(1) << i)
			room[len++] = (char)('a' + i);
	return span_make(room, len);
}

void md_name_write(struct buf *out, struct span base, uint32_t flags,
		   uint64_t keywords)
{
	char room[MD_NAME_FLAGS_MAX];

	buf_add(out, base);
	buf_add(out, md_name_flags(room, flags, keywords));
}

uint64_t md_name_mark(uint32_t uidvalidity, const uint8_t mailbox_id[16])
{
	char bytes[20];
	uint64_t sum;

	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (char)(uidvalidity >> (24 - 8 * i));
	memcpy(bytes + 4, mailbox_id, 16);
	sum = md_sum(span_make(bytes, sizeof(bytes)));
	return (sum ^ sum >> 32) & UINT32_MAX;
}
