/* SPDX-License-Identifier: MIT */
/* A script, a message, and what comes of them as one line of text. */
#pragma once

#include "sieve/sieve.h"

/* What a case is made of; all may be left out but script. */
struct sieve_case {
	const char *script;
	const char *message;
	const char *sender, *recipient; /* of the envelope */
	const struct sieve_settings *settings;
	const struct sieve_host *host;
	const struct sieve_input *input; /* instead of the three above it */
};

/*
 * "keep" (explicit), "(keep)" (implicit), "fileinto x :flags a b", … with "; "
 * between, "" for nothing to do; "errors: 1: text; 2: text" for what can't be
 * compiled, "failed: text" for a run that fails. Lives until the next call.
 */
const char *sieve_case_run(const struct sieve_case *c);
/* With the two messages of RFC 5228 1.2. */
extern const char *const sieve_case_message_a;
extern const char *const sieve_case_message_b;

extern const struct sieve_settings sieve_case_settings;

#define CASE(expected, text, ...)                                              \
	assert_string_equal(sieve_case_run(&(struct sieve_case){               \
				    .script = (text), __VA_ARGS__ }),          \
			    (expected))
