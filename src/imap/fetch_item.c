/* SPDX-License-Identifier: MIT */
/*
 * Envelope, structures and kept header fields are stored as they stand in the
 * answer and are copied as they are.
 */
#include "imap/fetch_item.h"

#include <string.h>
#include <time.h>

#include "imap/fetch_binary.h"
#include "imap/imap_flags.h"
#include "imap/imap_reply.h"
#include "stats/stats.h"

enum {
	ANSWER_MAX = 1 << 28,
	PIECE = 64 * 1024
};

void fetch_item_init(struct fetch_answer *answer)
{
	answer->hole_count = 0;
	answer->holed_count = 0;
	buf_init(&answer->text, ANSWER_MAX);
	buf_init(&answer->piece, ANSWER_MAX);
	buf_init(&answer->parts, ANSWER_MAX);
	buf_init(&answer->paths, ANSWER_MAX);
	fetch_section_init(&answer->section);
}

void fetch_item_release(struct fetch_answer *answer)
{
	buf_release(&answer->text);
	buf_release(&answer->piece);
	buf_release(&answer->parts);
	buf_release(&answer->paths);
	fetch_section_release(&answer->section);
}

/* ---- composing ---- */

struct composer {
	struct fetch_answer *answer;
	const struct fetch_options *options;
	struct store_read *read;
	const struct store_message *message;
	size_t parts_at; /* of this message */
	struct err *err;
};

static enum fetch_composed failed(const struct err *err)
{
	if (err->kind == ERR_GONE)
		return FETCH_GONE;
	return err->kind == ERR_NOTFOUND ? FETCH_UNKEPT : FETCH_FAILED;
}

static void add_flags(struct composer *c)
{
	const struct store_message *m = c->message;

	buf_add(&c->answer->text, SPAN("FLAGS "));
	imap_flags_add(&c->answer->text, c->options->keywords, m->flags,
		       m->keywords, m->recent);
}

static void put_two(char *to, int number)
{
	to[0] = (char)('0' + number / 10 % 10);
	to[1] = (char)('0' + number % 10);
}

/* RFC 3501 9: date-time, the day with a leading space, in local time. A list
 * of 100,000 messages has it in each, so it is not left to printf. */
static void add_date(struct buf *out, struct span label, int64_t seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char date[] = "\"00-Jan-0000 00:00:00 +0000\"";
	char *to = date + 1;
	time_t clock = seconds;
	struct tm t = { .tm_mday = 1 };
	int east;

	localtime_r(&clock, &t);
	east = (int)(t.tm_gmtoff < 0 ? -t.tm_gmtoff : t.tm_gmtoff) / 60;
	put_two(to, t.tm_mday);
	if (t.tm_mday < 10)
		to[0] = ' ';
	memcpy(to + 3, months + 3 * t.tm_mon, 3);
	put_two(to + 7, (t.tm_year + 1900) / 100);
	put_two(to + 9, t.tm_year % 100);
	put_two(to + 12, t.tm_hour);
	put_two(to + 15, t.tm_min);
	put_two(to + 18, t.tm_sec);
	to[21] = t.tm_gmtoff < 0 ? '-' : '+';
	put_two(to + 22, east / 60);
	put_two(to + 24, east % 60);
	buf_add(out, label);
	buf_add(out, span_make(date, sizeof(date) - 1));
}

static enum fetch_composed add_objectid(struct composer *c,
					const struct fetch_item *item)
{
	struct buf *text = &c->answer->text;
	bool made;

	buf_add(text, item->kind == FETCH_EMAILID ? SPAN("EMAILID (")
						  : SPAN("THREADID ("));
	made = item->kind == FETCH_EMAILID
		       ? store_objectid_email(c->read, c->message, text, c->err)
		       : store_objectid_thread(c->read, c->message, text,
					       c->err);
	if (!made)
		return failed(c->err);
	buf_add_char(text, ')');
	return FETCH_COMPOSED;
}

static enum fetch_composed add_kept(struct composer *c, struct span label,
				    enum store_field field)
{
	struct span value;

