/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_pipe.h"

#include <sysexits.h>

#include "base/auto.h"
#include "base/log.h"
#include "crypto/crypto_digest.h"
#include "deliver/deliver_once.h"
#include "deliver/deliver_program.h"

enum {
	CALL_CAP = 65536 /* a name and its arguments */
};

/* The same message for the same program with the same arguments. */
static void make_key(const struct deliver_outgoing *o,
		     const struct sieve_pipe *pipe, uint8_t out[STORE_ONCE_KEY])
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	auto_buf struct buf call;

	buf_init(&call, CALL_CAP);
	buf_add(&call, pipe->program);
	for (size_t i = 0; i < pipe->arguments.count; i++) {
		buf_add_char(&call, '\0');
		buf_add(&call, pipe->arguments.at[i]);
	}
	crypto_digest_make(buf_span(&call), digest);
	deliver_once_key_of("pipe", o->given_once,
			    span_make(digest, sizeof(digest)), out);
}

static bool run(const struct deliver_outgoing *o,
		const struct sieve_action *action, struct err *err)
{
	const struct span message[] = { action->message->header,
					action->message->body };
	const struct sieve_pipe *pipe = &action->pipe;
	const struct deliver_program program = {
		.config = o->config,
		.account = o->account,
		.sender = o->sender,
		.recipient = o->recipient,
		.origin = o->origin,
		.kind = DELIVER_PROGRAM_PIPE,
		.name = pipe->program,
		.argument = pipe->arguments.at,
		.argument_count = pipe->arguments.count,
		.input = message,
		.input_count = ARRAY_LEN(message),
	};
	int code;

	if (!deliver_program_run(&program, &code, err)) {
		if (err->kind != ERR_TEMP)
			err->kind = ERR_DENIED;
		return false;
	}
	return code == EX_OK ||
	       err_set(err, code == EX_TEMPFAIL ? ERR_TEMP : ERR_DENIED,
		       "Program '%.*s' ended with exit code %d",
		       SPAN_ARG(span_first(pipe->program, 80)), code);
}

bool deliver_pipe_run(const struct deliver_outgoing *o,
		      const struct sieve_action *action, struct err *err)
{
	uint8_t key[STORE_ONCE_KEY];
	struct err trouble;
	bool known;

	make_key(o, &action->pipe, key);
	if (!store_once_has(o->store, key, &known, err))
		return false;
	if (!known && !run(o, action, err))
		return false;
	log_event(LOG_LEVEL_INFO, "pipe", "user=%s program=%s outcome=%s",
		  o->account->user, LOG_TEXT(action->pipe.program),
		  known ? "taken-before" : "taken");
	/* It is done all the same, so that this can only lead to its being
	 * done again. */
	if (!known && !deliver_once_remember(o->store, key, &trouble))
		log_err(LOG_LEVEL_ERROR, "pipe", &trouble, "user=%s",
			o->account->user);
	return true;
}

void deliver_pipe_forget(const struct deliver_outgoing *o,
			 const struct sieve_action *action)
{
	uint8_t key[STORE_ONCE_KEY];
	struct err err;

	make_key(o, &action->pipe, key);
	if (!deliver_once_forget(o->store, key, &err))
		log_err(LOG_LEVEL_ERROR, "pipe", &err, "user=%s",
			o->account->user);
}
