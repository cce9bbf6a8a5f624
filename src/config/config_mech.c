/* SPDX-License-Identifier: MIT */
#include "config/config_mech.h"

static const struct config_mech mechs[] = {
	{ "PLAIN", CONFIG_MECH_PLAINTEXT, "\tplaintext" },
	{ "LOGIN", CONFIG_MECH_PLAINTEXT, "\tplaintext" },
	{ "CRAM-MD5", 0, "\tdictionary\tactive" },
	{ "DIGEST-MD5", 0, "\tdictionary\tactive\tmutual-auth" },
	{ "SCRAM-SHA-1", 0, "\tmutual-auth" },
	{ "SCRAM-SHA-1-PLUS", CONFIG_MECH_BINDING,
	  "\tmutual-auth\tchannel-binding" },
	{ "SCRAM-SHA-256", 0, "\tmutual-auth" },
	{ "SCRAM-SHA-256-PLUS", CONFIG_MECH_BINDING,
	  "\tmutual-auth\tchannel-binding" },
	{ "EXTERNAL", CONFIG_MECH_CERTIFICATE, "" },
	{ "OAUTHBEARER", CONFIG_MECH_PLAINTEXT | CONFIG_MECH_TOKEN,
	  "\tplaintext" },
	{ "XOAUTH2", CONFIG_MECH_PLAINTEXT | CONFIG_MECH_TOKEN, "\tplaintext" },
	{ "APOP", CONFIG_MECH_POP3, "\tprivate\tdictionary\tactive" },
};

const struct config_mech *config_mech_at(size_t index)
{
	return index < ARRAY_LEN(mechs) ? &mechs[index] : NULL;
}

int config_mech_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(mechs); i++)
		if (span_eq_nocase(name, span_of(mechs[i].name)))
			return (int)i;
	return -1;
}

bool config_mech_list(struct span names, uint32_t *out_set)
{
	size_t at = 0;

	*out_set = 0;
	while (at < names.len) {
		size_t end = at;
		int found;

		while (end < names.len && names.ptr[end] != ' ' &&
		       names.ptr[end] != ',')
			end++;
		found = config_mech_find(
			span_first(span_from(names, at), end - at));
		if (end > at && found < 0)
			return false;
		if (end > at)
			*out_set |= UINT32_C(1) << found;
		at = end + 1;
	}
	return true;
}

static bool can_work(const struct config_mech *mech,
		     const struct config *config)
{
	if (mech->flags & CONFIG_MECH_CERTIFICATE)
		return !span_eq(span_of(config->tls_client_cert), SPAN("no"));
	if (mech->flags & CONFIG_MECH_TOKEN)
		return config->oauth2_introspection_url[0] ||
		       config->oauth2_jwt_key[0];
	return true;
}

uint32_t config_mech_offered(const struct config *config)
{
	uint32_t set;

	/* Checked when the configuration was loaded. */
	if (!config_mech_list(span_of(config->auth_mechanisms), &set))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(mechs); i++) {
		if ((mechs[i].flags & CONFIG_MECH_BINDING) &&
		    (set & UINT32_C(1) << (i - 1)))
			set |= UINT32_C(1) << i;
		if (!can_work(&mechs[i], config))
			set &= ~(UINT32_C(1) << i);
	}
	return set;
}

static bool is_one_of(struct span choices, struct span value)
{
	struct span choice;

	while (span_cut(&choices, '|', &choice))
		if (span_eq(choice, value))
			return true;
	return false;
}

/* They are told to clients inside a JSON string. */
static bool is_words(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < ' ' || text.ptr[i] > '~' ||
		    text.ptr[i] == '"' || text.ptr[i] == '\\')
			return false;
	return true;
}

const char *config_mech_check(const char *unit, const char *value)
{
	struct span choices = span_of(unit);
	uint32_t unused;

	if (span_eq(choices, SPAN("mechanisms")) &&
	    !config_mech_list(span_of(value), &unused))
		return "has an unknown mechanism";
	if (span_eq(choices, SPAN("words")) && !is_words(span_of(value)))
		return "must be words of ASCII without quotes";
	if (span_find_char(choices, '|') < choices.len &&
	    !is_one_of(choices, span_of(value)))
		return "has an unknown value";
	return NULL;
}
