/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_tags.h"

const struct sieve_tag sieve_tags_match[] = {
	{ .name = "is", .slot = SIEVE_SLOT_MATCH, .choice = SIEVE_MATCH_IS },
	{ .name = "contains",
	  .slot = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_CONTAINS },
	{ .name = "matches",
	  .slot = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_MATCHES },
	{ .name = "value",
	  .extension = SIEVE_EXT_RELATIONAL,
	  .type = SIEVE_RELATION,
	  .slot = SIEVE_SLOT_RELATION,
	  .also = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_VALUE },
	{ .name = "count",
	  .extension = SIEVE_EXT_RELATIONAL,
	  .type = SIEVE_RELATION,
	  .slot = SIEVE_SLOT_RELATION,
	  .also = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_COUNT },
	{ .name = "regex",
	  .extension = SIEVE_EXT_REGEX,
	  .slot = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_REGEX },
	{ .name = "list",
	  .extension = SIEVE_EXT_EXTLISTS,
	  .slot = SIEVE_SLOT_MATCH,
	  .choice = SIEVE_MATCH_LIST },
	{ .name = "comparator",
	  .type = SIEVE_COMPARATOR,
	  .slot = SIEVE_SLOT_COMPARATOR },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_part[] = {
	{ .name = "all", .slot = SIEVE_SLOT_PART, .choice = SIEVE_ALL },
	{ .name = "localpart",
	  .slot = SIEVE_SLOT_PART,
	  .choice = SIEVE_LOCALPART },
	{ .name = "domain", .slot = SIEVE_SLOT_PART, .choice = SIEVE_DOMAIN },
	{ .name = "user",
	  .extension = SIEVE_EXT_SUBADDRESS,
	  .slot = SIEVE_SLOT_PART,
	  .choice = SIEVE_USER },
	{ .name = "detail",
	  .extension = SIEVE_EXT_SUBADDRESS,
	  .slot = SIEVE_SLOT_PART,
	  .choice = SIEVE_DETAIL },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_copy[] = {
	{ .name = "copy",
	  .extension = SIEVE_EXT_COPY,
	  .slot = SIEVE_SLOT_COPY },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_flags[] = {
	{ .name = "flags",
	  .extension = SIEVE_EXT_IMAP4FLAGS,
	  .type = SIEVE_STRINGS,
	  .slot = SIEVE_SLOT_FLAGS },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_fcc[] = {
	{ .name = "fcc",
	  .extension = SIEVE_EXT_FCC,
	  .type = SIEVE_STRING,
	  .slot = SIEVE_SLOT_FCC },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_target[] = {
	{ .name = "create",
	  .extension = SIEVE_EXT_MAILBOX,
	  .slot = SIEVE_SLOT_CREATE },
	{ .name = "specialuse",
	  .extension = SIEVE_EXT_SPECIAL_USE,
	  .type = SIEVE_STRING,
	  .slot = SIEVE_SLOT_SPECIAL_USE },
	{ .name = "mailboxid",
	  .extension = SIEVE_EXT_MAILBOXID,
	  .type = SIEVE_STRING,
	  .slot = SIEVE_SLOT_MAILBOXID },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_index[] = {
	{ .name = "index",
	  .extension = SIEVE_EXT_INDEX,
	  .type = SIEVE_NUMBER,
	  .slot = SIEVE_SLOT_INDEX },
	{ .name = "last",
	  .extension = SIEVE_EXT_INDEX,
	  .slot = SIEVE_SLOT_LAST },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_mime[] = {
	{ .name = "mime",
	  .extension = SIEVE_EXT_MIME,
	  .slot = SIEVE_SLOT_MIME },
	{ .name = "anychild",
	  .extension = SIEVE_EXT_MIME,
	  .slot = SIEVE_SLOT_ANYCHILD },
	{ .name = NULL },
};

const struct sieve_tag sieve_tags_mime_options[] = {
	{ .name = "type",
	  .extension = SIEVE_EXT_MIME,
	  .slot = SIEVE_SLOT_MIME_OPTION,
	  .choice = SIEVE_MIME_TYPE },
	{ .name = "subtype",
	  .extension = SIEVE_EXT_MIME,
	  .slot = SIEVE_SLOT_MIME_OPTION,
	  .choice = SIEVE_MIME_SUBTYPE },
	{ .name = "contenttype",
	  .extension = SIEVE_EXT_MIME,
	  .slot = SIEVE_SLOT_MIME_OPTION,
	  .choice = SIEVE_MIME_CONTENTTYPE },
	{ .name = "param",
	  .extension = SIEVE_EXT_MIME,
	  .type = SIEVE_STRINGS,
	  .slot = SIEVE_SLOT_MIME_PARAM,
	  .also = SIEVE_SLOT_MIME_OPTION,
	  .choice = SIEVE_MIME_PARAM },
	{ .name = NULL },
};

const struct sieve_comparator_row sieve_tags_comparators[SIEVE_COMPARATORS] = {
	[SIEVE_ASCII_CASEMAP] = { "i;ascii-casemap", SIEVE_EXT_NONE, true },
	[SIEVE_OCTET] = { "i;octet", SIEVE_EXT_NONE, true },
	[SIEVE_ASCII_NUMERIC] = { "i;ascii-numeric", SIEVE_EXT_ASCII_NUMERIC,
				  false },
	[SIEVE_UNICODE_CASEMAP] = { "i;unicode-casemap",
				    SIEVE_EXT_UNICODE_CASEMAP, true },
};

const char *const sieve_tags_relations[SIEVE_RELATIONS] = {
	[SIEVE_GT] = "gt", [SIEVE_GE] = "ge", [SIEVE_LT] = "lt",
	[SIEVE_LE] = "le", [SIEVE_EQ] = "eq", [SIEVE_NE] = "ne",
};

const struct sieve_tag *sieve_tags_find(const struct sieve_command *command,
					struct span name)
{
	for (unsigned i = 0; i < SIEVE_TAG_SETS && command->tags[i]; i++)
		for (const struct sieve_tag *tag = command->tags[i]; tag->name;
		     tag++)
			if (span_eq_nocase(name, span_of(tag->name)))
				return tag;
	return NULL;
}

static bool number_is_allowed(enum sieve_type type, uint64_t number)
{
	if (type == SIEVE_COMPARATOR)
		return number < SIEVE_COMPARATORS;
	return type != SIEVE_RELATION || number < SIEVE_RELATIONS;
}

static bool tag_allows(const struct sieve_tag *tag, unsigned slot,
		       enum sieve_type type, uint64_t number)
{
	if (tag->type == SIEVE_NOTHING || (tag->also && tag->also == slot))
		return (tag->also == slot || tag->slot == slot) &&
		       type == SIEVE_NOTHING && number == tag->choice;
	return tag->slot == slot && tag->type == type &&
	       number_is_allowed(type, number);
}

bool sieve_tags_allow(const struct sieve_command *command, unsigned slot,
		      enum sieve_type type, uint64_t number)
{
	if (slot < SIEVE_PARAMS)
		return command->params[slot].what &&
		       command->params[slot].type == type;
	for (unsigned i = 0; i < SIEVE_TAG_SETS && command->tags[i]; i++)
		for (const struct sieve_tag *tag = command->tags[i]; tag->name;
		     tag++)
			if (tag_allows(tag, slot, type, number))
				return true;
	return false;
}
