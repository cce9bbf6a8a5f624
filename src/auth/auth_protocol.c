/* SPDX-License-Identifier: MIT */
/*
 * The greeting goes out whole at accept, MECH before SPID: Exim writes nothing
 * until DONE, and Postfix and Exim take a SPID without a MECH before it for the
 * wrong socket.
 */
#include "auth/auth_protocol.h"

#include <stdlib.h>

#include "account/account.h"
#include "account/account_wire.h"
#include "auth/auth_parameters.h"
#include "base/auto.h"
#include "base/b64.h"
#include "base/network.h"
#include "base/num.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	OUT_MAX = 1 << 20,
	/* Postfix and Exim ask one thing at a time. A gate asks for all its
	 * clients, and failures wait for their delay. */
	MTA_REQUESTS_MAX = 32,
	GATE_REQUESTS_MAX = 4096,
	COOKIE_BYTES = 16,
};

/* What an MTA can't tell us of its client is no mechanism for it, nor is what a
 * client of its own could have heard elsewhere. */
static bool is_offered(const struct auth_protocol *p, size_t index)
{
	unsigned flags = config_mech_at(index)->flags;

	return (p->rules->mechanisms & UINT32_C(1) << index) &&
	       (p->peer == AUTH_PEER_GATE ||
		!(flags & (CONFIG_MECH_BINDING | CONFIG_MECH_CERTIFICATE |
			   CONFIG_MECH_POP3)));
}

void auth_protocol_init(struct auth_protocol *p, enum auth_peer peer,
			const struct auth_rules *rules, uint32_t cuid,
			uint32_t pid)
{
	const struct config_mech *mech;

	*p = (struct auth_protocol){ .peer = peer,
				     .rules = rules,
				     .cuid = cuid };
	buf_init(&p->out, OUT_MAX);
	crypto_random_hex(p->cookie, COOKIE_BYTES);
	buf_add_str(&p->out, "VERSION\t1\t2\n");
	for (size_t i = 0; (mech = config_mech_at(i)); i++)
		if (is_offered(p, i))
			buf_add_format(&p->out, "MECH\t%s%s\n", mech->name,
				       mech->properties);
	buf_add_format(&p->out, "SPID\t%u\nCUID\t%u\nCOOKIE\t%s\nDONE\n", pid,
		       cuid, p->cookie);
}

static void free_request(struct auth_request *request)
{
	auth_exchange_release(&request->exchange);
	buf_release(&request->final);
	free(request);
}

void auth_protocol_release(struct auth_protocol *p)
{
	while (p->requests) {
		struct auth_request *next = p->requests->next;

		free_request(p->requests);
		p->requests = next;
	}
	buf_release(&p->out);
}

static struct auth_request *find_id(struct auth_protocol *p, uint32_t id)
{
	struct auth_request *r = p->requests;

	while (r && (r->id != id || r->cancelled))
		r = r->next;
	return r;
}

struct auth_request *auth_protocol_find(struct auth_protocol *p,
					uint64_t serial)
{
	struct auth_request *r = p->requests;

	while (r && r->serial != serial)
		r = r->next;
	return r;
}

static void end_request(struct auth_protocol *p, struct auth_request *request)
{
	struct auth_request **at = &p->requests;

	while (*at != request)
		at = &(*at)->next;
	*at = request->next;
	p->request_count--;
	free_request(request);
}

static void add_user(struct auth_protocol *p, const char *user)
{
	if (!user[0])
		return;
	buf_add_str(&p->out, "\tuser=");
	account_wire_escape(&p->out, span_of(user));
}

static void write_cont(struct auth_protocol *p, const struct auth_request *r,
		       struct span challenge)
{
	/* Also an empty challenge has its tab: Postfix wants it. */
	buf_add_format(&p->out, "CONT\t%u\t", r->id);
	b64_encode(&p->out, challenge);
	buf_add_char(&p->out, '\n');
}

static void write_ok(struct auth_protocol *p, const struct auth_request *r)
{
	buf_add_format(&p->out, "OK\t%u", r->id);
	add_user(p, r->user);
	if (r->final.len && r->final_in_ok) {
		buf_add_str(&p->out, "\tresp=");
		b64_encode(&p->out, buf_span(&r->final));
	}
	buf_add_char(&p->out, '\n');
}

void auth_protocol_ok(struct auth_protocol *p, struct auth_request *request)
{
	if (!request->cancelled && request->final.len &&
	    !request->final_in_ok) {
		write_cont(p, request, buf_span(&request->final));
		request->state = AUTH_REQUEST_FINISHING;
		return;
	}
	if (!request->cancelled)
		write_ok(p, request);
	end_request(p, request);
}

