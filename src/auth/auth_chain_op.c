/* SPDX-License-Identifier: MIT */
/*
 * A question (struct op) goes from source to source until one knows the user.
 * A login asks for the proof on the way; a right one by a master user is
 * followed by a plain look-up of the user that is wanted. Each step ends in a
 * call of the next one or in finish(), which answers and frees.
 */
#include "auth/auth_chain_op.h"

#include <stdlib.h>
#include <string.h>

#include "account/account_access.h"
#include "account/account_entry.h"
#include "auth/auth_hash.h"
#include "base/log.h"
#include "crypto/crypto_secret.h"

static bool knows_user(enum auth_verdict verdict)
{
	return verdict == AUTH_VERDICT_OK || verdict == AUTH_VERDICT_WRONG ||
	       verdict == AUTH_VERDICT_DISABLED ||
	       verdict == AUTH_VERDICT_FORBIDDEN ||
	       verdict == AUTH_VERDICT_JUDGE;
}

void auth_chain_op_finish(struct auth_chain_op *op, enum auth_verdict verdict)
{
	struct auth_chain *chain = op->chain;
	struct auth_chain_answer answer = {
		.verdict = verdict,
		.user = op->entry.account.user[0] ? op->entry.account.user
						  : op->subject.user,
		.master = op->master,
		.err = verdict == AUTH_VERDICT_TEMP ? &op->trouble : NULL,
	};

	if (op->at < chain->config->source_count)
		answer.source = auth_source_section(chain->source[op->at]);
	if (knows_user(verdict) && op->entry.account.user[0])
		answer.entry = &op->entry;
	chain->pending--;
	op->told(op->arg, &answer);
	if (op->secret)
		crypto_secret_wipe(op->secret, op->secret_len);
	free(op->secret);
	free(op->challenge);
	account_entry_wipe(&op->entry);
	free(op);
}

static void finish_troubled(struct auth_chain_op *op, const char *why)
{
	err_set(&op->trouble, ERR_TEMP, "Temporary failure");
	err_detail(&op->trouble, "%s", why);
	auth_chain_op_finish(op, AUTH_VERDICT_TEMP);
}

/* ---- what follows a right proof ---- */

static struct account_query query_of(const struct auth_chain_op *op)
{
	return (struct account_query){
		.user = op->subject.user,
		.service = op->subject.service,
		.local_ip = op->subject.local_ip,
		.remote_ip = op->subject.remote_ip,
	};
}

/* RFC 4616: another identity than the user's own needs a right to it. */
bool auth_chain_op_is_own(const struct auth_chain_op *op)
{
	struct span target = span_of(op->target);

	return !op->other &&
	       (target.len == 0 || span_eq(target, span_of(op->subject.user)) ||
		span_eq(target, span_of(op->entry.account.user)));
}

void auth_chain_op_admit(struct auth_chain_op *op)
{
	const struct account_query query = query_of(op);
	enum auth_verdict verdict = auth_check_access(&op->entry, &query);

	if (verdict != AUTH_VERDICT_OK || !op->as_master) {
		if (verdict == AUTH_VERDICT_OK && !auth_chain_op_is_own(op))
			verdict = AUTH_VERDICT_AUTHORIZE;
		auth_chain_op_finish(op, verdict);
		return;
	}
	op->admitted = true;
	op->proof_only = op->entry.account.proof_only;
	op->as_master = false;
	op->kind = AUTH_CHAIN_LOOKUP;
	memcpy(op->subject.user, op->target, sizeof(op->subject.user));
	memset(&op->entry, 0, sizeof(op->entry));
	op->at = 0;
	auth_chain_op_ask(op);
}

/* ---- the proof ---- */

static struct crypto_stored stored_of(const struct auth_chain_op *op)
{
	return (struct crypto_stored){
		.text = span_of(op->entry.password),
		.scheme = auth_source_section(op->chain->source[op->at])
				  ->default_scheme,
		.user = span_of(op->entry.account.user),
	};
}

static void ignore_told(void *arg, const struct auth_source_answer *answer)
{
	(void)arg;
	(void)answer;
}

/* Nobody waits for it, and nobody minds if it fails. */
static void rehash(const struct auth_chain_op *op)
{
	const struct crypto_stored stored = stored_of(op);
	const char *scheme = op->chain->config->password_rehash;
	struct auth_subject subject = op->subject;
	const struct auth_source_question question = {
		.task = AUTH_SOURCE_REHASH,
		.subject = &subject,
		.challenge = stored.text,
		.secret = span_make(op->secret, op->secret_len),
	};

	if (!scheme[0] || crypto_stored_is_of(&stored, scheme))
		return;
	snprintf(subject.user, sizeof(subject.user), "%s",
		 op->entry.account.user);
	auth_source_ask(op->chain->source[op->at], &question, ignore_told,
			NULL);
}

static void password_told(void *arg, enum auth_verdict verdict)
{
	struct auth_chain_op *op = arg;

	if (verdict == AUTH_VERDICT_OK) {
		if (!op->stale) {
			auth_source_prove(
				op->chain->source[op->at], &op->subject,
				span_make(op->secret, op->secret_len));
			rehash(op);
		}
		auth_chain_op_admit(op);
	} else if (op->stale && verdict == AUTH_VERDICT_WRONG) {
		/* It may have been changed: only the source could tell. */
		finish_troubled(op, "the source is away");
	} else {
		auth_chain_op_finish(op, verdict);
	}
}

