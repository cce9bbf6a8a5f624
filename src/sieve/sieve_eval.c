/* SPDX-License-Identifier: MIT */
/*
 * One switch. The loader has checked operations; what is left to check is what
 * code can do wrong only while it runs: loops that are not open, budgets.
 */
#include "sieve/sieve_eval.h"

#include "sieve/sieve_second.h"

enum {
	STEPS_BETWEEN_CLOCKS = 256
};

static bool count_step(struct sieve_run *run)
{
	const struct sieve_limits *limits = &run->settings->limits;

	run->steps++;
	if (run->steps > limits->steps)
		return sieve_state_fail(run, ERR_LIMIT,
					"the script takes too many steps");
	return run->steps % STEPS_BETWEEN_CLOCKS != 0 || sieve_state_clock(run);
}

static bool call(struct sieve_run *run, const struct sieve_call *call)
{
	run->line = call->line;
	if (!call->command->run(run, call))
		return false;
	if (run->trace && call->command->kind == SIEVE_ACTION)
		sieve_state_trace(run, "%s", call->command->name);
	else if (run->trace)
		sieve_state_trace(run, "%s: %s", call->command->name,
				  run->result ? "true" : "false");
	return true;
}

/* ---- loops ---- */

static bool begin_loop(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_loop *loop = sieve_state_alloc(run, sizeof(*loop));

	run->line = call->line;
	if (!loop || !call->command->begin(run, call))
		return false;
	*loop = (struct sieve_loop){ run->loop, call, run->frame };
	run->loop = loop;
	return true;
}

static void end_loop(struct sieve_run *run)
{
	run->loop->call->command->end(run);
	run->loop = run->loop->outer;
}

static bool is_open(const struct sieve_run *run, const struct sieve_op *op)
{
	return run->loop && run->loop->frame == run->frame &&
	       run->loop->call == run->frame->script->ops[op->number].call;
}

static bool loop(struct sieve_run *run, const struct sieve_op *op)
{
	if (!is_open(run, op))
		return sieve_state_fail(run, ERR_CORRUPT,
					"the compiled script is damaged");
	if (op->kind == SIEVE_OP_LOOP_NEXT)
		return call(run, run->loop->call);
	end_loop(run);
	return true;
}

/* ---- */

/* RFC 5463 4 */
static bool need(struct sieve_run *run, const struct sieve_op *op)
{
	run->line = op->number;
	return sieve_extension_has(&run->frame->have,
				   sieve_extension_named(op->text)) ||
	       sieve_state_fail(run, ERR_STATE, "no ihave has found \"%.*s\"",
				SPAN_ARG(op->text));
}

static bool do_op(struct sieve_run *run, const struct sieve_op *op)
{
	switch (op->kind) {
	case SIEVE_OP_CALL:
		return call(run, op->call);
	case SIEVE_OP_SET:
		run->result = op->number != 0;
		break;
	case SIEVE_OP_NOT:
		run->result = !run->result;
		break;
	case SIEVE_OP_STOP:
		run->stopped = true;
		break;
	case SIEVE_OP_FAIL:
		run->line = op->number;
		return sieve_state_fail(run, ERR_STATE, "%.*s",
					SPAN_ARG(op->text));
	case SIEVE_OP_NEED:
		return need(run, op);
	case SIEVE_OP_LOOP:
		return begin_loop(run, op->call);
	case SIEVE_OP_LOOP_NEXT:
	case SIEVE_OP_LOOP_END:
		return loop(run, op);
	case SIEVE_OP_JUMP: /* jumps are run_ops' */
	case SIEVE_OP_JUMP_TRUE:
	case SIEVE_OP_JUMP_FALSE:
	case SIEVE_OP_RETURN:
	case SIEVE_OP_SECOND: /* so is this one */
	case SIEVE_OPS:
		break;
	}
	return true;
}

static bool jumps(const struct sieve_run *run, enum sieve_op_kind kind)
{
	return kind == SIEVE_OP_JUMP ||
	       (kind == SIEVE_OP_JUMP_TRUE && run->result) ||
	       (kind == SIEVE_OP_JUMP_FALSE && !run->result);
}

static bool run_ops(struct sieve_run *run, const struct sieve_op *ops)
{
	const struct sieve_op *op = ops;

	while (op->kind != SIEVE_OP_RETURN && !run->stopped) {
		if (!count_step(run))
			return false;
		if (jumps(run, op->kind)) {
			op = ops + op->number;
			continue;
		}
		if (op->kind == SIEVE_OP_SECOND)
			return sieve_second_run(run, op->text);
		if (!do_op(run, op))
			return false;
		op++;
	}
	return true;
}

bool sieve_eval_script(struct sieve_run *run, const struct sieve_script *script)
{
	struct sieve_frame *below = run->frame;
	struct sieve_frame frame = {
		.below = below,
		.script = script,
		.depth = below ? below->depth + 1 : 0,
	};
	bool done;

	if (script->locals) {
		frame.locals = sieve_state_alloc(
			run, script->locals * sizeof(*frame.locals));
		if (!frame.locals)
			return false;
	}
	run->frame = &frame;
	done = run_ops(run, script->ops);
	while (run->loop && run->loop->frame == &frame)
		end_loop(run);
	run->frame = below;
	return done;
}
