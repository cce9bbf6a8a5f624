/* SPDX-License-Identifier: MIT */
/*
 * The scripts are compiled before any message is looked at: what is wrong with
 * them is told in one FILTER answer. Messages follow one by one, each with its
 * FILTERED answer; none, as with Dovecot, where nothing was done.
 */
#include "account/account_client.h"
#include "account/account_rules.h"
#include "base/auto.h"
#include "deliver/deliver_event.h"
#include "deliver/deliver_kept.h"
#include "imap/imap_find.h"
#include "imap/imap_reply.h"

enum {
	TOLD_CAP = 32768, /* what one answer tells */
	ANSWER_CAP = TOLD_CAP + 1024,
	LOOKUP_MS = 10000
};

struct filter {
	struct imap_session *session;
	struct imap_request *request;
	struct deliver_chain chain;
	struct deliver_event event;
	struct deliver_kept kept;
	struct buf told; /* by scripts, about one message or all */
};

/* ---- filter-spec ---- */

/* " <name>" */
static bool take_name(struct filter *f, struct span *rest, struct span *out)
{
	return wire_imap_take_space(rest) &&
	       wire_imap_take_astring(rest, &f->session->arena, out);
}

/* That of the account goes into the arena. */
static enum imap_result take_delivery(struct filter *f)
{
	const char *user = store_user_account(f->session->user)->user;
	const struct config *config = f->session->config;
	struct arena *arena = &f->session->arena;
	struct account_rules *rules = arena_alloc(arena, sizeof(*rules));
	struct account_client client;
	struct err err;
	bool done;

	account_client_init(&client, config->userdb_socket, LOOKUP_MS);
	done = account_client_rules(&client, user, "lmtp", rules, &err);
	account_client_release(&client);
	if (!done && err.kind != ERR_NOTFOUND)
		return imap_reply_err(f->request, &err);
	deliver_chain_make(config, span_of(done ? rules->sieve : ""), arena,
			   &f->chain);
	return IMAP_OK;
}

/* " SIEVE DELIVERY", …; IMAP_OK, or that is the answer. */
static enum imap_result take_filter(struct filter *f, struct span *rest)
{
	const struct config *config = f->session->config;
	struct arena *arena = &f->session->arena;
	struct span type, word, text;
	bool good = true;

	if (!wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &type) ||
	    !span_eq_nocase(type, SPAN("SIEVE")) ||
	    !wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &word))
		return imap_reply_bad(f->request, "Expected SIEVE and scripts");
	deliver_chain_begin(arena, &f->chain);
	if (span_eq_nocase(word, SPAN("DELIVERY")))
		return take_delivery(f);
	if (!take_name(f, rest, &text))
		return imap_reply_bad(f->request, "Expected a script");
	if (span_eq_nocase(word, SPAN("PERSONAL")))
		deliver_chain_add_named(&f->chain, arena, text);
	else if (span_eq_nocase(word, SPAN("GLOBAL")))
		good = deliver_chain_add_global(&f->chain, config, arena, text);
	else if (span_eq_nocase(word, SPAN("SCRIPT")))
		deliver_chain_add_text(&f->chain, text);
	else
		return imap_reply_bad(f->request, "Expected DELIVERY, "
						  "PERSONAL, GLOBAL or SCRIPT");
	return good ? IMAP_OK
		    : imap_reply_no(f->request, "NONEXISTENT",
				    "There is no such script");
}

/* ---- answers ---- */

/* Of all that was told; of the error, where that was nothing. */
static void add_problem(struct filter *f, const struct err *err,
			struct buf *out)
{
	struct span told = buf_span(&f->told);

	buf_add_str(out, err ? " ERRORS " : " WARNINGS ");
	wire_imap_add_string(out, told.len ? told : span_of(err->text));
	buf_add_str(out, "\r\n");
	stream_write(&f->session->stream, buf_span(out));
	buf_reset(&f->told);
}

/* The draft's 3.4; err NULL: only warnings. */
static void tell_all(struct filter *f, const struct err *err)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_CAP);
	buf_add_format(&out, "* FILTER (TAG \"%.*s\")",
		       SPAN_ARG(f->request->tag));
	add_problem(f, err, &out);
}

