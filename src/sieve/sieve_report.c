/* SPDX-License-Identifier: MIT */
/* vnd.dovecot.report. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_rule.h"

enum {
	SLOT_HEADERS_ONLY = SIEVE_SLOT_OWN
};

static const struct sieve_tag tags[] = {
	{ .name = "headers_only", .slot = SLOT_HEADERS_ONLY },
	{ .name = NULL },
};

/* RFC 2045 5.1 */
static bool is_token(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' ||
		    (unsigned char)text.ptr[i] >= 0x7f ||
		    strchr("()<>@,;:\\\"/[]?=", text.ptr[i]))
			return false;
	return text.len > 0;
}

static bool is_address(struct span text)
{
	return sieve_mail_read_address(text, &text);
}

static const struct sieve_rule rules[] = {
	{ SIEVE_SLOT_A, "feedback type", is_token },
	{ SIEVE_SLOT_C, "address", is_address },
};

static void check_report(struct sieve_compiler *c, struct sieve_call *call)
{
	sieve_rule_check(c, call, rules, ARRAY_LEN(rules));
}

/* Section 3: the first one of its type to an address goes out. */
static bool was_made(const struct sieve_run *run, const struct sieve_report *r)
{
	for (const struct sieve_action *a = run->first; a; a = a->next)
		if (a->kind == SIEVE_REPORT &&
		    span_eq_nocase(a->report.type, r->type) &&
		    span_eq(a->report.address, r->address))
			return true;
	return false;
}

static bool run_report(struct sieve_run *run, const struct sieve_call *call)
{
	uint32_t max = run->settings->limits.notifies;
	struct sieve_report report = {
		.headers_only = sieve_command_has(call, SLOT_HEADERS_ONLY),
	};
	struct sieve_action *action;

	if (!sieve_rule_take(run, call, &rules[0], &report.type) ||
	    !sieve_state_string(run, call, SIEVE_SLOT_B, &report.message) ||
	    !sieve_rule_take(run, call, &rules[1], &report.address) ||
	    !sieve_mail_read_address(report.address, &report.address))
		return false;
	if (was_made(run, &report))
		return true;
	if (++run->notifies > max)
		return sieve_state_fail(run, ERR_LIMIT,
					"more than %u notifications",
					(unsigned)max);
	action = sieve_state_add(run, call, SIEVE_REPORT);
	if (action)
		action->report = report;
	return action != NULL;
}

const struct sieve_command sieve_report_commands[] = {
	{ .name = "report",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_REPORT,
	  .tags = { tags },
	  .params = { { "feedback type", SIEVE_STRING, SIEVE_REQUIRED },
		      { "message", SIEVE_STRING, SIEVE_REQUIRED },
		      { "recipient", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = check_report,
	  .run = run_report },
	{ .name = NULL },
};
