/* SPDX-License-Identifier: MIT */
/*
 * A mailbox of somebody else has no private entries: its owner's are nobody
 * else's business, and there is no place for another's (NOPRIVATE). Shared
 * entries of the server are settings; what a user sets of the server is
 * private.
 */
#include "imap/imap_metadata.h"

#include "base/auto.h"
#include "imap/imap_args.h"

enum {
	NAME_CAP = 64 * 1024,
	SPECIAL_CAP = 256,
	VALUE_CAP = 4 << 20, /* of one, escaped */
};

#define SPECIAL_USE SPAN("/private/specialuse")

bool imap_metadata_find(struct imap_session *session, struct span path,
			struct imap_mailbox *out, struct err *err)
{
	const uint32_t any = STORE_RIGHT_READ | STORE_RIGHT_SEEN |
			     STORE_RIGHT_WRITE | STORE_RIGHT_INSERT |
			     STORE_RIGHT_POST;

	if (!imap_mailbox_find(session, path, STORE_RIGHT_LOOKUP, out, err))
		return false;
	return (out->rights & any) ||
	       err_set(err, ERR_DENIED, "Permission denied");
}

/* ---- what there is ---- */

struct values {
	struct store_metadata *item;
	bool *told;
	size_t count;
};

static void add_value(struct values *values, struct span entry,
		      struct span value)
{
	values->item[values->count++] = (struct store_metadata){
		.entry = entry,
		.value = value,
	};
}

static void add_setting(struct values *values, struct span entry,
			const char *value)
{
	if (*value)
		add_value(values, entry, span_of(value));
}

/* Attributes that a mailbox has by its name count too (RFC 6154 4). */
static void add_special(struct values *values, struct arena *arena,
			uint32_t special)
{
	auto_buf struct buf text = { 0 };

	if (!(special & STORE_MAILBOX_SPECIAL))
		return;
	buf_init(&text, SPECIAL_CAP);
	store_special_write(&text, special);
	add_value(values, SPECIAL_USE, arena_dup(arena, buf_span(&text)));
}

static bool read_values(struct imap_session *session,
			const struct imap_mailbox *mailbox, uint32_t special,
			struct values *out, struct err *err)
{
	struct store_user *user = mailbox ? mailbox->user : session->user;
	bool own = user == session->user;
	struct arena *arena = &session->arena;
	struct store_metadata *list;
	size_t count;

	if (!store_metadata_list(user, mailbox ? mailbox->name : SPAN(""),
				 arena, &list, &count, err))
		return false;
	*out = (struct values){
		.item = arena_alloc_array(arena, count + 2, sizeof(*list)),
		.told = arena_alloc_array(arena, count + 2, sizeof(bool)),
	};
	for (size_t i = 0; i < count; i++)
		if (!span_eq_nocase(list[i].entry, SPECIAL_USE) &&
		    (own || !imap_metadata_parse_is_private(list[i].entry)))
			add_value(out, list[i].entry, list[i].value);
	if (mailbox && own)
		add_special(out, arena, special);
	if (!mailbox) {
		add_setting(out, SPAN("/shared/comment"),
			    session->config->imap_server_comment);
		add_setting(out, SPAN("/shared/admin"),
			    session->config->imap_server_admin);
	}
	return true;
}

/* ---- telling ---- */

struct answer {
	struct imap_session *session;
	struct span path;
	bool begun;
	uint64_t max_size;
	uint64_t longest;
};

static void add_string(struct buf *out, struct span value)
{
	if (span_find_char(value, '\0') == value.len) {
		wire_imap_add_string(out, value);
		return;
	}
	buf_add_format(out, "~{%zu}\r\n", value.len);
	buf_add(out, value);
}

/* value.ptr NULL: there is none. */
static void tell(struct answer *answer, struct span entry, struct span value)
{
	auto_buf struct buf out = { 0 };

	if (value.len > answer->max_size) {
		if (value.len > answer->longest)
			answer->longest = value.len;
		return;
	}
	buf_init(&out, NAME_CAP + VALUE_CAP);
	if (!answer->begun) {
		buf_add(&out, SPAN("* METADATA "));
		if (answer->path.len)
			imap_args_add_mailbox(answer->session, &out,
					      answer->path);
		else
			buf_add(&out, SPAN("\"\""));
	}
	buf_add(&out, answer->begun ? SPAN(" ") : SPAN(" ("));
	answer->begun = true;
	wire_imap_add_astring(&out, entry);
	buf_add_char(&out, ' ');
	if (value.ptr)
		add_string(&out, value);
	else
		buf_add(&out, SPAN("NIL"));
	stream_write(&answer->session->stream, buf_span(&out));
}

/* RFC 5464 4.2.2 */
static bool is_asked(struct span entry, struct span asked,
		     enum imap_metadata_depth depth)
{
	struct span rest = span_from(entry, asked.len);

	if (!span_starts_nocase(entry, asked))
		return false;
	if (!rest.len)
		return true;
	if (depth == IMAP_METADATA_ITSELF || rest.ptr[0] != '/')
		return false;
	rest = span_from(rest, 1);
	return depth == IMAP_METADATA_ALL ||
	       span_find_char(rest, '/') == rest.len;
}

/* What is asked for by its name has an answer, if only NIL. */
static void tell_asked(struct answer *answer, struct values *values,
		       struct span asked, enum imap_metadata_depth depth)
{
	bool found = depth != IMAP_METADATA_ITSELF;

	for (size_t i = 0; i < values->count; i++) {
		const struct store_metadata *item = &values->item[i];

		if (!is_asked(item->entry, asked, depth))
			continue;
		found = true;
		if (!values->told[i])
			tell(answer,
			     item->entry.len == asked.len ? asked : item->entry,
			     item->value);
		values->told[i] = true;
	}
	if (!found)
		tell(answer, asked, span_make(NULL, 0));
}

bool imap_metadata_tell(struct imap_session *session,
			const struct imap_mailbox *mailbox, uint32_t special,
			const struct imap_metadata_ask *ask,
			uint64_t *out_longest, struct err *err)
{
	struct values values;
	struct answer answer = {
		.session = session,
		.path = mailbox ? mailbox->path : SPAN(""),
		.max_size = ask->max_size,
	};

	if (!read_values(session, mailbox, special, &values, err))
		return false;
	for (size_t i = 0; i < ask->count; i++)
		tell_asked(&answer, &values, ask->entry[i], ask->depth);
	if (answer.begun)
		stream_write(&session->stream, SPAN(")\r\n"));
	if (out_longest && answer.longest)
		*out_longest = answer.longest;
	return true;
}
