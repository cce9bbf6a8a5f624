/* SPDX-License-Identifier: MIT */
/*
 * SEARCH: sets first, on runs of UIDs. Then two passes over pieces of what
 * they leave: the first, in one short snapshot, decides by records and kept
 * fields; what stays open is decided by the files, one mapped at a time and
 * with no snapshot held.
 */
#include "store/store_search.h"

#include "base/auto.h"
#include "base/clock.h"
#include "mime/mime_text.h"
#include "store/store_match.h"
#include "store/store_progress.h"
#include "store/store_search_set.h"
#include "store/store_sizes.h"

enum {
	PIECE = 2000,
	WORK_CAP = 256 << 20
};

struct searching {
	struct store_box *box;
	struct store_criterion *program;
	struct store_filter filter;
	bool needs_file; /* or what is kept of it */
	struct buf work;
	struct buf work2;
	struct buf work3;
	struct buf parts;
	struct ranges among; /* that the sets allow */
	struct ranges open;  /* of this piece: need their file */
	uint32_t done, goal; /* of these */
	struct ranges *out;
};

/* ---- the program ---- */

/* Or what is kept of it, for one of its keys. */
static bool needs_file(const struct store_criterion *c)
{
	if (c->key >= STORE_KEY_EMAILID)
		return true;
	for (c = c->child; c; c = c->next)
		if (needs_file(c))
			return true;
	return false;
}

/* Siblings that need no file stand first, so that they decide before a file is
 * opened. */
static void order(struct store_criterion *parent)
{
	struct store_criterion *cheap = NULL, *dear = NULL;
	struct store_criterion **cheap_end = &cheap, **dear_end = &dear;
	struct store_criterion *next;

	for (struct store_criterion *c = parent->child; c; c = next) {
		next = c->next;
		c->next = NULL;
		if (needs_file(c)) {
			*dear_end = c;
			dear_end = &c->next;
		} else {
			*cheap_end = c;
			cheap_end = &c->next;
		}
	}
	*cheap_end = dear;
	parent->child = cheap;
}

static void prepare(struct store_criterion *c)
{
	if (!c->folded.ptr && !span_is_empty(c->text)) {
		buf_init(&c->folded, c->text.len * 12 + 64);
		mime_text_fold(&c->folded, c->text);
	}
	order(c);
	for (c = c->child; c; c = c->next)
		prepare(c);
}

void store_search_release(struct store_criterion *program)
{
	if (!program)
		return;
	ranges_release(&program->set);
	if (program->folded.ptr)
		buf_release(&program->folded);
	for (struct store_criterion *c = program->child; c; c = c->next)
		store_search_release(c);
}

/* ---- messages ---- */

/* What the record does not decide. */
static void search_kept(struct searching *s, struct match_message *m)
{
	enum match found = store_match(m, s->program);

	s->done += found != MATCH_UNKNOWN;
	if (found == MATCH_YES)
		ranges_add(s->out, m->message->uid);
	else if (found == MATCH_UNKNOWN)
		ranges_add(&s->open, m->message->uid);
}

/* A run of UIDs at a time: ranges_add asks more of each. */
static void take(struct searching *s, const struct store_ahead *ahead,
		 uint32_t yes)
{
	while (yes) {
		unsigned first = (unsigned)__builtin_ctz(yes);
		unsigned last = first;

		while (yes >> last & 2 && ahead->message[last + 1].uid ==
						  ahead->message[last].uid + 1)
			last++;
		ranges_add_run(s->out, ahead->message[first].uid,
			       ahead->message[last].uid);
		yes &= UINT32_MAX << last << 1;
	}
}

static void search_some(struct searching *s, struct match_message *m,
			const struct store_ahead *ahead)
{
	struct store_filter_found found =
		store_filter_ahead(&s->filter, ahead, s->program);
	uint32_t all = (UINT32_C(1) << ahead->count) - 1;
	uint32_t unknown = found.unknown & all & ~ahead->gone;

	if (unknown == 0) {
		take(s, ahead, found.yes & all & ~ahead->gone);
		s->done += ahead->count;
		return;
	}
	for (unsigned i = 0; i < ahead->count; i++) {
		uint32_t bit = UINT32_C(1) << i;

		m->message = &ahead->message[i];
		if (unknown & bit) {
			search_kept(s, m);
			continue;
		}
		s->done++;
		if (found.yes & ~ahead->gone & bit)
			ranges_add(s->out, m->message->uid);
	}
}

/* From *uid on, as far as one snapshot goes. */
static bool search_records(struct searching *s, uint32_t *uid, struct err *err)
{
	enum store_ahead_of need =
		s->needs_file ? STORE_AHEAD_FIELDS : STORE_AHEAD_RECORDS;
	struct store_read read;
	struct store_ahead ahead;
	struct err scratch = { 0 };
	struct match_message m = {
		.filter = &s->filter,
		.read = &read,
		.err = &scratch,
		.work = &s->work,
		.work2 = &s->work2,
		.work3 = &s->work3,
	};
	bool ok = true;

	if (!store_read_begin(s->box, &read, err))
		return false;
	for (unsigned n = 0; ok && *uid && n < PIECE; n += STORE_AHEAD) {
		ok = store_message_ahead(&read, &s->among, uid, need, &ahead,
					 err);
		if (ok)
			search_some(s, &m, &ahead);
	}
	store_read_end(&read);
	return ok;
}

