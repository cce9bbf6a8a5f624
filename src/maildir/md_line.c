/* SPDX-License-Identifier: MIT */
#include "maildir/md_line.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "io/file.h"
#include "maildir/md_sum.h"

enum {
	SUM_DIGITS = 16
};

void md_line_begin(struct buf *out, const char *name, unsigned version)
{
	buf_add_format(out, "%s v=%u", name, version);
}

void md_line_end(struct buf *out)
{
	buf_add_str(out, " ");
	buf_add_format(out, "sum=%016" PRIx64 "\n", md_sum(buf_span(out)));
}

bool md_line_cut_sum(struct span *text)
{
	const size_t tail = 4 + SUM_DIGITS + 1;
	struct span sum;
	uint64_t wanted;

	if (text->len < tail || text->ptr[text->len - 1] != '\n')
		return false;
	sum = span_from(*text, text->len - tail);
	text->len -= tail;
	return span_starts(sum, SPAN("sum=")) &&
	       num_parse_hex(span_first(span_from(sum, 4), SUM_DIGITS),
			     &wanted) &&
	       wanted == md_sum(*text);
}

bool md_line_parse(struct span text, const char *name, unsigned version,
		   struct span *out_fields)
{
	struct span piece;
	uint32_t found;

	if (!md_line_cut_sum(&text))
		return false;
	if (!span_cut(&text, ' ', &piece) || !span_eq(piece, span_of(name)))
		return false;
	if (!span_cut(&text, ' ', &piece) || !span_starts(piece, SPAN("v=")) ||
	    !num_parse_u32(span_from(piece, 2), 0, UINT32_MAX, &found))
		return false;
	*out_fields = text;
	return found == version;
}

struct span md_line_value(struct span fields, struct span key)
{
	struct span piece;

	while (span_cut(&fields, ' ', &piece))
		if (span_starts(piece, key) && piece.len > key.len &&
		    piece.ptr[key.len] == '=')
			return span_from(piece, key.len + 1);
	return SPAN("");
}

bool md_line_append(int fd, const char *name, struct span text, struct err *err)
{
	char last = '\n';
	struct stat st;

	if (fstat(fd, &st) < 0 ||
	    (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) != 1))
		return err_sys(err, "read %s", name);
	/* It must not become whole by its end alone. */
	if ((last == '\n' || file_write_all(fd, SPAN("?\n"), err)) &&
	    file_write_all(fd, text, err))
		return fdatasync(fd) == 0 || err_sys(err, "fdatasync %s", name);
	if (ftruncate(fd, st.st_size) < 0)
		err_detail(err, "truncate %s", name);
	return false;
}
