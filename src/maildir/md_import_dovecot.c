/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_dovecot.h"

#include "base/num.h"
#include "maildir/md_import_courier.h"

/* Of the keys we need V and N; others may come and go. */
static bool parse_header(struct span line, uint64_t *out_uidvalidity,
			 uint64_t *out_uidnext, struct span *out_guid)
{
	struct span field;

	*out_uidvalidity = 0;
	*out_uidnext = 1;
	*out_guid = span_make(NULL, 0);
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
		if (span_starts(field, SPAN("G")))
			*out_guid = value;
	}
	return true;
}

/* A UIDL that POP3 cannot say counts as none. */
static bool is_uidl(struct span value)
{
	if (!value.len || value.len > MD_IMPORT_UIDL_MAX)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < 0x21 || value.ptr[i] > 0x7e)
			return false;
	return true;
}

static void parse_fields(struct md_import_entry *entry)
{
	struct span rest = entry->fields;
	struct span field;

	while (span_cut(&rest, ' ', &field)) {
		struct span value = span_from(field, 1);
		uint32_t order;

		if (span_starts(field, SPAN("P")) && is_uidl(value))
			entry->uidl = value;
		if (span_starts(field, SPAN("O")) &&
		    num_parse_u32(value, 1, UINT32_MAX, &order))
			entry->order = order;
	}
}

static bool parse_record(struct span line, struct md_import_list *list)
{
	struct md_import_entry *entry;
	uint64_t uid;
	size_t at;

	if (!num_take_u64(&line, MD_IMPORT_UID_MAX, &uid))
		return false;
	at = span_find(line, SPAN(" :"));
	if (at == line.len || line.ptr[0] != ' ' ||
	    !md_import_list_add(list, uid, span_from(line, at + 2)))
		return false;
	entry = &list->entry[list->count - 1];
	entry->fields = span_first(line, at);
	parse_fields(entry);
	return true;
}

bool md_import_dovecot_parse(struct span text, struct arena *arena,
			     struct md_import_list *out)
{
	uint64_t uidvalidity, uidnext;
	struct span line, guid;

	if (span_starts(text, SPAN("1 ")))
		return md_import_courier_parse(text, arena, out);
	if (!md_import_list_line(&text, &line) ||
	    !parse_header(line, &uidvalidity, &uidnext, &guid) ||
	    !md_import_list_begin(out, arena, text, uidvalidity, uidnext))
		return false;
	out->guid = guid;
	while (md_import_list_line(&text, &line))
		if (!parse_record(line, out))
			return false;
	return true;
}
