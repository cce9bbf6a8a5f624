/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "imap/imap_arrival.h"
#include "imap/imap_context.h"
#include "imap/imap_find.h"
#include "imap/imap_reply.h"

enum {
	KEYS_MAX = 16
};

struct criteria {
	struct store_sort_by by[KEYS_MAX];
	size_t count;
};

static bool take_key(struct span *rest, struct store_sort_by *out)
{
	static const struct {
		struct span name;
		enum store_sort_key key;
	} keys[] = {
		{ SPAN("ARRIVAL"), STORE_SORT_ARRIVAL },
		{ SPAN("CC"), STORE_SORT_CC },
		{ SPAN("DATE"), STORE_SORT_DATE },
		{ SPAN("DISPLAYFROM"), STORE_SORT_DISPLAYFROM },
		{ SPAN("DISPLAYTO"), STORE_SORT_DISPLAYTO },
		{ SPAN("FROM"), STORE_SORT_FROM },
		{ SPAN("SIZE"), STORE_SORT_SIZE },
		{ SPAN("SUBJECT"), STORE_SORT_SUBJECT },
		{ SPAN("TO"), STORE_SORT_TO },
	};
	struct span word;

	if (!wire_imap_take_atom(rest, &word))
		return false;
	out->reverse = span_eq_nocase(word, SPAN("REVERSE"));
	if (out->reverse &&
	    (!wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &word)))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (!span_eq_nocase(word, keys[i].name))
			continue;
		out->key = keys[i].key;
		return true;
	}
	return false;
}

/* " (key key) " */
static bool take_criteria(struct span *rest, struct criteria *out)
{
	out->count = 0;
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	do {
		if (out->count == KEYS_MAX ||
		    !take_key(rest, &out->by[out->count++]))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')') && wire_imap_take_space(rest);
}

static enum imap_result sort(struct imap_session *session,
			     struct imap_request *request,
			     const struct imap_return *what,
			     const struct imap_search_program *program,
			     const struct criteria *criteria)
{
	const struct imap_esearch to = imap_esearch_of(session, request);
	struct imap_esearch_found found;
	struct err err;
	bool ok;

	imap_esearch_found_init(&found);
	ok = imap_find_sorted(session, what, program, criteria->by,
			      criteria->count, &found, &err);
	if (ok && !what->given)
		imap_find_send(session, "SORT", request->uid, &found);
	else if (ok && imap_return_is_answered(what))
		imap_esearch_send(&to, what, &found);
	if (ok && (what->options & IMAP_RETURN_UPDATE))
		imap_context_refuse(session, request->tag,
				    "Sorted results are not followed");
	imap_esearch_found_release(&found);
	return ok ? imap_reply_ok(request, "Sort completed")
		  : imap_reply_err(request, &err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_search_input in =
		imap_search_input_of(session, &session->box->uids);
	struct imap_search_program program = { .root = NULL };
	struct span rest = request->args;
	struct criteria criteria;
	struct imap_return what;
	enum imap_search parsed;
	enum imap_result result;

	if (!imap_return_take(&rest, &what) || !take_criteria(&rest, &criteria))
		return imap_reply_bad(request, "Expected sort criteria");
	if (!imap_arrival_are_items(session, what.items))
		return imap_reply_bad(request, "Expected items of FETCH");
	parsed = imap_search_parse_sort(&in, rest, &session->arena, &program);
	request->numbers = program.numbers;
	result = parsed == IMAP_SEARCH_OK
			 ? sort(session, request, &what, &program, &criteria)
			 : imap_search_refuse(request, parsed);
	imap_search_release(&program);
	return imap_find_failed(session, &what, result);
}

const struct imap_command cmd_sort = {
	.name = "SORT",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE | IMAP_COMMAND_LONG,
	.capability = "SORT SORT=DISPLAY ESORT I18NLEVEL=1",
	.run = run,
	.rfc = "RFC 5256 3",
};