static void write_fail(struct auth_protocol *p, uint32_t id, const char *user,
		       const char *fields)
{
	buf_add_format(&p->out, "FAIL\t%u", id);
	add_user(p, user);
	buf_add_str(&p->out, fields);
	buf_add_char(&p->out, '\n');
}

bool auth_protocol_fail(struct auth_protocol *p, struct auth_request *request,
			enum auth_failure failure)
{
	static const char *const fields[] = {
		[AUTH_FAILURE_WRONG] = "",
		[AUTH_FAILURE_DISABLED] =
			"\treason=Account is disabled\tcode=user_disabled",
		[AUTH_FAILURE_AUTHORIZE] = "\tcode=authz_fail",
		[AUTH_FAILURE_TEMP] = "\tcode=temp_fail",
	};

	if (!request->cancelled) {
		if (failure == AUTH_FAILURE_TEMP && p->peer == AUTH_PEER_MTA)
			return false;
		write_fail(p, request->id, request->user, fields[failure]);
	}
	end_request(p, request);
	return true;
}

/* ---- lines of the client ---- */

static enum auth_step bad(struct err *err, const char *why)
{
	err_set(err, ERR_SYNTAX, "%s", why);
	return AUTH_STEP_BAD;
}

/* Ours if it can be a user's, else as the client spelled it. */
static void name_user(struct auth_request *r)
{
	const char *user = r->exchange.user;

	if (user && !account_normalize(span_of(user), r->user, sizeof(r->user)))
		snprintf(r->user, sizeof(r->user), "%s", user);
}

static void keep_final(struct auth_request *r, struct span out)
{
	buf_init(&r->final, 2 * AUTH_CHALLENGE_MAX);
	buf_add(&r->final, out);
}

enum auth_step auth_protocol_resume(struct auth_protocol *p,
				    struct auth_request *r,
				    enum auth_mech_step judged, struct span out)
{
	name_user(r);
	switch (judged) {
	case AUTH_MECH_CHALLENGE:
		r->exchange.round++;
		r->state = AUTH_REQUEST_WAITING;
		if (r->cancelled)
			end_request(p, r);
		else
			write_cont(p, r, out);
		return AUTH_STEP_DONE;
	case AUTH_MECH_PROVEN:
	case AUTH_MECH_CHECK:
	case AUTH_MECH_SECRET:
	case AUTH_MECH_TOKEN:
		if (judged == AUTH_MECH_PROVEN)
			keep_final(r, out);
		r->want = judged;
		r->state = AUTH_REQUEST_CHECKING;
		return AUTH_STEP_ASK;
	case AUTH_MECH_WRONG:
		r->state = AUTH_REQUEST_CHECKING;
		return AUTH_STEP_WRONG;
	case AUTH_MECH_BAD:
		break;
	}
	write_fail(p, r->id, "", "\treason=Malformed SASL response");
	end_request(p, r);
	return AUTH_STEP_DONE;
}

static enum auth_step step(struct auth_protocol *p, struct auth_request *r,
			   struct span response,
			   struct auth_request **out_request)
{
	auto_buf struct buf out;
	enum auth_mech_step result;

	buf_init(&out, 2 * AUTH_CHALLENGE_MAX);
	result = r->exchange.mech->step(&r->exchange, response, &out);
	*out_request = r;
	return auth_protocol_resume(p, r, result, buf_span(&out));
}

static enum auth_step decode_and_step(struct auth_protocol *p,
				      struct auth_request *r,
				      struct span base64,
				      struct auth_request **out_request)
{
	auto_buf struct buf response;
	enum auth_step result;

	/* All at once: a buffer that grows would leave copies behind. */
	buf_init(&response, base64.len);
	buf_reserve(&response, base64.len);
	response.ptr[0] = '\0';
	if (span_eq(base64, SPAN("=")) || b64_decode(&response, base64)) {
		result = step(p, r, buf_span(&response), out_request);
	} else {
		write_fail(p, r->id, "",
			   "\treason=Invalid base64 data\tcode=invalid_base64");
		end_request(p, r);
		result = AUTH_STEP_DONE;
	}
	crypto_secret_wipe_buf(&response);
	return result;
}

/* Without TLS only from a network that may, from this machine, or from a
 * program on it that names no client. */
static bool may_send_plaintext(const struct auth_rules *rules,
			       const struct auth_request *r)
{
	struct span address = span_of(r->remote_ip);

	return r->secured || rules->plaintext_login || !address.len ||
	       network_list_has(SPAN("127.0.0.0/8, ::1"), address) ||
	       network_list_has(span_of(rules->plaintext_networks), address);
}

