/* SPDX-License-Identifier: MIT */
/*
 * Tests about mailboxes, all of which the host has to know: RFC 5490
 * (mailboxexists, metadata), RFC 8579 (special uses), RFC 9042 (mailbox ids).
 */
#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_match.h"

enum {
	METADATA_MAX = 65536
};

/* ---- all of a list ---- */

/* Is it there? false: the host has failed. */
typedef bool is_there(struct sieve_run *run, struct span mailbox,
		      struct span item, bool *out);

static bool all_there(struct sieve_run *run, const struct sieve_call *call,
		      struct span mailbox, unsigned slot, is_there *test)
{
	struct sieve_strings items;

	if (!sieve_state_strings(run, call, slot, &items))
		return false;
	run->result = true;
	for (size_t i = 0; i < items.count && run->result; i++) {
		run->result = false;
		if (!test(run, mailbox, items.at[i], &run->result))
			return sieve_state_host_failed(run);
	}
	return true;
}

static bool mailbox_is_there(struct sieve_run *run, struct span mailbox,
			     struct span item, bool *out)
{
	const struct sieve_host *host = run->host;

	(void)mailbox;
	return !host->mailbox_exists ||
	       host->mailbox_exists(host->context, item, out, run->err);
}

static bool id_is_there(struct sieve_run *run, struct span mailbox,
			struct span item, bool *out)
{
	const struct sieve_host *host = run->host;

	(void)mailbox;
	return !host->mailboxid_exists ||
	       host->mailboxid_exists(host->context, item, out, run->err);
}

static bool use_is_there(struct sieve_run *run, struct span mailbox,
			 struct span item, bool *out)
{
	const struct sieve_host *host = run->host;

	return !host->special_use ||
	       host->special_use(host->context, mailbox, item, out, run->err);
}

static bool annotation_is_there(struct sieve_run *run, struct span mailbox,
				struct span item, bool *out)
{
	const struct sieve_host *host = run->host;
	auto_buf struct buf value;

	buf_init(&value, METADATA_MAX);
	return !host->metadata || host->metadata(host->context, mailbox, item,
						 &value, out, run->err);
}

static bool run_mailboxexists(struct sieve_run *run,
			      const struct sieve_call *call)
{
	return all_there(run, call, SPAN(""), SIEVE_SLOT_A, mailbox_is_there);
}

static bool run_mailboxidexists(struct sieve_run *run,
				const struct sieve_call *call)
{
	return all_there(run, call, SPAN(""), SIEVE_SLOT_A, id_is_there);
}

static bool run_specialuse(struct sieve_run *run, const struct sieve_call *call)
{
	struct span mailbox;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &mailbox) &&
	       all_there(run, call, mailbox, SIEVE_SLOT_B, use_is_there);
}

static bool run_metadataexists(struct sieve_run *run,
			       const struct sieve_call *call)
{
	struct span mailbox;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &mailbox) &&
	       all_there(run, call, mailbox, SIEVE_SLOT_B, annotation_is_there);
}

static bool run_servermetadataexists(struct sieve_run *run,
				     const struct sieve_call *call)
{
	return all_there(run, call, SPAN(""), SIEVE_SLOT_A,
			 annotation_is_there);
}

/* ---- metadata ---- */

static bool match_metadata(struct sieve_run *run, const struct sieve_call *call,
			   struct span mailbox, unsigned slot)
{
	const struct sieve_host *host = run->host;
	auto_buf struct buf value;
	struct sieve_match match;
	struct span annotation, kept;
	bool found = false;

	buf_init(&value, METADATA_MAX);
	if (!sieve_state_string(run, call, slot, &annotation) ||
	    !sieve_match_begin(run, call, slot + 1, &match))
		return false;
	if (host->metadata &&
	    !host->metadata(host->context, mailbox, annotation, &value, &found,
			    run->err))
		return sieve_state_host_failed(run);
	if (found && (!sieve_state_keep(run, buf_span(&value), &kept) ||
		      !sieve_match_value(&match, kept)))
		return false;
	return sieve_match_end(&match);
}

static bool run_metadata(struct sieve_run *run, const struct sieve_call *call)
{
	struct span mailbox;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &mailbox) &&
	       match_metadata(run, call, mailbox, SIEVE_SLOT_B);
}

static bool run_servermetadata(struct sieve_run *run,
			       const struct sieve_call *call)
{
	return match_metadata(run, call, SPAN(""), SIEVE_SLOT_A);
}

const struct sieve_command sieve_mailboxes_commands[] = {
	{ .name = "mailboxexists",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_MAILBOX,
	  .params = { { "mailbox names", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_mailboxexists },
	{ .name = "mailboxidexists",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_MAILBOXID,
	  .params = { { "mailbox ids", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_mailboxidexists },
	{ .name = "specialuse_exists",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_SPECIAL_USE,
	  .params = { { "mailbox", SIEVE_STRING, SIEVE_OPTIONAL },
		      { "special uses", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_specialuse },
	{ .name = "metadata",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_MBOXMETADATA,
	  .tags = { sieve_tags_match },
	  .params = { { "mailbox", SIEVE_STRING, SIEVE_REQUIRED },
		      { "annotation", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_metadata },
	{ .name = "metadataexists",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_MBOXMETADATA,
	  .params = { { "mailbox", SIEVE_STRING, SIEVE_REQUIRED },
		      { "annotations", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_metadataexists },
	{ .name = "servermetadata",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_SERVERMETADATA,
	  .tags = { sieve_tags_match },
	  .params = { { "annotation", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_servermetadata },
	{ .name = "servermetadataexists",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_SERVERMETADATA,
	  .params = { { "annotations", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_servermetadataexists },
	{ .name = NULL },
};
