/* SPDX-License-Identifier: MIT */
/*
 * A part of another message is what FETCH BODY.PEEK[…] would give: the URL's
 * section is parsed and cut by the same code. A mailbox stays open for the
 * next URL, which mostly names the same one.
 */
#include "imap/imap_catenate.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "imap/fetch_section.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_others.h"
#include "imap/imap_pattern.h"
#include "imap/imap_reply.h"
#include "imap/imap_url.h"

enum {
	ITEM_MAX = 1 << 16,
	PARTS_MAX = 1 << 24,
	PIECE_MAX = 1 << 18,
	CODE_URL_MAX = 4096,
};

struct catenate {
	struct imap_upload *upload;
	struct imap_request *request;
	struct imap_sink *sink;
	imap_catenate_check *check;
	void *context;
	struct store_box *opened; /* or NULL */
	struct span opened_path;
};

/* ---- URL ---- */

/* The box of that mailbox: the selected one, or one that is opened. */
static struct store_box *box_of(struct catenate *c, const struct imap_url *url,
				struct err *err)
{
	struct imap_session *session = c->upload->session;
	struct imap_mailbox mailbox;

	if (!url->mailbox.ptr)
		return session->box;
	/* Another store may be closed for this one, but not where the message
	 * goes. */
	if (c->opened && !span_eq(c->opened_path, url->mailbox))
		store_box_close(&c->opened);
	imap_others_use(session, c->sink->user);
	if (!imap_mailbox_find(session, url->mailbox, STORE_RIGHT_READ,
			       &mailbox, err))
		return NULL;
	if (session->box && imap_mailbox_is_selected(session, &mailbox))
		return session->box;
	if (c->opened)
		return c->opened;
	if (!store_box_open(mailbox.user, mailbox.name, STORE_READ_ONLY,
			    &c->opened, err))
		return NULL;
	c->opened_path = mailbox.path;
	return c->opened;
}

/* The item that FETCH would have for it. */
static bool item_of(struct catenate *c, const struct imap_url *url,
		    struct fetch_request *out)
{
	struct arena *arena = &c->upload->session->arena;
	auto_buf struct buf text;

	buf_init(&text, ITEM_MAX);
	buf_add_str(&text, "BODY.PEEK[");
	buf_add(&text, url->section);
	buf_add_char(&text, ']');
	if (url->is_partial)
		buf_add_format(&text, "<%u.%u>", url->offset, url->length);
	return !text.full &&
	       fetch_parse(arena_dup(arena, buf_span(&text)), false, arena,
			   out) == FETCH_PARSED &&
	       out->count == 1 && out->items->kind == FETCH_SECTION;
}

static bool read_parts(struct store_box *box, uint32_t uid, struct buf *out,
		       struct err *err)
{
	struct store_message message;
	struct store_read read;
	struct span parts;
	bool ok;

	if (!store_read_begin(box, &read, err))
		return false;
	ok = store_message_get(&read, uid, &message, err) &&
	     store_message_field(&read, &message, STORE_PARTS, &parts, err);
	if (ok)
		buf_add(out, parts);
	store_read_end(&read);
	return ok;
}

static bool parts_of(struct store_box *box, uint32_t uid, struct buf *out,
		     struct err *err)
{
	if (read_parts(box, uid, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return store_message_cache(box, uid, err) &&
	       read_parts(box, uid, out, err);
}

/* false: there is no such section. */
static bool add_section(struct catenate *c, const struct fetch_item *item,
			struct span message, struct span parts)
{
	struct fetch_section section;
	auto_buf struct buf piece;
	bool exists;

	buf_init(&piece, PIECE_MAX);
	fetch_section_init(&section);
	fetch_section_cut(&section, item, message, parts);
	/* RFC 4469 3: octets are copied unchanged. */
	section.keeps_nul = true;
	exists = section.exists;
	if (exists)
		fetch_section_size(&section, item);
	while (exists && fetch_section_next(&section, &piece))
		imap_sink_write(c->sink, buf_span(&piece));
	fetch_section_release(&section);
	return exists;
}

static bool add_from(struct catenate *c, struct store_box *box, uint32_t uid,
		     const struct fetch_item *item, struct err *err)
{
	auto_buf struct buf parts;
	struct store_file file;
	bool exists;

	buf_init(&parts, PARTS_MAX);
	if ((item->depth && !parts_of(box, uid, &parts, err)) ||
	    !store_message_open(box, uid, &file, err))
		return false;
	exists = add_section(c, item, file.bytes, buf_span(&parts));
	store_message_close(&file);
	return exists || err_set(err, ERR_NOTFOUND, "No such part");
}

static bool fold_inbox(struct imap_session *session, struct imap_url *url)
{
	if (!url->mailbox.ptr)
		return true;
	url->mailbox = imap_pattern_inbox(&session->arena, url->mailbox);
	return utf8_is_valid(url->mailbox);
}

static bool add_url(struct catenate *c, struct span text)
{
	struct imap_session *session = c->upload->session;
	struct fetch_request request;
	struct store_box *box;
	struct imap_url url;
	struct err err;

	if (!imap_url_parse(text, &session->arena, &url) ||
	    !item_of(c, &url, &request))
		return false;
	if (!fold_inbox(session, &url))
		return false;
	box = box_of(c, &url, &err);
	return box &&
	       (!url.uidvalidity || url.uidvalidity == box->uidvalidity) &&
	       add_from(c, box, url.uid, request.items, &err);
}

/* RFC 4469 5: TEXT-CHAR but "]". */
static enum imap_result bad_url(struct imap_request *request, struct span url)
{
	enum imap_result result = imap_reply_no(
		request, "BADURL ", "No such message or part of one");
	struct span shown = span_first(url, CODE_URL_MAX);

	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.ptr[i];

		buf_add_char(
			&request->code,
			c > ' ' && c < 0x7f && c != ']' && c != '\\' ? c : '?');
	}
	return result;
}

static enum imap_result take_url(struct catenate *c)
{
	struct span url;
	bool malformed;