static enum imap_result refuse(struct filter *f, const struct err *err)
{
	if (err->kind == ERR_TEMP)
		return imap_reply_err(f->request, err);
	tell_all(f, err);
	if (err->kind == ERR_NOTFOUND)
		return imap_reply_no(f->request, "NONEXISTENT",
				     "There is no such script");
	return imap_reply_no(f->request, NULL, "The script can't be used");
}

/* The draft's 3.3; why NULL: it was applied. */
static void tell(struct filter *f, uint32_t uid, const struct err *why)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_CAP);
	buf_add_format(&out, "* %u FILTERED (TAG \"%.*s\")",
		       ranges_rank(&f->session->box->uids, uid),
		       SPAN_ARG(f->request->tag));
	if (f->request->uid)
		buf_add_format(&out, " UID %u", uid);
	if (why || f->told.len) {
		add_problem(f, why, &out);
		return;
	}
	buf_add_str(&out, " OK\r\n");
	stream_write(&f->session->stream, buf_span(&out));
}

/* ---- messages ---- */

static void filter_one(struct filter *f, uint32_t uid)
{
	static const struct deliver_event_flags none;
	enum deliver_event_outcome outcome;
	struct err err;

	if (!deliver_event_run(&f->event, uid, &none, &outcome, &err)) {
		if (err.kind != ERR_GONE)
			tell(f, uid, &err);
	} else if (outcome != DELIVER_EVENT_KEPT || f->told.len) {
		tell(f, uid, NULL);
	}
}

static enum imap_result filter_all(struct filter *f,
				   const struct imap_search_program *program)
{
	static const struct imap_return plain = { .given = false };
	struct imap_session *session = f->session;
	struct imap_esearch_found found;
	struct err err;
	bool done;

	imap_esearch_found_init(&found);
	done = imap_find(session, session->box, &plain, program, &found, &err);
	/* A stream that failed says so at its next read. */
	for (uint32_t uid = done ? ranges_from(&found.uids, 1) : 0;
	     uid && !session->stream.failed;
	     uid = ranges_next(&found.uids, uid))
		filter_one(f, uid);
	imap_esearch_found_release(&found);
	return done ? imap_reply_ok(f->request, "Filter completed")
		    : imap_reply_err(f->request, &err);
}

static enum imap_result begin(struct filter *f,
			      const struct imap_search_program *program)
{
	struct imap_session *session = f->session;
	struct err err;

	f->event = (struct deliver_event){
		.config = session->config,
		.box = session->box,
		.cause = "",
		.user = span_of(store_user_account(session->user)->user),
		.chain = &f->chain,
		.kept = &f->kept,
		.told = &f->told,
	};
	if (!deliver_event_check(&f->event, &err))
		return refuse(f, &err);
	if (f->told.len)
		tell_all(f, NULL);
	return filter_all(f, program);
}

static enum imap_result filter_found(struct filter *f,
				     const struct imap_search_program *program)
{
	enum imap_result result;

	buf_init(&f->told, TOLD_CAP);
	deliver_kept_init(&f->kept, f->session->config->sieve_kept_memory);
	result = begin(f, program);
	deliver_kept_release(&f->kept);
	buf_release(&f->told);
	return result;
}

/* Scripts of others' run in their name; and FILTERED has message numbers. */
static bool may_filter(const struct imap_session *session)
{
	return session->config->sieve && session->box->user == session->user &&
	       !(session->enabled & IMAP_ENABLED_UIDONLY);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_search_input in =
		imap_search_input_of(session, &session->box->uids);
	struct filter filter = { .session = session, .request = request };
	struct imap_search_program program = { .root = NULL };
	struct span rest = request->args;
	enum imap_result result = take_filter(&filter, &rest);
	enum imap_search parsed = IMAP_SEARCH_BAD;

	if (result != IMAP_OK)
		return result;
	if (wire_imap_take_space(&rest))
		parsed =
			imap_search_parse(&in, rest, &session->arena, &program);
	if (parsed != IMAP_SEARCH_OK)
		result = imap_search_refuse(request, parsed);
	else if (!may_filter(session))
		result = imap_reply_no(request, "NOPERM",
				       "Nothing can be filtered here");
	else
		result = filter_found(&filter, &program);
	imap_search_release(&program);
	return result;
}

const struct imap_command cmd_filter = {
	.name = "FILTER",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE |
		 IMAP_COMMAND_WRITES | IMAP_COMMAND_LONG,
	.capability = "FILTER=SIEVE",
	.run = run,
	.rfc = "draft-bosch-imap-filter-sieve-00",
};
