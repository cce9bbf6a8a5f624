/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_dovecot.h"

#include "base/num.h"
#include "maildir/md_import_courier.h"

/* Of the keys we need V and N; others (G, P) may come and go. */
static bool parse_header(struct span line, uint64_t *out_uidvalidity,
			 uint64_t *out_uidnext)
{
	struct span field;

	*out_uidvalidity = 0;
	*out_uidnext = 1;
	if (!span_cut(&line, ' ', &field) || !span_eq(field, SPAN("3")))
		return false;
	while (span_cut(&line, ' ', &field)) {
		struct span value = span_from(field, 1);

		if (span_starts(field, SPAN("V")) &&
		    !num_parse_u64(value, 1, UINT32_MAX, out_uidvalidity))
			return false;
		if (span_starts(field, SPAN("N")) &&
		    !num_parse_u64(value, 0, UINT32_MAX, out_uidnext))
			return false;
	}
	return true;
}

static bool parse_record(struct span line, struct md_import_list *list)
{
	uint64_t uid;
	size_t at;

	if (!num_take_u64(&line, MD_IMPORT_UID_MAX, &uid))
		return false;
	at = span_find(line, SPAN(" :"));
	return at < line.len && line.ptr[0] == ' ' &&
	       md_import_list_add(list, uid, span_from(line, at + 2));
}

bool md_import_dovecot_parse(struct span text, struct arena *arena,
			     struct md_import_list *out)
{
	uint64_t uidvalidity, uidnext;
	struct span line;

	if (span_starts(text, SPAN("1 ")))
		return md_import_courier_parse(text, arena, out);
	if (!md_import_list_line(&text, &line) ||
	    !parse_header(line, &uidvalidity, &uidnext) ||
	    !md_import_list_begin(out, arena, text, uidvalidity, uidnext))
		return false;
	while (md_import_list_line(&text, &line))
		if (!parse_record(line, out))
			return false;
	return true;
}