	if (!imap_upload_astring(c->upload, &url, &malformed))
		return imap_reply_bad(c->request, "Expected a URL");
	return add_url(c, url) ? IMAP_OK : bad_url(c->request, url);
}

/* ---- TEXT ---- */

static enum imap_result take_literal(struct catenate *c,
				     enum imap_upload_literal kind)
{
	enum imap_result checked;

	if (imap_upload_is(c->upload) != kind)
		return imap_reply_bad(c->request, "Expected a literal");
	checked = c->check(c->context, c->upload->literal.size);
	if (checked != IMAP_OK)
		return checked;
	if (!imap_upload_receive(c->upload, c->sink))
		return imap_reply_bad(c->request, "Command line too long");
	return IMAP_OK;
}

static enum imap_result take_text(struct catenate *c)
{
	if (!wire_imap_take_space(&c->upload->rest))
		return imap_reply_bad(c->request, "Expected a literal");
	return take_literal(c, IMAP_UPLOAD_LITERAL);
}

/* RFC 6855 4: "UTF8" SP "(" literal8 ")" */
static enum imap_result take_utf8(struct catenate *c)
{
	enum imap_result result;

	if (!wire_imap_take_space(&c->upload->rest) ||
	    !wire_imap_take_char(&c->upload->rest, '('))
		return imap_reply_bad(c->request, "Expected a literal");
	result = take_literal(c, IMAP_UPLOAD_LITERAL8);
	if (result == IMAP_OK && !wire_imap_take_char(&c->upload->rest, ')'))
		return imap_reply_bad(c->request, "Expected a )");
	return result;
}

/* ---- all ---- */

static enum imap_result take_part(struct catenate *c)
{
	struct span word;

	if (!wire_imap_take_atom(&c->upload->rest, &word))
		return imap_reply_bad(c->request, "Expected URL or TEXT");
	if (span_eq_nocase(word, SPAN("URL")))
		return take_url(c);
	if (span_eq_nocase(word, SPAN("TEXT")))
		return take_text(c);
	if (span_eq_nocase(word, SPAN("UTF8")) &&
	    (c->upload->session->enabled & IMAP_ENABLED_UTF8))
		return take_utf8(c);
	return imap_reply_bad(c->request, "Expected URL or TEXT");
}

static enum imap_result take_all(struct catenate *c)
{
	enum imap_result result;

	if (!wire_imap_take_char(&c->upload->rest, '('))
		return imap_reply_bad(c->request, "Expected a list");
	do {
		result = take_part(c);
		if (result == IMAP_OK)
			result = c->check(c->context, 0);
	} while (result == IMAP_OK && wire_imap_take_space(&c->upload->rest));
	if (result == IMAP_OK && !wire_imap_take_char(&c->upload->rest, ')'))
		return imap_reply_bad(c->request, "Expected a )");
	return result;
}

enum imap_result imap_catenate_take(struct imap_upload *upload,
				    struct imap_request *request,
				    struct imap_sink *sink,
				    imap_catenate_check *check, void *context)
{
	struct catenate c = {
		.upload = upload,
		.request = request,
		.sink = sink,
		.check = check,
		.context = context,
	};
	enum imap_result result = take_all(&c);

	store_box_close(&c.opened);
	return result;
}
