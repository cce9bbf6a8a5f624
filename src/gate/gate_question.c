/* SPDX-License-Identifier: MIT */
#include "gate/gate_question.h"

#include "account/account_wire.h"
#include "base/b64.h"

static void add_pair(struct buf *line, const char *key, const char *value)
{
	buf_add_char(line, '\t');
	buf_add_str(line, key);
	account_wire_escape(line, span_of(value));
}

/* What binds a SCRAM exchange to its TLS connection. */
static void add_bindings(struct buf *line, const struct gate_binding *bindings)
{
	static const char *const keys[] = {
		[TLS_BINDING_END_POINT] = "tls-server-end-point=",
		[TLS_BINDING_UNIQUE] = "tls-unique=",
		[TLS_BINDING_EXPORTER] = "tls-exporter=",
	};

	for (size_t i = 0; i < TLS_BINDINGS; i++) {
		if (!bindings[i].len)
			continue;
		buf_add_char(line, '\t');
		buf_add_str(line, keys[i]);
		b64_encode(line, span_make(bindings[i].bytes, bindings[i].len));
	}
}

void gate_question_write(struct buf *line, uint32_t id,
			 const struct gate_question *question)
{
	buf_add_format(line, "AUTH\t%u\t%s", id, question->mech);
	add_pair(line, "service=", question->service);
	if (question->secured)
		buf_add_str(line, "\tsecured");
	buf_add_str(line, "\tfinal-resp-ok");
	add_pair(line, "session=", question->session);
	add_pair(line, "lip=", question->local_ip);
	add_pair(line, "rip=", question->remote_ip);
	if (question->certificate[0])
		add_pair(line, "cert_username=", question->certificate);
	if (span_starts(span_of(question->mech), SPAN("SCRAM-")))
		add_bindings(line, question->bindings);
	if (question->response.ptr) {
		buf_add_str(line, "\tresp="); /* the last, never escaped */
		if (!question->response.len)
			buf_add_char(line, '=');
		b64_encode(line, question->response);
	}
	buf_add_char(line, '\n');
}