	if (!store_message_field(c->read, c->message, field, &value, c->err))
		return failed(c->err);
	buf_add(&c->answer->text, label);
	buf_add(&c->answer->text, value);
	return FETCH_COMPOSED;
}

static void count(const struct fetch_item *item, uint64_t size)
{
	bool body =
		item->part == FETCH_PART_WHOLE || item->part == FETCH_PART_TEXT;

	stats_add(body ? STATS_imap_fetched_bodies : STATS_imap_fetched_headers,
		  1);
	stats_add(body ? STATS_imap_fetched_body_bytes
		       : STATS_imap_fetched_header_bytes,
		  size);
}

static void add_literal_head(struct buf *out, const struct fetch_item *item,
			     uint64_t size, bool has_nul)
{
	buf_add(out, item->label);
	buf_add(out, has_nul ? SPAN(" ~{") : SPAN(" {"));
	buf_add_u64(out, size);
	buf_add(out, SPAN("}\r\n"));
}

static void add_picked(struct composer *c, const struct fetch_item *item,
		       struct span kept)
{
	struct fetch_answer *answer = c->answer;
	struct fetch_section *section = &answer->section;
	struct span table;
	uint64_t size;

	buf_reset(&section->made);
	if (!store_message_field(c->read, c->message, STORE_TABLE, &table,
				 c->err) ||
	    !mime_summary_pick(&section->made, kept, table, item->kept_names))
		fetch_section_pick(&section->made, item, kept);
	buf_add(&section->made, SPAN("\r\n"));
	fetch_section_give(section);
	size = fetch_section_size(section, item);
	count(item, size);
	add_literal_head(&answer->text, item, size, false);
	buf_add(&answer->text,
		span_first(span_from(section->bytes, section->skip), size));
}

static enum fetch_composed add_hole(struct composer *c,
				    const struct fetch_item *item)
{
	struct fetch_answer *answer = c->answer;
	struct span parts;

	if (item->depth && answer->parts.len == c->parts_at) {
		if (!store_message_field(c->read, c->message, STORE_PARTS,
					 &parts, c->err))
			return failed(c->err);
		buf_add(&answer->parts, parts);
	}
	if (item->kind != FETCH_SECTION &&
	    !fetch_binary_is_known(
		    item, span_from(buf_span(&answer->parts), c->parts_at)))
		return FETCH_ENCODED;
	answer->hole[answer->hole_count++] =
		(struct fetch_hole){ answer->text.len, item };
	return FETCH_COMPOSED;
}

static enum fetch_composed add_section(struct composer *c,
				       const struct fetch_item *item)
{
	struct span kept;

	if (!item->is_kept)
		return add_hole(c, item);
	if (!store_message_field(c->read, c->message, STORE_HEADERS, &kept,
				 c->err))
		return failed(c->err);
	if (!mime_summary_is_whole(kept))
		return add_hole(c, item);
	add_picked(c, item, kept);
	return FETCH_COMPOSED;
}

/* RFC 8970 3.2: NIL only to LAZY. */
static enum fetch_composed add_preview(struct composer *c,
				       const struct fetch_item *item)
{
	enum fetch_composed result =
		add_kept(c, SPAN("PREVIEW "), STORE_PREVIEW);

	if (result != FETCH_UNKEPT || !item->is_lazy)
		return result;
	buf_add(&c->answer->text, SPAN("PREVIEW NIL"));
	return FETCH_COMPOSED;
}

static void add_modseq(struct composer *c)
{
	buf_add(&c->answer->text, SPAN("MODSEQ ("));
	buf_add_u64(&c->answer->text, c->message->modseq);
	buf_add_char(&c->answer->text, ')');
}

/* \Seen was set by this command, so the flags come unasked (RFC 7162 3.2.4). */
static void add_seen(struct composer *c)
{
	const struct fetch_request *request = c->options->request;
	struct buf *text = &c->answer->text;

	if (!request->has_flags) {
		buf_add_char(text, ' ');
		add_flags(c);
	}
	if (c->options->with_modseq && !request->has_uid) {
		buf_add(text, SPAN(" UID "));
		buf_add_u64(text, c->message->uid);
	}
	if (c->options->with_modseq && !request->has_modseq) {
		buf_add_char(text, ' ');
		add_modseq(c);
	}
}