static struct auth_request *new_request(struct auth_protocol *p, uint32_t id,
					const struct auth_mech *mech)
{
	struct auth_request *r = x_calloc(1, sizeof(*r));

	r->id = id;
	r->serial = ++p->last_serial;
	auth_exchange_init(&r->exchange, mech);
	r->exchange.hostname = p->rules->hostname;
	r->next = p->requests;
	p->requests = r;
	p->request_count++;
	return r;
}

/* More requests than the connection may have. */
static enum auth_step refuse(struct auth_protocol *p, uint32_t id,
			     struct err *err)
{
	if (p->peer == AUTH_PEER_MTA)
		return bad(err, "too many requests");
	write_fail(p, id, "", "\tcode=temp_fail");
	return AUTH_STEP_DONE;
}

static enum auth_step begin(struct auth_protocol *p, struct auth_request *r,
			    int mech, struct span response,
			    struct auth_request **out_request)
{
	const char *refusal = NULL;

	if (mech < 0 || !is_offered(p, (size_t)mech))
		refusal = "\treason=Unsupported mechanism";
	else if ((config_mech_at((size_t)mech)->flags &
		  CONFIG_MECH_PLAINTEXT) &&
		 !may_send_plaintext(p->rules, r))
		refusal = "\treason=Passwords are taken under TLS only";
	if (refusal) {
		write_fail(p, r->id, "", refusal);
		end_request(p, r);
		return AUTH_STEP_DONE;
	}
	/* Exim says "resp=" for none; an empty one is "resp==". */
	return response.len ? decode_and_step(p, r, response, out_request)
			    : step(p, r, (struct span){ NULL, 0 }, out_request);
}

static enum auth_step line_auth(struct auth_protocol *p, uint32_t id,
				struct span rest,
				struct auth_request **out_request,
				struct err *err)
{
	unsigned max = p->peer == AUTH_PEER_GATE ? GATE_REQUESTS_MAX
						 : MTA_REQUESTS_MAX;
	struct auth_request *r;
	struct span name, response;

	if (!account_wire_field(&rest, &name))
		return bad(err, "AUTH without a mechanism");
	if (find_id(p, id))
		return bad(err, "AUTH with an id in use");
	if (p->request_count >= max)
		return refuse(p, id, err);
	r = new_request(p, id, auth_mech_find(name));
	if (!auth_parameters_read(p, rest, r, &response, err))
		return AUTH_STEP_BAD;
	return begin(p, r, config_mech_find(name), response, out_request);
}

static enum auth_step line_cont(struct auth_protocol *p, uint32_t id,
				struct span rest,
				struct auth_request **out_request,
				struct err *err)
{
	struct auth_request *r = find_id(p, id);
	struct span response;

	if (!account_wire_field(&rest, &response))
		response = SPAN("");
	if (rest.ptr)
		return bad(err, "CONT with more than a response");
	if (!r)
		return AUTH_STEP_DONE; /* crossed its FAIL on the way */
	if (r->state == AUTH_REQUEST_FINISHING) {
		write_ok(p, r);
		end_request(p, r);
		return AUTH_STEP_DONE;
	}
	if (r->state != AUTH_REQUEST_WAITING)
		return bad(err, "CONT without a challenge");
	return decode_and_step(p, r, response, out_request);
}

static enum auth_step line_cancel(struct auth_protocol *p, uint32_t id)
{
	struct auth_request *r = find_id(p, id);

	if (r && (r->state == AUTH_REQUEST_WAITING ||
		  r->state == AUTH_REQUEST_FINISHING))
		end_request(p, r);
	else if (r)
		r->cancelled = true;
	return AUTH_STEP_DONE;
}

enum auth_step auth_protocol_line(struct auth_protocol *p, struct span line,
				  struct auth_request **out_request,
				  struct err *err)
{
	struct span word, number;
	uint32_t n;

	if (!account_wire_field(&line, &word) ||
	    !account_wire_field(&line, &number) ||
	    !num_parse_u32(number, 0, UINT32_MAX, &n))
		return bad(err, "no command with a number");
	if (span_eq(word, SPAN("VERSION"))) {
		p->greeted = n == 1;
		return n == 1 ? AUTH_STEP_DONE : bad(err, "unknown version");
	}
	if (!p->greeted)
		return bad(err, "no VERSION first");
	if (span_eq(word, SPAN("CPID")))
		return AUTH_STEP_DONE;
	if (span_eq(word, SPAN("AUTH")))
		return line_auth(p, n, line, out_request, err);
	if (span_eq(word, SPAN("CONT")))
		return line_cont(p, n, line, out_request, err);
	if (span_eq(word, SPAN("CANCEL")))
		return line_cancel(p, n);
	return bad(err, "unknown command");
}
