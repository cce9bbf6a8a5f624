/* SPDX-License-Identifier: MIT */
/* CAPA (RFC 2449) of this state, and LANG (RFC 6856). */
#include "pop3/pop3_command.h"
#include "pop3/pop3_reply.h"
#include "wire/wire_pop3.h"

static enum pop3_result run_capa(struct pop3_session *session,
				 const struct pop3_request *request)
{
	(void)request;
	buf_reset(&session->out);
	buf_add(&session->out, SPAN("+OK\r\n"));
	wire_pop3_add_capabilities(&session->out,
				   session->config->pop3_expire_days,
				   session->config->pop3_login_delay);
	buf_add(&session->out, SPAN(".\r\n"));
	stream_write(&session->stream, buf_span(&session->out));
	return POP3_DONE;
}

static enum pop3_result run_lang(struct pop3_session *session,
				 const struct pop3_request *request)
{
	bool ok;

	buf_reset(&session->out);
	ok = wire_pop3_add_language(&session->out, request->text);
	stream_write(&session->stream, buf_span(&session->out));
	return ok ? POP3_DONE : POP3_BAD;
}

const struct pop3_command pop3_command_capa = { "CAPA", POP3_NOTHING,
						run_capa };
const struct pop3_command pop3_command_lang = { "LANG", POP3_TEXT, run_lang };
