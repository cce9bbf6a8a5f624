/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_sieve.h"

#include <sys/stat.h>
#include <time.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "deliver/deliver_chain.h"
#include "deliver/deliver_script.h"
#include "deliver/deliver_sieve_host.h"
#include "deliver/deliver_sieve_open.h"
#include "mime/mime_header.h"
#include "sieve/sieve_config.h"

struct deliver_sieve {
	const struct deliver_sieve_subject *subject;
	struct arena arena;
	struct sieve_settings personal, global;
	struct deliver_sieve_log log;
	struct deliver_sieve_host host;
	struct sieve_host table;
	struct deliver_chain chain;
	struct deliver_script **open; /* of the chain, and sieve_discard */
	size_t open_count;
	struct sieve_input input;
	struct sieve_run *run, *discard_run;
	const struct sieve_action *actions;
	struct err failure; /* that made what they want void */
};

const struct sieve_action *
deliver_sieve_actions(const struct deliver_sieve *sieve)
{
	return sieve->actions;
}

const struct err *deliver_sieve_failure(const struct deliver_sieve *sieve)
{
	return sieve->failure.kind != ERR_NONE ? &sieve->failure : NULL;
}

const struct deliver_sieve_log *
deliver_sieve_log_of(const struct deliver_sieve *sieve)
{
	return &sieve->log;
}

bool deliver_sieve_is_wanted(const struct config *config,
			     const struct account *account,
			     const struct account_rules *rules)
{
	auto_free char *path = NULL;
	struct stat st;

	if (!config->sieve)
		return false;
	if (config->sieve_before[0] || config->sieve_default[0] ||
	    config->sieve_after[0] || rules->sieve[0])
		return true;
	path = x_printf("%s/.dovecot.sieve", account->home);
	return lstat(path, &st) == 0;
}

void deliver_sieve_free(struct deliver_sieve **sieve)
{
	struct deliver_sieve *s = *sieve;

	if (!s)
		return;
	sieve_run_free(&s->run);
	sieve_run_free(&s->discard_run);
	deliver_sieve_host_release(&s->host);
	for (size_t i = 0; i < s->open_count; i++)
		deliver_script_close(&s->open[i]);
	arena_release(&s->arena);
	free(s);
	*sieve = NULL;
}

/* ---- the input ---- */

static void fill_input(struct deliver_sieve *s)
{
	const struct deliver_outgoing *o = s->subject->o;
	const struct deliver_sieve_event *event = s->subject->event;
	int64_t now = clock_now();

	s->input = (struct sieve_input){
		.message = s->subject->message,
		.sender = o->sender,
		.recipient = o->recipient,
		.origin = o->origin,
		.user = span_of(o->account->user),
		.ret = o->dsn.ret,
		.envid = o->dsn.envid,
		.notify = o->dsn.notify,
		.orcpt = o->dsn.orcpt,
		.by_mode = o->dsn.by_mode,
		.by_time = o->dsn.by_time,
		.remote_ip = o->remote_ip,
		.remote_host = o->remote_host,
		.now = now,
		.zone = clock_zone(now),
	};
	if (!event)
		return;
	s->input.sender = event->sender;
	s->input.recipient = event->recipient;
	s->input.mailbox = event->mailbox;
	s->input.flags = event->flags;
	s->input.no_envelope = event->cause[0] != '\0';
}

static struct sieve_run *new_run(struct deliver_sieve *s)
{
	return sieve_run_new(&s->personal, &s->table, &s->input, NULL, NULL);
}

/* ---- the chain ---- */

const struct sieve_action *deliver_sieve_plain(struct deliver_sieve *s)
{
	struct sieve_action *keep = arena_alloc(&s->arena, sizeof(*keep));
	struct sieve_version *whole = arena_alloc(&s->arena, sizeof(*whole));
	struct span message = s->subject->message;
	size_t header = mime_header_length(message);

	whole->header = span_first(message, header);
	whole->body = span_from(message, header);
	keep->kind = SIEVE_KEEP;
	keep->is_implicit = true;
	keep->target.mailbox = SPAN("INBOX");
	keep->message = whole;
	return keep;
}

/* What a run has come to. */
struct progress {
	struct sieve_run *run;
	bool keep;    /* the next one may run */
	bool failed;  /* all that was wanted so far is void */
	bool has_own; /* the user's script was there */
};

/* As the last of s->open; see deliver_sieve_open. */
static bool open_script(struct deliver_sieve *s,
			const struct deliver_chain_script *c,
			struct sieve_run *run, struct err *err)
{
	if (!deliver_sieve_open(&s->host, c, run, &s->open[s->open_count], err))
		return false;
	s->open_count++;
	return true;
}

static const struct deliver_script *newest(const struct deliver_sieve *s)
{
	return s->open[s->open_count - 1];
}

/* One script; false: ERR_TEMP. */
static bool run_one(struct deliver_sieve *s,
		    const struct deliver_chain_script *c, struct progress *p,
		    struct err *err)
{
	bool there = true;