static enum fetch_composed add_item(struct composer *c,
				    const struct fetch_item *item)
{
	struct buf *text = &c->answer->text;

	switch (item->kind) {
	case FETCH_FLAGS:
		add_flags(c);
		break;
	case FETCH_UID:
		buf_add(text, SPAN("UID "));
		buf_add_u64(text, c->message->uid);
		break;
	case FETCH_MODSEQ:
		add_modseq(c);
		break;
	case FETCH_INTERNALDATE:
		add_date(text, SPAN("INTERNALDATE "), c->message->internaldate);
		break;
	case FETCH_SAVEDATE:
		add_date(text, SPAN("SAVEDATE "), c->message->savedate);
		break;
	case FETCH_EMAILID:
	case FETCH_THREADID:
		return add_objectid(c, item);
	case FETCH_SIZE:
		buf_add(text, SPAN("RFC822.SIZE "));
		buf_add_u64(text, c->message->vsize);
		break;
	case FETCH_ENVELOPE:
		return add_kept(c, SPAN("ENVELOPE "), STORE_ENVELOPE);
	case FETCH_BODY:
		return add_kept(c, SPAN("BODY "), STORE_BODY);
	case FETCH_BODYSTRUCTURE:
		return add_kept(c, SPAN("BODYSTRUCTURE "), STORE_STRUCTURE);
	case FETCH_PREVIEW:
		return add_preview(c, item);
	case FETCH_SECTION:
		return add_section(c, item);
	case FETCH_BINARY:
	case FETCH_BINARY_SIZE:
		return add_hole(c, item);
	}
	return FETCH_COMPOSED;
}

static enum fetch_composed add_items(struct composer *c)
{
	const struct fetch_request *request = c->options->request;
	enum fetch_composed result = FETCH_COMPOSED;

	for (unsigned i = 0; i < request->count; i++) {
		if (i)
			buf_add_char(&c->answer->text, ' ');
		result = add_item(c, &request->items[i]);
		if (result != FETCH_COMPOSED)
			return result;
	}
	if (ranges_has(c->options->seen, c->message->uid))
		add_seen(c);
	return FETCH_COMPOSED;
}

/* One whose path the index does not know is looked for when it is opened. */
static void note_holes(struct composer *c, size_t at)
{
	struct fetch_answer *answer = c->answer;
	size_t path_at = answer->paths.len;
	struct err err;

	if (!store_read_path(c->read, c->message, &answer->paths, &err))
		buf_truncate(&answer->paths, path_at);
	buf_add_char(&answer->paths, '\0');
	answer->holed[answer->holed_count++] = (struct fetch_holed){
		.uid = c->message->uid,
		.at = at,
		.end = answer->text.len,
		.parts_at = c->parts_at,
		.path_at = path_at,
		.hole_end = answer->hole_count,
	};
}

bool fetch_item_is_full(const struct fetch_answer *answer,
			const struct fetch_options *options)
{
	return answer->text.len >= PIECE ||
	       answer->holed_count == FETCH_HOLED_MAX ||
	       answer->hole_count + options->request->count > FETCH_ITEMS_MAX;
}

enum fetch_composed fetch_item_compose(struct fetch_answer *answer,
				       const struct fetch_options *options,
				       struct store_read *read,
				       const struct store_message *message,
				       struct err *err)
{
	struct composer c = {
		.answer = answer,
		.options = options,
		.read = read,
		.message = message,
		.parts_at = answer->parts.len,
		.err = err,
	};
	unsigned holes = answer->hole_count;
	size_t at = answer->text.len;
	enum fetch_composed result;

	ASSERT(!fetch_item_is_full(answer, options));
	imap_reply_add_fetch(&answer->text, read->box, message->uid,
			     options->uid_only);
	result = add_items(&c);
	buf_add(&answer->text, SPAN(")\r\n"));
	if (result != FETCH_COMPOSED) {
		answer->hole_count = holes;
		buf_truncate(&answer->parts, c.parts_at);
		buf_truncate(&answer->text, at);
	} else if (answer->hole_count > holes) {
		note_holes(&c, at);
	}
	return result;
}

