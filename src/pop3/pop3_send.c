/* SPDX-License-Identifier: MIT */
#include "pop3/pop3_send.h"

enum {
	PIECE = 64 * 1024 - 8 /* what a stream takes without a copy more */
};

void pop3_send_init(struct pop3_send *send, struct span message, size_t header,
		    uint64_t lines)
{
	*send = (struct pop3_send){
		.rest = message,
		.header = header,
		.lines = lines,
		.before = '\n',
	};
}

/* May the line that begins here be sent? */
static bool may_begin(struct pop3_send *send)
{
	if (send->before != '\n' || send->header ||
	    send->lines == POP3_SEND_ALL)
		return true;
	if (send->lines == 0)
		return false;
	send->lines--;
	return true;
}

/* A line, or as much of it as there is room for. */
static void add_line(struct pop3_send *send, struct buf *out)
{
	size_t at = span_find_char(span_first(send->rest, PIECE), '\n');
	struct span text = span_first(send->rest, at);
	bool ends = at < send->rest.len && send->rest.ptr[at] == '\n';

	if (send->before == '\n' && span_starts(send->rest, SPAN(".")))
		buf_add_char(out, '.');
	buf_add(out, text);
	if (text.len)
		send->before = text.ptr[text.len - 1];
	if (ends) {
		buf_add(out, send->before == '\r' ? SPAN("\n") : SPAN("\r\n"));
		send->before = '\n';
		at++;
	}
	send->rest = span_from(send->rest, at);
	send->header -= at < send->header ? at : send->header;
}

bool pop3_send_next(struct pop3_send *send, struct buf *out)
{
	buf_reset(out);
	if (send->ended)
		return false;
	while (send->rest.len && out->len < PIECE) {
		if (!may_begin(send)) {
			send->rest.len = 0;
			break;
		}
		add_line(send, out);
	}
	if (send->rest.len)
		return true;
	if (send->before != '\n')
		buf_add(out, SPAN("\r\n"));
	buf_add(out, SPAN(".\r\n"));
	send->ended = true;
	return true;
}
