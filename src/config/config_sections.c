/* SPDX-License-Identifier: MIT */
#include "config/config_sections.h"

#include <stdlib.h>

#include "base/span.h"
#include "base/x.h"
#include "config/config_place.h"

cfg_opt_t config_sections_option(void)
{
	/* libConfuse copies it when the section is met, so it has to stay. */
	static cfg_opt_t options[] = {
#define SOURCE_STRING(name, preset, types, unit, doc)                          \
	CFG_STR(#name, NULL, CFGF_NODEFAULT),
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)                \
	CFG_INT(#name, 0, CFGF_NODEFAULT),
#define SOURCE_BOOL(name, preset, types, doc)                                  \
	CFG_BOOL(#name, cfg_false, CFGF_NODEFAULT),
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
		CFG_END()
	};
	cfg_opt_t section =
		CFG_SEC("accounts", options,
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);

	return section;
}

static const char *type_of(cfg_t *section)
{
	return cfg_size(section, "type") ? cfg_getstr(section, "type")
					 : "sqlite";
}

bool config_sections_is_type(const char *types, const char *type)
{
	struct span list = span_of(types);
	struct span word;

	if (span_eq(list, SPAN("*")))
		return true;
	while (span_cut(&list, ' ', &word))
		if (span_eq(word, span_of(type)))
			return true;
	return false;
}

static bool check_known(cfg_t *section, const char *name, const char *types)
{
	if (!cfg_size(section, name) ||
	    config_sections_is_type(types, type_of(section)))
		return true;
	cfg_error(section, "a source of type %s has no option %s",
		  type_of(section), name);
	return false;
}

static bool check_number(cfg_t *section, const char *name, uint64_t min,
			 uint64_t max)
{
	long value = cfg_size(section, name) ? cfg_getint(section, name) : 0;

	if (!cfg_size(section, name) ||
	    (value >= 0 && (uint64_t)value >= min && (uint64_t)value <= max))
		return true;
	cfg_error(section, "%s must be %llu to %llu", name,
		  (unsigned long long)min, (unsigned long long)max);
	return false;
}

int config_sections_check(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);
	bool good = true;

	(void)cfg;
#define SOURCE_STRING(name, preset, types, unit, doc)                          \
	good = good && check_known(section, #name, types);
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)                \
	good = good && check_known(section, #name, types) &&                   \
	       check_number(section, #name, min, max);
#define SOURCE_BOOL(name, preset, types, doc)                                  \
	good = good && check_known(section, #name, types);
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
	return good ? 0 : -1;
}

static char *string_of(cfg_t *section, const char *name, const char *preset,
		       const char *dir)
{
	if (section && cfg_size(section, name))
		return x_strdup(cfg_getstr(section, name));
	return config_place(preset, dir);
}

static void fill(cfg_t *section, const char *dir, struct config_source *out)
{
#define SOURCE_STRING(name, preset, types, unit, doc)                          \
	out->name = string_of(section, #name, preset, dir);
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)                \
	out->name = section && cfg_size(section, #name)                        \
			    ? (uint64_t)cfg_getint(section, #name)             \
			    : (preset);
#define SOURCE_BOOL(name, preset, types, doc)                                  \
	out->name = section && cfg_size(section, #name)                        \
			    ? cfg_getbool(section, #name) == cfg_true          \
			    : (preset);
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
}

void config_sections_fill(cfg_t *cfg, const char *dir, struct config *out)
{
	unsigned count = cfg_size(cfg, "accounts");

	out->source_count = count ? count : 1;
	out->source = x_calloc(out->source_count, sizeof(*out->source));
	for (unsigned i = 0; i < count; i++) {
		cfg_t *section = cfg_getnsec(cfg, "accounts", i);

		out->source[i].name = x_strdup(cfg_title(section));
		out->source[i].line = (unsigned)section->line;
		fill(section, dir, &out->source[i]);
	}
	if (count)
		return;
	fill(NULL, dir, &out->source[0]);
	out->source[0].name = x_strdup("accounts");
	free(out->source[0].file);
	out->source[0].file = x_strdup(out->accounts_file);
}

void config_sections_release(struct config *config)
{
	for (size_t i = 0; i < config->source_count; i++) {
		struct config_source *s = &config->source[i];

#define SOURCE_STRING(name, preset, types, unit, doc) free(s->name);
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc)
#define SOURCE_BOOL(name, preset, types, doc)
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
		free(s->name);
	}
	free(config->source);
}
