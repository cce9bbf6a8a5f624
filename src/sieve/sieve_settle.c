/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_settle.h"

static bool is_copy(const struct sieve_action *a)
{
	return a->kind == SIEVE_KEEP || a->kind == SIEVE_FILEINTO;
}

static bool is_reject(const struct sieve_action *a)
{
	return a->kind == SIEVE_REJECT || a->kind == SIEVE_EREJECT;
}

static bool same_mailbox(struct span a, struct span b)
{
	return span_eq(a, b) || (span_eq_nocase(a, SPAN("INBOX")) &&
				 span_eq_nocase(b, SPAN("INBOX")));
}

/* An event's keep leaves the message where it is (RFC 6785 4.3), which no
 * fileinto does. */
static bool is_same(const struct sieve_run *run, const struct sieve_action *a,
		    const struct sieve_action *b)
{
	if (a->message != b->message)
		return false;
	if (a->kind == SIEVE_REDIRECT && b->kind == SIEVE_REDIRECT)
		return span_eq(a->redirect.address, b->redirect.address);
	if (!is_copy(a) || !is_copy(b) ||
	    (a->kind != b->kind && run->input->mailbox.len))
		return false;
	return same_mailbox(a->target.mailbox, b->target.mailbox) &&
	       span_eq(a->target.mailboxid, b->target.mailboxid) &&
	       span_eq_nocase(a->target.special_use, b->target.special_use);
}

/* RFC 5228 2.10.3; RFC 5232 3: the last flags win. */
static void merge(struct sieve_run *run, struct sieve_action *first)
{
	struct sieve_action *before = first;

	for (struct sieve_action *a = first->next; a; a = a->next) {
		if (!is_same(run, first, a)) {
			before = a;
			continue;
		}
		if (is_copy(a)) {
			first->target.has_flags = a->target.has_flags;
			first->target.flags = a->target.flags;
			first->target.create |= a->target.create;
		} else {
			first->redirect.copy &= a->redirect.copy;
		}
		before->next = a->next;
		if (run->last == a)
			run->last = before;
	}
}

/* Is it one that a rejected message cannot have? Copies may be kept of it; the
 * vacation of an earlier script gives way (drop_vacations). */
static bool excludes_reject(const struct sieve_action *a)
{
	if (a->kind == SIEVE_FILEINTO)
		return !a->target.copy;
	if (a->kind == SIEVE_REDIRECT)
		return !a->redirect.copy;
	return a->kind == SIEVE_KEEP || a->kind == SIEVE_PIPE ||
	       (a->kind == SIEVE_VACATION && !a->is_earlier);
}

/* RFC 5429 2.4, RFC 5230 4.7. NULL: both may be. */
static const char *conflict(const struct sieve_action *a,
			    const struct sieve_action *b)
{
	if (is_reject(a) && is_reject(b))
		return "a message can be rejected only once";
	if (a->kind == SIEVE_VACATION && b->kind == SIEVE_VACATION &&
	    a->is_earlier == b->is_earlier)
		return "vacation can be used only once";
	if ((is_reject(a) && excludes_reject(b)) ||
	    (is_reject(b) && excludes_reject(a)))
		return "a message that is rejected can be neither delivered "
		       "nor answered";
	return NULL;
}

static bool check(struct sieve_run *run, const struct sieve_action *a)
{
	for (const struct sieve_action *b = a->next; b; b = b->next) {
		const char *text = conflict(a, b);

		if (!text)
			continue;
		run->line = b->line;
		return sieve_state_fail(run, ERR_STATE, "%s", text);
	}
	return true;
}

static bool rejects(const struct sieve_run *run)
{
	const struct sieve_action *a = run->first;

	while (a && !is_reject(a))
		a = a->next;
	return a != NULL;
}

/* RFC 5230 4.7 has one vacation for a script, and none with a reject. Of a
 * chain's, which do not know each other, the first one replies, unless a later
 * one rejects: then that is all the sender is told. */
static void drop_vacations(struct sieve_run *run)
{
	bool is_rejected = rejects(run);
	struct sieve_action **at = &run->first;
	bool replies = false;

	run->last = NULL;
	while (*at) {
		if ((*at)->kind == SIEVE_VACATION) {
			replies |= (*at)->is_earlier;
			if (is_rejected || (replies && !(*at)->is_earlier)) {
				*at = (*at)->next;
				continue;
			}
		}
		run->last = *at;
		at = &(*at)->next;
	}
}

bool sieve_settle(struct sieve_run *run)
{
	for (struct sieve_action *a = run->first; a; a = a->next) {
		if (!check(run, a))
			return false;
		if (is_copy(a) || a->kind == SIEVE_REDIRECT)
			merge(run, a);
	}
	drop_vacations(run);
	return true;
}