	if (!open_script(s, c, p->run, err)) {
		there = err->kind != ERR_NOTFOUND;
		p->keep = !there;
		if (err->kind == ERR_TEMP)
			return false;
		if (there)
			s->failure = *err;
	} else if (!sieve_run_script(p->run, deliver_script_ready(newest(s)),
				     &p->keep, err)) {
		if (err->kind == ERR_TEMP)
			return false;
		deliver_sieve_log_script(&s->log, c->place,
					 deliver_script_name(newest(s)), NULL,
					 err);
		s->failure = *err;
		p->failed = true;
		p->keep = false;
	}
	p->has_own |= c->is_own && there;
	return true;
}

static bool run_chain(struct deliver_sieve *s, struct err *err)
{
	struct progress p = { .run = s->run, .keep = true };

	for (size_t i = 0; i < s->chain.count && p.keep; i++)
		if (!(s->chain.at[i].is_own && p.has_own) &&
		    !run_one(s, &s->chain.at[i], &p, err))
			return false;
	s->actions =
		p.failed ? deliver_sieve_plain(s) : sieve_run_actions(s->run);
	return true;
}

static bool is_discarded(const struct sieve_action *actions)
{
	for (; actions; actions = actions->next)
		if (actions->kind != SIEVE_DISCARD)
			return false;
	return true;
}

static bool run_discard(struct deliver_sieve *s, struct err *err)
{
	const struct deliver_chain_script c = {
		.name = "sieve_discard",
		.path = s->log.config->sieve_discard,
		.place = SIEVE_GLOBAL,
	};
	struct progress p = { .keep = true };

	s->discard_run = new_run(s);
	p.run = s->discard_run;
	if (!run_one(s, &c, &p, err))
		return false;
	s->actions = p.failed ? deliver_sieve_plain(s)
			      : sieve_run_actions(s->discard_run);
	return true;
}

static void begin(struct deliver_sieve *s)
{
	const struct deliver_outgoing *o = s->subject->o;

	sieve_config_settings(o->config, &s->arena, &s->personal);
	s->global = s->personal;
	sieve_config_global(o->config, &s->arena, &s->global);
	if (s->subject->event) {
		deliver_sieve_event_settings(s->subject->event, &s->arena,
					     &s->personal);
		deliver_sieve_event_settings(s->subject->event, &s->arena,
					     &s->global);
	}
	fill_input(s);
	s->log = (struct deliver_sieve_log){
		.config = o->config,
		.account = o->account,
		.message_id = s->subject->message_id,
		.told = s->subject->told,
	};
	s->host = (struct deliver_sieve_host){
		.config = o->config,
		.account = o->account,
		.store = o->store,
		.sender = s->input.sender,
		.recipient = s->input.recipient,
		.origin = o->origin,
		.runs_nothing = s->subject->runs_nothing,
		.personal = &s->personal,
		.global = &s->global,
		.log = &s->log,
		.mailbox = s->subject->mailbox,
		.location = s->subject->event ? "MS" : "MDA",
		.phase = s->subject->event ? "post" : "during",
		.event = s->subject->event,
		.kept = s->subject->kept,
		.now = s->input.now,
	};
	deliver_sieve_host_init(&s->host, &s->table);
	s->table.include = deliver_sieve_open_included;
}

static void start(struct deliver_sieve *s)
{
	const struct deliver_outgoing *o = s->subject->o;

	begin(s);
	if (s->subject->chain)
		s->chain = *s->subject->chain;
	else
		deliver_chain_make(o->config, span_of(s->subject->rules->sieve),
				   &s->arena, &s->chain);
	s->run = new_run(s);
	s->open = arena_alloc_array(&s->arena, s->chain.count + 1,
				    sizeof(struct deliver_script *));
}

static bool run(struct deliver_sieve *s, struct err *err)
{
	const struct deliver_outgoing *o = s->subject->o;

	start(s);
	if (!run_chain(s, err))
		return false;
	return s->subject->event || !o->config->sieve_discard[0] ||
	       !is_discarded(s->actions) || run_discard(s, err);
}

static bool open_all(struct deliver_sieve *s, struct err *err)
{
	for (size_t i = 0; i < s->chain.count; i++)
		if (!open_script(s, &s->chain.at[i], NULL, err) &&
		    (err->kind != ERR_NOTFOUND || s->chain.at[i].is_named))
			return false;
	return true;
}

bool deliver_sieve_check(const struct deliver_sieve_subject *subject,
			 struct err *err)
{
	struct deliver_sieve *s = x_calloc(1, sizeof(*s));
	bool done;

	s->subject = subject;
	arena_init(&s->arena);
	start(s);
	done = open_all(s, err);
	deliver_sieve_free(&s);
	return done;
}

bool deliver_sieve_run(const struct deliver_sieve_subject *subject,
		       struct deliver_sieve **out, struct err *err)
{
	struct deliver_sieve *s = x_calloc(1, sizeof(*s));

	s->subject = subject;
	arena_init(&s->arena);
	if (run(s, err)) {
		*out = s;
		return true;
	}
	err->kind = ERR_TEMP;
	deliver_sieve_free(&s);
	return false;
}