/* ---- sending ---- */

static void send_literal(struct fetch_answer *answer, struct stream *stream,
			 const struct fetch_item *item)
{
	struct fetch_section *section = &answer->section;
	bool has_nul = fetch_section_has_nul(section);
	uint64_t size = fetch_section_size(section, item);

	count(item, size);
	add_literal_head(&answer->piece, item, size, has_nul);
	stream_write(stream, buf_span(&answer->piece));
	while (!stream->failed && fetch_section_next(section, &answer->piece))
		stream_write(stream, buf_span(&answer->piece));
}

/* RFC 9051 9: a size is a number, there is no NIL for a part that is not. */
static void send_size(struct fetch_answer *answer, struct stream *stream,
		      const struct fetch_item *item)
{
	struct fetch_section *section = &answer->section;

	buf_add(&answer->piece, item->label);
	buf_add_char(&answer->piece, ' ');
	buf_add_u64(&answer->piece, fetch_section_size(section, item));
	stream_write(stream, buf_span(&answer->piece));
}

static void send_section(struct fetch_answer *answer, struct stream *stream,
			 const struct fetch_item *item, struct span message,
			 struct span parts)
{
	buf_reset(&answer->piece);
	fetch_section_cut(&answer->section, item, message, parts);
	if (item->kind == FETCH_BINARY_SIZE) {
		send_size(answer, stream, item);
	} else if (answer->section.exists) {
		send_literal(answer, stream, item);
	} else {
		stream_write(stream, item->label);
		stream_write(stream, SPAN(" NIL"));
	}
}

/* Of the answer with those holes, with its file. */
static void send_holes(struct fetch_answer *answer, struct stream *stream,
		       const struct fetch_holed *holed, struct span message)
{
	struct span text = span_first(buf_span(&answer->text), holed->end);
	struct span parts =
		span_from(buf_span(&answer->parts), holed->parts_at);
	unsigned i = holed == answer->holed ? 0 : holed[-1].hole_end;
	size_t at = holed->at;

	for (; i < holed->hole_end; i++) {
		const struct fetch_hole *hole = &answer->hole[i];

		stream_write(stream, span_from(span_first(text, hole->at), at));
		send_section(answer, stream, hole->item, message, parts);
		at = hole->at;
	}
	stream_write(stream, span_from(text, at));
}

static bool send_holed(struct fetch_answer *answer,
		       struct imap_session *session,
		       const struct fetch_holed *holed, struct err *err)
{
	const char *path = answer->paths.ptr + holed->path_at;
	struct store_file file;

	if (!store_message_open_at(session->box, holed->uid, path, &file, err))
		return false;
	send_holes(answer, &session->stream, holed, file.bytes);
	store_message_close(&file);
	return true;
}

static bool send_all(struct fetch_answer *answer, struct imap_session *session,
		     struct err *err)
{
	struct stream *stream = &session->stream;
	struct span text = buf_span(&answer->text);
	struct err why = { .kind = ERR_NONE };
	bool all = true;
	size_t at = 0;

	for (unsigned i = 0; i < answer->holed_count && !stream->failed; i++) {
		const struct fetch_holed *holed = &answer->holed[i];

		stream_write(stream,
			     span_from(span_first(text, holed->at), at));
		at = holed->end;
		if (send_holed(answer, session, holed, &why))
			continue;
		*err = why;
		if (why.kind != ERR_GONE)
			return false;
		err_clear(&why);
		all = false;
	}
	stream_write(stream, span_from(text, at));
	return all;
}

bool fetch_item_send(struct fetch_answer *answer, struct imap_session *session,
		     struct err *err)
{
	bool all = send_all(answer, session, err);

	buf_reset(&answer->text);
	buf_reset(&answer->parts);
	buf_reset(&answer->paths);
	answer->hole_count = 0;
	answer->holed_count = 0;
	return all;
}