/* With its table of parts in s->parts, if that is kept. */
static bool get_message(struct searching *s, uint32_t uid,
			struct store_message *out, struct err *err)
{
	struct store_read read;
	struct span parts;
	bool ok;

	buf_reset(&s->parts);
	if (!store_read_begin(s->box, &read, err))
		return false;
	ok = store_message_get(&read, uid, out, err);
	if (ok && store_message_field(&read, out, STORE_PARTS, &parts, err))
		buf_add(&s->parts, parts);
	store_read_end(&read);
	return ok;
}

static enum match match_parsed(struct searching *s, struct match_message *m)
{
	struct store_parsed parsed;
	enum match found;

	store_parsed_init(&parsed);
	mime_summary_make(&parsed.summary, m->file->bytes,
			  &mime_summary_limits);
	store_parsed_digest(&parsed, m->file->bytes);
	m->parsed = &parsed;
	m->parts = buf_span(&parsed.summary.parts);
	found = store_match(m, s->program);
	store_parsed_release(&parsed);
	return found;
}

/* A message that is gone or can't be read does not match; it does not keep
 * the others from being found. Mostly what is kept of its parts suffices. */
static bool search_file(struct searching *s, uint32_t uid)
{
	struct store_message message;
	struct store_file file;
	struct err err = { 0 };
	struct match_message m = {
		.filter = &s->filter,
		.message = &message,
		.file = &file,
		.err = &err,
		.work = &s->work,
		.work2 = &s->work2,
		.work3 = &s->work3,
	};
	enum match found = MATCH_UNKNOWN;

	if (!get_message(s, uid, &message, &err) ||
	    !store_message_open(s->box, uid, &file, &err))
		return false;
	if (s->parts.len) {
		m.parts = buf_span(&s->parts);
		found = store_match(&m, s->program);
	}
	if (found == MATCH_UNKNOWN)
		found = match_parsed(s, &m);
	store_message_close(&file);
	return found == MATCH_YES;
}

static void search_files(struct searching *s)
{
	for (uint32_t u = ranges_from(&s->open, 1); u;
	     u = ranges_next(&s->open, u)) {
		store_progress_tell(s->box, s->done++, s->goal);
		if (search_file(s, u))
			ranges_add(s->out, u);
	}
}

static bool search_all(struct searching *s, struct err *err)
{
	uint32_t uid = ranges_from(&s->among, 1);

	s->goal = ranges_size(&s->among);
	while (uid) {
		ranges_clear(&s->open);
		store_progress_tell(s->box, s->done, s->goal);
		if (!search_records(s, &uid, err))
			return false;
		search_files(s);
	}
	return true;
}

bool store_search(struct store_box *box, struct store_criterion *program,
		  struct ranges *out_uids, struct err *err)
{
	struct store_keywords keywords;
	struct searching s = {
		.box = box,
		.program = program,
		.filter = { .box = box,
			    .keywords = &keywords,
			    .now = clock_now() },
		.needs_file = needs_file(program),
		.out = out_uids,
	};
	auto_arena struct arena arena = { 0 };
	bool ok;

	store_sizes_decide(box, program);
	if (store_search_set_decides(program)) {
		store_search_set_match(box, program, out_uids);
		return true;
	}
	arena_init(&arena);
	if (!store_keywords(box, &arena, &keywords, err))
		return false;
	prepare(program);
	buf_init(&s.work, WORK_CAP);
	buf_init(&s.work2, WORK_CAP);
	buf_init(&s.work3, WORK_CAP);
	buf_init(&s.parts, WORK_CAP);
	ranges_init(&s.open);
	ranges_init(&s.among);
	store_search_set_narrow(box, program, &s.among);
	ok = search_all(&s, err);
	buf_release(&s.work);
	buf_release(&s.work2);
	buf_release(&s.work3);
	buf_release(&s.parts);
	ranges_release(&s.open);
	ranges_release(&s.among);
	return ok;
}

/* From *uid on, as far as one snapshot goes. */
static bool add_modseqs(struct store_box *box, const struct ranges *uids,
			uint32_t *uid, struct store_modseqs *out,
			struct err *err)
{
	struct store_message message;
	struct store_read read;
	bool ok = true;

	if (!store_read_begin(box, &read, err))
		return false;
	for (unsigned n = 0; ok && *uid && n < PIECE; n++) {
		if (!store_message_get(&read, *uid, &message, err)) {
			ok = err->kind == ERR_GONE;
		} else {
			if (message.modseq < out->lowest)
				out->lowest = message.modseq;
			if (message.modseq > out->highest)
				out->highest = message.modseq;
		}
		*uid = ranges_next(uids, *uid);
	}
	store_read_end(&read);
	return ok;
}

bool store_search_modseqs(struct store_box *box, const struct ranges *uids,
			  struct store_modseqs *out, struct err *err)
{
	uint32_t uid = ranges_from(uids, 1);

	*out = (struct store_modseqs){ .lowest = UINT64_MAX };
	while (uid)
		if (!add_modseqs(box, uids, &uid, out, err))
			return false;
	return true;
}
