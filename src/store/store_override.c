/* SPDX-License-Identifier: MIT */
/*
 * Settings that differ for one user: "name=value …", as the account source
 * says. Only those that bound what the user's own store holds.
 */
#include "base/log.h"
#include "base/num.h"
#include "store/store_priv.h"

/* The bounds are those of the setting for everybody. */
static const struct {
	const char *name;
	uint64_t min, max;
} bounds[] = {
#define SETTING_STRING(name, preset, unit, doc)
#define SETTING_BOOL(name, preset, doc)
#define SETTING_NUMBER(name, preset, min, max, unit, doc)                      \
	{ #name, (min), (max) },
#include "config/settings.def"
#undef SETTING_STRING
#undef SETTING_BOOL
#undef SETTING_NUMBER
};

static bool number(struct span name, struct span value, uint64_t *out)
{
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++)
		if (span_eq(name, span_of(bounds[i].name)))
			return num_parse_u64(value, bounds[i].min,
					     bounds[i].max, out);
	return false;
}

static bool number32(struct span name, struct span value, uint32_t *out)
{
	uint64_t n;

	if (!number(name, value, &n) || n > UINT32_MAX)
		return false;
	*out = (uint32_t)n;
	return true;
}

static bool take(struct span name, struct span value, struct store_settings *s)
{
	if (span_eq(name, SPAN("message_max")))
		return number(name, value, &s->message_max);
	if (span_eq(name, SPAN("mailbox_max")))
		return number32(name, value, &s->mailbox_max);
	if (span_eq(name, SPAN("keywords_max")))
		return number32(name, value, &s->keywords_max);
	if (span_eq(name, SPAN("metadata_bytes_max")))
		return number(name, value, &s->metadata_bytes_max);
	if (span_eq(name, SPAN("metadata_entries_max")))
		return number(name, value, &s->metadata_entries_max);
	if (span_eq(name, SPAN("acl_groups"))) {
		s->acl_groups = value;
		return true;
	}
	if (span_eq(name, SPAN("quota_grace")))
		return config_quota_grace(value, &s->grace);
	if (span_eq(name, SPAN("quota_warnings")))
		return config_quota_warnings(value, &s->warning.list);
	return false;
}

struct span store_override_groups(const struct account *account,
				  struct span preset)
{
	struct span rest = span_of(account->settings);
	struct span groups = preset;
	struct span one, name;

	while (span_cut(&rest, ' ', &one))
		if (span_cut(&one, '=', &name) &&
		    span_eq(name, SPAN("acl_groups")))
			groups = one;
	return groups;
}

void store_override(const struct account *account, struct store_settings *s)
{
	struct span rest = span_of(account->settings);
	struct span one;

	while (span_cut(&rest, ' ', &one)) {
		struct store_settings before = *s;
		struct span name;

		if (!one.len)
			continue;
		if (span_cut(&one, '=', &name) && take(name, one, s))
			continue;
		*s = before;
		log_event(LOG_LEVEL_WARN, "account-setting",
			  "user=%s setting=%s reason=unknown-or-malformed",
			  LOG_TEXT(span_of(account->user)), LOG_TEXT(name));
	}
}
