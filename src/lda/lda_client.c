/* SPDX-License-Identifier: MIT */
#include "lda/lda_client.h"

#include "base/num.h"

enum {
	REPLY_MAX = 4096,
	REPLY_LINES_MAX = 100
};

struct reply {
	char class;  /* '2', '3', '4', '5' */
	bool extras; /* a line of it was our own extension */
	struct lda_result result;
};

void lda_client_trouble(const struct err *err, struct lda_result *out)
{
	out->code = LDA_EXIT_TEMP;
	snprintf(out->text, sizeof(out->text), "4.3.0 %s", err->text);
}

/* "5.1.1 " at the front */
static bool has_enhanced(struct span text)
{
	struct span rest = text;
	struct span digit;
	uint32_t n;

	text = span_first(text, span_find_char(text, ' '));
	rest = text;
	for (unsigned i = 0; i < 3; i++)
		if (!span_cut(&rest, '.', &digit) ||
		    !num_parse_u32(digit, 0, 999, &n))
			return false;
	return rest.ptr == NULL;
}

void lda_client_judge(struct span reply, struct lda_result *out)
{
	struct span text = span_from(reply, 4);
	char class = reply.len ? reply.ptr[0] : '4';

	if (class == '2') {
		out->code = LDA_EXIT_OK;
	} else if (class != '5') {
		out->code = LDA_EXIT_TEMP;
		class = '4';
	} else {
		out->code = span_starts(text, SPAN("5.1.1 ")) ? LDA_EXIT_NOUSER
							      : LDA_EXIT_NOPERM;
	}
	if (has_enhanced(text) && text.ptr[0] == class)
		snprintf(out->text, sizeof(out->text), "%.*s",
			 SPAN_ARG(span_first(text, 350)));
	else
		snprintf(out->text, sizeof(out->text), "%c.0.0 %.*s", class,
			 SPAN_ARG(span_first(text, 350)));
}

static bool is_reply_line(struct span line)
{
	uint32_t code;

	return num_parse_u32(span_first(line, 3), 200, 599, &code) &&
	       (line.len == 3 || line.ptr[3] == ' ' || line.ptr[3] == '-');
}

/* One reply of one or more lines; what it says is in its last. */
static bool read_reply(struct stream *server, struct reply *out,
		       struct err *err)
{
	struct span line;

	*out = (struct reply){ 0 };
	for (unsigned i = 0; i < REPLY_LINES_MAX; i++) {
		if (!stream_read_line(server, REPLY_MAX, &line, err))
			return false;
		if (!is_reply_line(line))
			break;
		out->extras |=
			span_eq_nocase(span_from(line, 4), SPAN("XFUMIKURA"));
		if (line.len == 3 || line.ptr[3] == ' ') {
			out->class = line.ptr[0];
			lda_client_judge(line, &out->result);
			return true;
		}
	}
	return err_set(err, ERR_TEMP, "Strange reply from the mail server");
}

/* RFC 3461 4 */
static void write_xtext(struct stream *to, const char *name, struct span text)
{
	if (!text.len)
		return;
	stream_write_str(to, name);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c > 32 && c < 127 && c != '+' && c != '=')
			stream_write(to, span_make(&text.ptr[i], 1));
		else
			stream_write_format(to, "+%02X", c);
	}
}

static bool is_8bit(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] & 0x80)
			return true;
	return false;
}

static void write_envelope(struct stream *to, const struct lda_options *o,
			   struct span sender, bool extras)
{
	bool utf8 = is_8bit(sender) || is_8bit(o->user);

	stream_write_format(to, "MAIL FROM:<%.*s>%s\r\nRCPT TO:<%.*s>",
			    SPAN_ARG(sender), utf8 ? " SMTPUTF8" : "",
			    SPAN_ARG(o->user));
	if (extras) {
		write_xtext(to, " XMAILBOX=", o->mailbox);
		write_xtext(to, " XFINAL=", o->final);
		write_xtext(to, " XORIG=", o->origin);
		if (o->reject == LDA_REJECT_QUIET)
			stream_write_str(to, " XREJECT");
	}
	stream_write_str(to, "\r\nDATA\r\n");
}

/* Greeting and LHLO; *out_extras: the server is ours. */
static bool greet(struct stream *server, bool *out_extras,
		  struct lda_result *out, struct err *err)
{
	struct reply reply;

	if (!read_reply(server, &reply, err))
		return false;
	*out = reply.result;
	if (reply.class != '2')
		return true;
	stream_write_str(server, "LHLO localhost\r\n");
	if (!read_reply(server, &reply, err))
		return false;
	*out = reply.result;
	*out_extras = reply.extras;
	return true;
}

/* The three replies to what was sent at once; the first refusal counts. */
static bool read_envelope_replies(struct stream *server, bool *out_go,
				  struct lda_result *out, struct err *err)
{
	static const char wanted[] = "223"; /* MAIL, RCPT, DATA */
	bool good = true;

	for (unsigned i = 0; i < 3; i++) {
		struct reply reply;

		if (!read_reply(server, &reply, err))
			return false;
		if (good)
			*out = reply.result;
		if (reply.class == wanted[i])
			*out_go = i == 2;
		else
			good = false;
	}
	/* RFC 2033 4.2: no valid recipient, so there can be no 354. */
	*out_go = *out_go && good;
	return true;
}

static bool converse(struct stream *server, const struct lda_options *o,
		     struct lda_message *message, struct lda_result *out,
		     struct err *err)
{
	struct span sender = o->sender.ptr ? o->sender : span_of(message->from);
	bool extras = false, go = false;
	struct reply reply;

	if (!greet(server, &extras, out, err))
		return false;
	if (out->code != LDA_EXIT_OK)
		return true;
	write_envelope(server, o, sender, extras);
	if (!read_envelope_replies(server, &go, out, err) || !go)
		return out->code != LDA_EXIT_OK && err->kind == ERR_NONE;
	if (!lda_message_send(message, server, err) ||
	    !read_reply(server, &reply, err))
		return false;
	*out = reply.result;
	return true;
}

void lda_client_deliver(struct stream *server, const struct lda_options *o,
			struct lda_message *message, struct lda_result *out)
{
	struct err err;

	err_clear(&err);
	if (!converse(server, o, message, out, &err)) {
		if (err.kind != ERR_TEMP)
			err_set(&err, ERR_TEMP, "Lost the mail server");
		lda_client_trouble(&err, out);
	}
}
