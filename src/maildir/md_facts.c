/* SPDX-License-Identifier: MIT */
/*
 * Lines "[-]<kind> [<mark> <uids>] <key>[ <value>] sum=<16 hex>", fields with
 * exactly one blank between, bytes that would disturb written as %XX. A line
 * that is torn off ends without LF: the next one begins with "?" and LF then.
 */
#include "maildir/md_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/hex.h"
#include "base/num.h"
#include "io/file.h"
#include "maildir/md_folder.h"
#include "maildir/md_line.h"

enum {
	FILE_CAP = 1 << 30,
	LINE_CAP = 64 << 20,
	SMALL = 64 * 1024 /* not worth writing anew */
};
static const char file_name[] = MD_FACTS_FILE;

static const char *const kind_name[] = {
	[MD_FACT_KEYWORD] = "keyword", [MD_FACT_MESSAGE] = "message",
	[MD_FACT_MAILBOX] = "mailbox", [MD_FACT_SERVER] = "server",
	[MD_FACT_NUMBER] = "number",
};
enum {
	KINDS = sizeof(kind_name) / sizeof(kind_name[0])
};

static bool is_of_messages(enum md_fact_kind kind)
{
	return kind == MD_FACT_KEYWORD || kind == MD_FACT_MESSAGE;
}

/* ---- reading ---- */

struct parsing {
	uint64_t mark;
	struct buf key;
	struct buf value;
	struct ranges uids;
};

static bool unescape(struct span text, struct buf *out)
{
	buf_reset(out);
	return hex_unescape(out, text, '%') && !out->full;
}

/* "1:3,7": ascending, as ranges_write gives it. */
static bool parse_uids(struct span text, struct ranges *out)
{
	struct span run;
	uint32_t past = 0;

	ranges_clear(out);
	while (span_cut(&text, ',', &run)) {
		size_t colon = span_find_char(run, ':');
		uint32_t first, last;

		if (past == UINT32_MAX ||
		    !num_parse_u32(span_first(run, colon), past + 1, UINT32_MAX,
				   &first))
			return false;
		last = first;
		if (colon < run.len && !num_parse_u32(span_from(run, colon + 1),
						      first, UINT32_MAX, &last))
			return false;
		ranges_add_run(out, first, last);
		past = last;
	}
	return true;
}

static bool parse_kind(struct span text, struct md_fact *out)
{
	if (span_starts(text, SPAN("-"))) {
		out->removed = true;
		text = span_from(text, 1);
	}
	for (unsigned i = 0; i < KINDS; i++)
		if (span_eq(text, span_of(kind_name[i]))) {
			out->kind = (enum md_fact_kind)i;
			return true;
		}
	return false;
}

/* <mark> <uids> */
static bool parse_messages(struct parsing *p, struct span *rest,
			   struct md_fact *out)
{
	struct span mark, uids;
	uint64_t n;

	if (!is_of_messages(out->kind))
		return true;
	out->uids = &p->uids;
	return span_cut(rest, ' ', &mark) && num_parse_hex(mark, &n) &&
	       n == p->mark && span_cut(rest, ' ', &uids) &&
	       parse_uids(uids, &p->uids);
}

static bool parse_line(struct parsing *p, struct span line, struct md_fact *out)
{
	bool wants_value;
	struct span piece;

	*out = (struct md_fact){ .removed = false };
	if (!md_line_cut_sum(&line) || !line.len ||
	    line.ptr[line.len - 1] != ' ')
		return false;
	line.len--;
	if (!span_cut(&line, ' ', &piece) || !parse_kind(piece, out) ||
	    !parse_messages(p, &line, out) || !span_cut(&line, ' ', &piece) ||
	    !unescape(piece, &p->key) || !p->key.len)
		return false;
	out->key = buf_span(&p->key);
	wants_value = out->kind != MD_FACT_KEYWORD && !out->removed;
	/* ptr is NULL behind the last field. */
	if (!wants_value)
		return !line.ptr;
	if (!span_cut(&line, ' ', &piece) || line.ptr ||
	    !unescape(piece, &p->value))
		return false;
	out->value = buf_span(&p->value);
	return true;
}

