/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_event.h"

#include "base/auto.h"
#include "deliver/deliver_actions_store.h"
#include "deliver/deliver_after.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

enum {
	FLAGS_MAX = 70, /* of one message */
	FLAG_WORDS = 8192,
	ID_MAX = 100
};

static const struct {
	uint32_t flag;
	struct span name;
} system_flags[] = {
	{ INDEX_ANSWERED, SPAN("\\Answered") },
	{ INDEX_FLAGGED, SPAN("\\Flagged") },
	{ INDEX_DELETED, SPAN("\\Deleted") },
	{ INDEX_SEEN, SPAN("\\Seen") },
	{ INDEX_DRAFT, SPAN("\\Draft") },
	{ INDEX_FORWARDED, SPAN("$Forwarded") },
};

/* One message of it. */
struct one {
	const struct deliver_event *event;
	uint32_t uid;
	struct arena arena;
	struct store_message message;
	struct store_keywords keywords;
	struct store_file file;
	struct submit_client submit;
	struct deliver_outgoing outgoing;
	struct deliver_once_text given_once;
	struct account_rules rules;
	struct deliver_sieve_event told;
	struct deliver_sieve_subject subject;
	struct deliver_sieve *sieve;
	struct deliver_actions actions;
	bool rejected;
};

/* ---- what scripts are told ---- */

static struct sieve_strings names_of(struct one *o, uint32_t flags,
				     uint64_t keywords)
{
	struct span *at = arena_alloc_array(&o->arena, FLAGS_MAX, sizeof(*at));
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(system_flags); i++)
		if (flags & system_flags[i].flag)
			at[n++] = system_flags[i].name;
	for (unsigned i = 0; i < o->keywords.count; i++)
		if ((keywords >> i & 1) && o->keywords.name[i].len)
			at[n++] = o->keywords.name[i];
	return (struct sieve_strings){ at, n };
}

static struct span joined(struct one *o, struct sieve_strings names)
{
	auto_buf struct buf text;

	buf_init(&text, FLAG_WORDS);
	for (size_t i = 0; i < names.count; i++)
		buf_add_format(&text, "%s%.*s", i ? " " : "",
			       SPAN_ARG(names.at[i]));
	return arena_dup(&o->arena, buf_span(&text));
}

static bool read_message(struct one *o, struct err *err)
{
	struct store_box *box = o->event->box;
	struct store_read read;
	bool done;

	if (!store_read_begin(box, &read, err))
		return false;
	done = store_message_get(&read, o->uid, &o->message, err);
	store_read_end(&read);
	return done && store_keywords(box, &o->arena, &o->keywords, err) &&
	       store_message_open(box, o->uid, &o->file, err);
}

/* Empty: there is none. */
static struct span value_of(const struct one *o, struct span name)
{
	struct span whole = o->file.bytes;
	struct mime_field f;

	whole = span_first(whole, mime_header_length(whole));
	return mime_header_find(whole, name, &f) ? span_trim(f.value)
						 : SPAN("");
}

/* Without angle brackets; empty: it is no address. */
static struct span address_of(const struct one *o, struct span name)
{
	struct span value = value_of(o, name);

	if (value.len > 1 && value.ptr[0] == '<' &&
	    value.ptr[value.len - 1] == '>')
		value = span_make(value.ptr + 1, value.len - 2);
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] <= ' ')
			return SPAN("");
	return value;
}

/* draft-bosch-imap-filter-sieve 5: the envelope as far as the message tells
 * it. What goes out because of it is its owner's (4.3, RFC 6785 3.4). */
static void fill(struct one *o, const struct deliver_event_flags *changed)
{
	const struct deliver_event *e = o->event;
	const struct account *account = store_user_account(e->box->user);
	struct span owner = span_of(account->user);

	o->submit = (struct submit_client){
		.socket = e->config->submit_socket,
		.seconds = (unsigned)e->config->submit_timeout,
	};
	o->given_once = (struct deliver_once_text){ .text = o->file.bytes };
	o->outgoing = (struct deliver_outgoing){
		.submit = &o->submit,
		.config = e->config,
		.account = account,
		.store = e->box->user,
		.sender = owner,
		.recipient = owner,
		.rest = o->file.bytes,
		.given = o->file.bytes,
		.given_once = &o->given_once,
	};
	o->told = (struct deliver_sieve_event){
		.cause = e->cause,
		.user = e->user,
		.mailbox = span_of(e->box->name),
		.flags = names_of(o, o->message.flags, o->message.keywords),
		.changed = joined(
			o, names_of(o, changed->flags, changed->keywords)),
		.sender = address_of(o, SPAN("Return-Path")),
		.recipient = address_of(o, SPAN("Delivered-To")),
	};
	if (!o->told.recipient.len)
		o->told.recipient = owner;
	o->subject = (struct deliver_sieve_subject){
		.o = &o->outgoing,
		.rules = &o->rules,
		.message = o->file.bytes,
		.mailbox = o->told.mailbox,
		.message_id = arena_strdup(
			&o->arena,
			span_first(value_of(o, SPAN("Message-ID")), ID_MAX)),
		.event = &o->told,
		.chain = e->chain,
		.kept = e->kept,
		.told = e->told,
		.runs_nothing = e->tell != NULL,
	};
}

