/* SPDX-License-Identifier: MIT */
/* RFC 5173: body. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_content.h"
#include "sieve/sieve_match.h"

enum {
	SLOT_TRANSFORM = SIEVE_SLOT_OWN,
	SLOT_TYPES
};
enum {
	TEXT,
	RAW,
	CONTENT
};

static const struct sieve_tag body_tags[] = {
	{ .name = "text", .slot = SLOT_TRANSFORM, .choice = TEXT },
	{ .name = "raw", .slot = SLOT_TRANSFORM, .choice = RAW },
	{ .name = "content",
	  .type = SIEVE_STRINGS,
	  .slot = SLOT_TYPES,
	  .also = SLOT_TRANSFORM,
	  .choice = CONTENT },
	{ .name = NULL },
};

/* The body of one version of the message, with CRLF; tests come in rows. */
struct raw {
	const struct sieve_version *version;
	struct span body;
};

static bool match_raw(struct sieve_match *match)
{
	struct sieve_run *run = match->run;
	struct raw *raw = run->kept[SIEVE_EXT_BODY];

	if (!raw)
		raw = run->kept[SIEVE_EXT_BODY] =
			sieve_state_alloc(run, sizeof(*raw));
	if (!raw)
		return false;
	if (raw->version != run->message) {
		if (!sieve_content_crlf(run, run->message->body, &raw->body))
			return false;
		raw->version = run->message;
	}
	return sieve_match_value(match, raw->body);
}

static bool match_crlf(struct sieve_match *match, struct span text)
{
	return match->found || (sieve_content_crlf(match->run, text, &text) &&
				sieve_match_value(match, text));
}

/* RFC 5173 5.2: of what holds other parts only what stands around them. */
static bool match_part(struct sieve_match *match, struct sieve_content *content,
		       size_t i)
{
	const struct sieve_entity *part = &content->parts.at[i];
	struct span text;

	if (part->is_multipart)
		return match_crlf(match, part->prologue) &&
		       match_crlf(match, part->epilogue);
	if (part->is_message)
		return match_crlf(match, content->parts.at[i + 1].header);
	return sieve_content_decode(match->run, content, i, &text) &&
	       sieve_match_value(match, text);
}

static bool is_wanted(const struct sieve_entity *part,
		      const struct sieve_strings *types)
{
	for (size_t i = 0; i < types->count; i++)
		if (sieve_parts_is_type(part, types->at[i]))
			return true;
	return false;
}

static bool match_content(struct sieve_match *match,
			  const struct sieve_call *call)
{
	struct sieve_content *content;
	struct sieve_strings types;

	if (!sieve_state_strings(match->run, call, SLOT_TYPES, &types) ||
	    !sieve_content_get(match->run, &content))
		return false;
	for (size_t i = 0; i < content->parts.count && !match->found; i++)
		if (is_wanted(&content->parts.at[i], &types) &&
		    !match_part(match, content, i))
			return false;
	return true;
}

static bool match_text(struct sieve_match *match)
{
	struct sieve_content *content;
	struct span text;

	if (!sieve_content_get(match->run, &content))
		return false;
	for (size_t i = 0; i < content->parts.count && !match->found; i++) {
		const struct sieve_entity *part = &content->parts.at[i];

		if (!span_eq_nocase(part->type, SPAN("text")))
			continue;
		if (!sieve_content_text(match->run, content, i, &text) ||
		    !sieve_match_value(match, text))
			return false;
	}
	return true;
}

static bool match_body(struct sieve_match *match, const struct sieve_call *call)
{
	/* RFC 5173 4: without an empty line there is no body. */
	if (!span_ends(match->run->message->header, SPAN("\n\n")) &&
	    !span_ends(match->run->message->header, SPAN("\n\r\n")) &&
	    !match->run->message->body.len)
		return true;
	switch (sieve_command_choice(call, SLOT_TRANSFORM, TEXT)) {
	case RAW:
		return match_raw(match);
	case CONTENT:
		return match_content(match, call);
	default:
		return match_text(match);
	}
}

static bool run_body(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_match match;

	if (!sieve_match_begin(run, call, SIEVE_SLOT_A, &match))
		return false;
	match.keeps_nothing = true;
	return match_body(&match, call) && sieve_match_end(&match);
}

const struct sieve_command sieve_body_commands[] = {
	{ .name = "body",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_BODY,
	  .tags = { sieve_tags_match, body_tags },
	  .params = { { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_body },
	{ .name = NULL },
};