void md_facts_parse(struct span text, uint64_t mark, md_fact_found found,
		    void *arg)
{
	struct parsing p = { .mark = mark };
	struct md_fact fact;

	buf_init(&p.key, MD_FACT_KEY_MAX);
	buf_init(&p.value, MD_FACT_VALUE_MAX);
	ranges_init(&p.uids);
	while (text.len) {
		size_t len = span_find_char(text, '\n');

		/* What ends without LF is torn. */
		if (len == text.len)
			break;
		if (parse_line(&p, span_first(text, len + 1), &fact))
			found(arg, &fact);
		text = span_from(text, len + 1);
	}
	buf_release(&p.key);
	buf_release(&p.value);
	ranges_release(&p.uids);
}

bool md_facts_read(const char *root, struct span dir, uint64_t mark,
		   md_fact_found found, void *arg, struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, FILE_CAP);
	if (!md_folder_open(root, dir, &folder, err))
		return false;
	if (!file_read(folder, file_name, &text, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	md_facts_parse(buf_span(&text), mark, found, arg);
	return true;
}

/* ---- writing ---- */

static void escape(struct buf *out, struct span text)
{
	for (size_t at = 0; at < text.len; at++) {
		unsigned char c = (unsigned char)text.ptr[at];

		if (c <= ' ' || c == '%' || c == 0x7f)
			buf_add_format(out, "%%%02X", (unsigned)c);
		else
			buf_add_char(out, (char)c);
	}
}

void md_facts_write(struct buf *out, uint64_t mark, const struct md_fact *fact)
{
	auto_buf struct buf line;

	buf_init(&line, LINE_CAP);
	buf_add_str(&line, fact->removed ? "-" : "");
	buf_add_str(&line, kind_name[fact->kind]);
	if (is_of_messages(fact->kind)) {
		buf_add_format(&line, " %08" PRIx64 " ", mark);
		ranges_write(fact->uids, &line);
	}
	buf_add_char(&line, ' ');
	escape(&line, fact->key);
	if (fact->kind != MD_FACT_KEYWORD && !fact->removed) {
		buf_add_char(&line, ' ');
		escape(&line, fact->value);
	}
	md_line_end(&line);
	if (line.full || !fact->key.len || fact->key.len > MD_FACT_KEY_MAX ||
	    fact->value.len > MD_FACT_VALUE_MAX)
		out->full = true;
	buf_add(out, buf_span(&line));
}

/* A power of two lies between them. */
static bool has_doubled(size_t before, size_t after)
{
	size_t step = SMALL;

	while (step <= before)
		step *= 2;
	return after >= step;
}

static bool add_text(int folder, struct span text, bool *out_worn,
		     struct err *err)
{
	auto_fd int fd =
		openat(folder, file_name,
		       O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	*out_worn = false;
	if (fd < 0 && errno == ENOENT)
		return file_write_atomic(folder, file_name, text, 0600, err);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(err, "open %s", file_name);
	if (!md_line_append(fd, file_name, text, err))
		return false;
	*out_worn =
		has_doubled((size_t)st.st_size, (size_t)st.st_size + text.len);
	return true;
}

bool md_facts_add(const char *root, struct span dir, uint64_t mark,
		  const struct md_fact *facts, size_t count, bool *out_worn,
		  struct err *err)
{
	auto_buf struct buf text;
	auto_fd int folder = -1;

	buf_init(&text, FILE_CAP);
	*out_worn = false;
	for (size_t i = 0; i < count; i++)
		md_facts_write(&text, mark, &facts[i]);
	if (text.full)
		return err_set(err, ERR_LIMIT, "Too much to note");
	return !count || (md_folder_open(root, dir, &folder, err) &&
			  add_text(folder, buf_span(&text), out_worn, err));
}

bool md_facts_replace(const char *root, struct span dir, struct span text,
		      struct err *err)
{
	auto_fd int folder = -1;

	return md_folder_open(root, dir, &folder, err) &&
	       file_write_atomic(folder, file_name, text, 0600, err);
}

size_t md_facts_size(const char *root, struct span dir)
{
	auto_fd int folder = -1;
	struct err err = { 0 };
	struct stat st;

	if (!md_folder_open(root, dir, &folder, &err) ||
	    fstatat(folder, file_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return (size_t)st.st_size;
}