static void nobody_told(void *arg, enum auth_verdict verdict)
{
	(void)verdict;
	auth_chain_op_finish(arg, AUTH_VERDICT_UNKNOWN);
}

static void compare(struct auth_chain_op *op,
		    const struct crypto_stored *stored,
		    void (*told)(void *arg, enum auth_verdict verdict))
{
	struct span password = span_make(op->secret, op->secret_len);

	if (!auth_hash_compare(op->chain->hash, stored, password, told, op))
		finish_troubled(op, "too many logins wait");
}

static void compare_password(struct auth_chain_op *op)
{
	const struct crypto_stored stored = stored_of(op);

	compare(op, &stored, password_told);
}

/* Stored in a scheme that the settings don't let in. */
static bool is_too_weak(const struct auth_chain_op *op)
{
	const struct crypto_stored stored = stored_of(op);

	if (op->chain->config->password_weak ||
	    (op->kind != AUTH_CHAIN_LOGIN && op->kind != AUTH_CHAIN_SECRET) ||
	    !crypto_stored_is_weak(&stored))
		return false;
	log_event(LOG_LEVEL_WARN, "weak_stored_password", "user=%s",
		  LOG_TEXT(span_of(op->entry.account.user)));
	return true;
}

static void found(struct auth_chain_op *op)
{
	struct account *account = &op->entry.account;
	uint32_t service = account_access_service(span_of(op->subject.service));

	if (is_too_weak(op)) {
		auth_chain_op_finish(op, AUTH_VERDICT_UNUSABLE);
		return;
	}
	switch (op->kind) {
	case AUTH_CHAIN_LOOKUP:
		if (op->admitted && account->state == ACCOUNT_DELETED) {
			auth_chain_op_finish(op, AUTH_VERDICT_UNKNOWN);
			return;
		}
		if (!op->admitted && account->state < ACCOUNT_DISABLED &&
		    (op->entry.closed_services & service))
			account->state = ACCOUNT_DISABLED;
		account->proof_only |= op->proof_only;
		auth_chain_op_finish(op, AUTH_VERDICT_OK);
		return;
	case AUTH_CHAIN_TRUST:
		auth_chain_op_admit(op);
		return;
	case AUTH_CHAIN_LOGIN:
		if (op->proof == ACCOUNT_PROOF_PASSWORD) {
			compare_password(op);
			return;
		}
		break;
	case AUTH_CHAIN_SECRET:
		break;
	}
	auth_chain_op_finish(op, AUTH_VERDICT_JUDGE);
}

/* ---- from source to source ---- */

/* Every source was asked. An unknown name takes as long as a wrong password. */
static void nobody(struct auth_chain_op *op)
{
	const struct crypto_stored none = { .text = SPAN("") };

	if (op->troubled)
		auth_chain_op_finish(op, AUTH_VERDICT_TEMP);
	else if (op->refused)
		auth_chain_op_finish(op, AUTH_VERDICT_WRONG);
	else if (op->kind == AUTH_CHAIN_LOGIN &&
		 op->proof == ACCOUNT_PROOF_PASSWORD)
		compare(op, &none, nobody_told);
	else
		auth_chain_op_finish(op, AUTH_VERDICT_UNKNOWN);
}

static void source_told(void *arg, const struct auth_source_answer *answer)
{
	struct auth_chain_op *op = arg;

	switch (answer->result) {
	case AUTH_SOURCE_FOUND:
	case AUTH_SOURCE_STALE:
		op->entry = *answer->entry;
		op->stale = answer->result == AUTH_SOURCE_STALE;
		found(op);
		return;
	case AUTH_SOURCE_PROVEN:
		op->entry = *answer->entry;
		auth_chain_op_admit(op);
		return;
	case AUTH_SOURCE_WRONG:
		auth_chain_op_finish(op, AUTH_VERDICT_WRONG);
		return;
	case AUTH_SOURCE_REFUSED:
		op->refused = true;
		break;
	case AUTH_SOURCE_TEMP:
		if (!op->troubled)
			op->trouble = *answer->err;
		op->troubled = true;
		break;
	case AUTH_SOURCE_UNKNOWN:
		break;
	}
	op->at++;
	auth_chain_op_ask(op);
}

void auth_chain_op_ask(struct auth_chain_op *op)
{
	const struct auth_source_question question = {
		.task = op->kind == AUTH_CHAIN_LOGIN ? AUTH_SOURCE_PROVE
						     : AUTH_SOURCE_LOOKUP,
		.subject = &op->subject,
		.proof = op->proof,
		.challenge = span_make(op->challenge, op->challenge_len),
		.secret = span_make(op->secret, op->secret_len),
	};
	size_t count = op->chain->config->source_count;

	if (!op->subject.user[0])
		op->at = count;
	while (op->at < count &&
	       op->chain->config->source[op->at].master != op->as_master)
		op->at++;
	if (op->at == count)
		nobody(op);
	else
		auth_source_ask(op->chain->source[op->at], &question,
				source_told, op);
}
