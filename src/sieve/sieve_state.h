/* SPDX-License-Identifier: MIT */
/*
 * A run, as commands see it: what they read, what they may fail with, where
 * they leave actions. Private to this folder.
 *
 * All memory is the run's arena, and counted; what a function of a command
 * keeps there lives until the run ends.
 */
#pragma once

#include "sieve/sieve_code.h"

struct sieve_content;
struct sieve_fields;
struct sieve_global;

/* One script being run; included ones lie on top of those that include. */
struct sieve_frame {
	struct sieve_frame *below;
	const struct sieve_script *script;
	struct span *locals;
	struct span matches[SIEVE_MATCH_LAST + 1]; /* RFC 5229 3.2 */
	struct sieve_extension_set have; /* RFC 5463: that ihave has found */
	uint32_t depth;
};

/* A loop being run, of whatever script. */
struct sieve_loop {
	struct sieve_loop *outer;
	const struct sieve_call *call;
	const struct sieve_frame *frame;
};

struct sieve_run {
	const struct sieve_settings *settings;
	const struct sieve_host *host;
	const struct sieve_input *input;
	sieve_trace *trace;
	void *trace_context;
	struct arena arena;
	struct err *err; /* of the sieve_run_script that is at work */
	struct sieve_frame *frame;
	struct sieve_loop *loop;
	bool result; /* of the last test */
	bool stopped;
	bool keeps;    /* the implicit keep stands */
	bool tries;    /* but for a pipe :try, as long as that works */
	uint32_t line; /* of the command at work */
	uint64_t memory, steps, examined;
	int64_t cpu_start; /* clock_cpu_us at the first look; -1: none */
	const struct sieve_version *original;
	const struct sieve_version *message; /* as it is now */
	/* Before it was first enclosed (RFC 5703 6); NULL: it was not. */
	const struct sieve_version *bare;
	const struct sieve_version *measured; /* what `size` is of, or NULL */
	uint64_t size;
	struct sieve_fields *fields;   /* of it; see sieve_fields.h */
	struct sieve_content *content; /* see sieve_content.h */
	struct sieve_action *first, *last;
	struct sieve_action *earlier; /* last one of the scripts before */
	uint32_t actions;
	uint32_t redirects;
	uint32_t notifies; /* recipients */
	uint32_t programs;
	uint32_t includes;
	struct sieve_global *globals; /* RFC 6609; see sieve_variables.c */
	uint32_t global_count;
	/* What the commands of an extension keep, each its own. */
	void *kept[SIEVE_EXTENSIONS];
};

/* Sets run->err with "line N: " before the text; returns false. */
bool sieve_state_fail(struct sieve_run *run, enum err_kind kind,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What the host said, with the line; returns false. */
bool sieve_state_host_failed(struct sieve_run *run);

/* NULL past limits.memory: the run has failed. Zeroed. */
void *sieve_state_alloc(struct sieve_run *run, size_t size);
/* A copy with a NUL behind it; the second as a span. */
char *sieve_state_copy(struct sieve_run *run, struct span text);
MUST_CHECK bool sieve_state_keep(struct sieve_run *run, struct span text,
				 struct span *out);
/* false: limits.cpu_ms are used up, since this was first asked of the script,
 * which most end before. For what may take long by itself. */
MUST_CHECK bool sieve_state_clock(struct sieve_run *run);
/* Counts bytes looked at, or work that takes as long, and looks at the clock
 * now and then; false past limits.examined. */
MUST_CHECK bool sieve_state_examine(struct sieve_run *run, uint64_t bytes);

/* A string argument with its variables filled in; fixed ones point into the
 * byte-code, all others lie in the arena. */
MUST_CHECK bool sieve_state_text(struct sieve_run *run,
				 const struct sieve_text *text,
				 struct span *out);
/* Of a slot: the first string, "" if it is not given. */
MUST_CHECK bool sieve_state_string(struct sieve_run *run,
				   const struct sieve_call *call, unsigned slot,
				   struct span *out);
/* All strings of a slot; none if it is not given. */
MUST_CHECK bool sieve_state_strings(struct sieve_run *run,
				    const struct sieve_call *call,
				    unsigned slot, struct sieve_strings *out);

/*
 * Appends an action, with its script, line and message filled in; the caller
 * does the rest, and clears run->keeps where it cancels the implicit keep.
 * NULL past limits.actions: the run has failed.
 */
struct sieve_action *sieve_state_add(struct sieve_run *run,
				     const struct sieve_call *call,
				     enum sieve_action_kind kind);

/* For the trace; costs nothing if nobody listens. */
void sieve_state_trace(struct sieve_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
