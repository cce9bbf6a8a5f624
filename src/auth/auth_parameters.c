/* SPDX-License-Identifier: MIT */
#include "auth/auth_parameters.h"

#include "account/account_wire.h"
#include "base/auto.h"
#include "base/b64.h"

static void keep_word(char *out, size_t size, struct span escaped)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	account_wire_unescape(&text, escaped);
	snprintf(out, size, "%s", buf_str(&text));
}

/* What only a gate is believed: it has the TLS connection. */
static void read_gate_parameter(struct span field, struct auth_request *r)
{
	struct auth_exchange *x = &r->exchange;
	auto_buf struct buf bytes;
	struct span key;

	buf_init(&bytes, AUTH_NAME_MAX);
	if (!span_cut(&field, '=', &key) || !field.ptr)
		return;
	if (span_eq(key, SPAN("cert_username"))) {
		account_wire_unescape(&bytes, field);
		if (!auth_exchange_keep(&x->certificate, buf_span(&bytes),
					AUTH_NAME_MAX))
			x->certificate = NULL;
		return;
	}
	for (enum auth_binding b = 0; b < AUTH_BINDINGS; b++) {
		if (!span_eq(key, span_of(auth_exchange_binding_name(b))) ||
		    !b64_decode(&bytes, field) || bytes.len > AUTH_BINDING_MAX)
			continue;
		memcpy(x->binding[b].bytes, bytes.ptr, bytes.len);
		x->binding[b].len = bytes.len;
		x->binding_offered = true;
	}
}

static void read_parameter(const struct auth_protocol *p, struct span field,
			   struct auth_request *r)
{
	if (span_starts(field, SPAN("service=")))
		keep_word(r->service, sizeof(r->service), span_from(field, 8));
	else if (span_starts(field, SPAN("lip=")))
		keep_word(r->local_ip, sizeof(r->local_ip),
			  span_from(field, 4));
	else if (span_starts(field, SPAN("rip=")))
		keep_word(r->remote_ip, sizeof(r->remote_ip),
			  span_from(field, 4));
	else if (span_eq(field, SPAN("nologin")))
		r->nologin = true;
	else if (span_eq(field, SPAN("final-resp-ok")))
		r->final_in_ok = true;
	else if (span_eq(field, SPAN("secured")) ||
		 span_starts(field, SPAN("secured=")))
		r->secured = true;
	else if (p->peer == AUTH_PEER_GATE)
		read_gate_parameter(field, r);
}

bool auth_parameters_read(const struct auth_protocol *p, struct span line,
			  struct auth_request *r, struct span *out_response,
			  struct err *err)
{
	struct span field;

	*out_response = (struct span){ NULL, 0 };
	for (unsigned n = 0; account_wire_field(&line, &field); n++) {
		if (n == ACCOUNT_WIRE_FIELDS_MAX)
			return err_set(err, ERR_LIMIT, "too many parameters");
		if (out_response->ptr)
			return err_set(err, ERR_SYNTAX, "resp= is not last");
		if (span_starts(field, SPAN("resp=")))
			*out_response = span_from(field, 5);
		else
			read_parameter(p, field, r);
	}
	return true;
}
