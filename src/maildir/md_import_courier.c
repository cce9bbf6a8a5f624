/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_courier.h"

#include "base/auto.h"
#include "base/buf.h"
#include "base/num.h"
#include "maildir/md_subscriptions.h"

static bool take_blank(struct span *s)
{
	if (!span_starts(*s, SPAN(" ")))
		return false;
	*s = span_from(*s, 1);
	return true;
}

bool md_import_courier_parse(struct span text, struct arena *arena,
			     struct md_import_list *out)
{
	uint64_t version, uidvalidity, uidnext, uid;
	struct span line;

	if (!md_import_list_line(&text, &line) ||
	    !num_take_u64(&line, 1, &version) || version != 1 ||
	    !take_blank(&line) ||
	    !num_take_u64(&line, UINT32_MAX, &uidvalidity) ||
	    !take_blank(&line) || !num_take_u64(&line, UINT32_MAX, &uidnext) ||
	    !md_import_list_begin(out, arena, text, uidvalidity, uidnext))
		return false;
	while (md_import_list_line(&text, &line))
		if (!num_take_u64(&line, MD_IMPORT_UID_MAX, &uid) ||
		    !take_blank(&line) || !md_import_list_add(out, uid, line))
			return false;
	return true;
}

void md_import_courier_subscribed(struct span text, struct arena *arena,
				  struct span **out, size_t *out_count)
{
	auto_buf struct buf names;
	struct span line;

	/* Never longer than what it is made of. */
	buf_init(&names, text.len + 1);
	while (span_cut(&text, '\n', &line)) {
		line = span_trim(line);
		if (span_starts_nocase(line, SPAN("INBOX.")))
			line = span_from(line, 6);
		else if (!span_eq_nocase(line, SPAN("INBOX")))
			continue;
		buf_add(&names, line);
		buf_add_char(&names, '\n');
	}
	md_subscriptions_parse(buf_span(&names), arena, out, out_count);
}