/* ---- what they want ---- */

static bool set_flags(struct one *o, enum store_flags_how how, uint32_t flags,
		      uint64_t keywords, struct err *err)
{
	const struct store_flags_change change = {
		.how = how,
		.flags = flags,
		.keywords = keywords,
		.unchanged_since = UINT64_MAX,
	};
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	ranges_add(&uids, o->uid);
	return store_flags(o->event->box, &uids, &change, NULL, NULL, err);
}

/* The flags that the script left for it. */
static bool keep(struct one *o, const struct sieve_action *kept,
		 enum deliver_event_outcome *out, struct err *err)
{
	struct store_append wanted = { 0 };
	uint64_t keywords = 0;

	if (kept->kind != SIEVE_KEEP || !kept->target.has_flags)
		return true;
	deliver_target_flags(&kept->target.flags, &o->arena, &wanted);
	if (wanted.keyword_count &&
	    !store_keywords_bits(o->event->box, wanted.keywords,
				 wanted.keyword_count, &keywords, err))
		return false;
	if (wanted.flags == (o->message.flags & INDEX_FLAG_MASK) &&
	    keywords == o->message.keywords)
		return true;
	*out = DELIVER_EVENT_FLAGGED;
	return set_flags(o, STORE_FLAGS_SET, wanted.flags, keywords, err);
}

static bool settle(struct one *o, enum deliver_event_outcome *out,
		   struct err *err)
{
	*out = o->actions.copy_count || o->actions.sent_count ||
			       o->actions.piped_count
		       ? DELIVER_EVENT_DONE
		       : DELIVER_EVENT_KEPT;
	if (o->actions.kept)
		return keep(o, o->actions.kept, out, err);
	if (o->rejected)
		return true;
	*out = DELIVER_EVENT_DELETED;
	return set_flags(o, STORE_FLAGS_ADD, INDEX_DELETED, 0, err);
}

/* There is nobody to be answered (draft-bosch-imap-filter-sieve 4.10); what
 * would be rejected stays. */
static const struct sieve_action *without_answers(struct one *o)
{
	const struct sieve_action *a = deliver_sieve_actions(o->sieve);
	struct sieve_action *first = NULL;
	struct sieve_action **end = &first;

	for (; a; a = a->next) {
		if (a->kind == SIEVE_REJECT || a->kind == SIEVE_EREJECT)
			o->rejected = true;
		else if (a->kind != SIEVE_VACATION) {
			*end = arena_alloc(&o->arena, sizeof(**end));
			**end = *a;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
	}
	return first;
}

/* Copies are as old as the message, as those of COPY. */
static bool plan(struct one *o, struct store_spool *whole, struct err *err)
{
	struct deliver_actions *a = &o->actions;

	*a = (struct deliver_actions){
		.o = &o->outgoing,
		.log = deliver_sieve_log_of(o->sieve),
		.list = without_answers(o),
		.whole = whole,
	};
	if (!deliver_actions_plan(a, err))
		return false;
	for (size_t i = 0; i < a->copy_count; i++)
		a->copy[i].target.options.internaldate =
			o->message.internaldate;
	return !a->copy_count || store_spool_write(whole, o->file.bytes, err);
}

static bool act(struct one *o, enum deliver_event_outcome *out, struct err *err)
{
	struct store_spool *whole = store_spool_new(o->event->box->user);
	struct deliver_actions *a = &o->actions;
	struct deliver_stored stored;
	bool done = plan(o, whole, err);

	if (done) {
		done = deliver_actions_check(a, err) &&
		       deliver_actions_send(a, err) &&
		       deliver_actions_store(a, &stored, err);
		deliver_actions_finish(a);
	}
	if (done) {
		deliver_after_all(a);
		done = settle(o, out, err);
	}
	deliver_actions_release(a);
	store_spool_free(&whole);
	return done;
}

static bool run(struct one *o, enum deliver_event_outcome *out, struct err *err)
{
	const struct deliver_event *e = o->event;
	const struct err *failure;

	if (!deliver_sieve_run(&o->subject, &o->sieve, err))
		return false;
	failure = deliver_sieve_failure(o->sieve);
	if (failure) {
		*err = *failure;
		return false;
	}
	if (!e->tell)
		return act(o, out, err);
	e->tell(e->context, o->uid, deliver_sieve_actions(o->sieve));
	return true;
}

bool deliver_event_run(const struct deliver_event *event, uint32_t uid,
		       const struct deliver_event_flags *changed,
		       enum deliver_event_outcome *out, struct err *err)
{
	struct one o = { .event = event, .uid = uid };
	bool done;

	*out = DELIVER_EVENT_KEPT;
	arena_init(&o.arena);
	done = read_message(&o, err);
	if (done) {
		fill(&o, changed);
		done = run(&o, out, err);
		deliver_sieve_free(&o.sieve);
		store_message_close(&o.file);
	}
	arena_release(&o.arena);
	return done;
}

bool deliver_event_check(const struct deliver_event *event, struct err *err)
{
	static const struct deliver_event_flags none;
	struct one o = { .event = event };
	bool done;

	arena_init(&o.arena);
	fill(&o, &none);
	done = deliver_sieve_check(&o.subject, err);
	arena_release(&o.arena);
	return done;
}
