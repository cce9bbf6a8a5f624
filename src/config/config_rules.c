/* SPDX-License-Identifier: MIT */
#include "config/config_rules.h"

#include <stdlib.h>

#include "base/span.h"
#include "base/x.h"

cfg_opt_t config_rules_option(void)
{
	/* libConfuse copies it when the section is met, so it has to stay. */
	static cfg_opt_t options[] = {
		CFG_STR("mailbox", "*", CFGF_NONE),
		CFG_STR("from", "*", CFGF_NONE),
		CFG_STR("causes", "", CFGF_NONE),
		CFG_STR("before", "", CFGF_NONE),
		CFG_STR("after", "", CFGF_NONE),
		CFG_END(),
	};
	cfg_opt_t section =
		CFG_SEC("imapsieve", options,
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);

	return section;
}

/* RFC 6785 4.3 */
static bool are_causes(struct span list)
{
	struct span word;

	while (span_cut(&list, ' ', &word))
		if (word.len && !span_eq_nocase(word, SPAN("APPEND")) &&
		    !span_eq_nocase(word, SPAN("COPY")) &&
		    !span_eq_nocase(word, SPAN("FLAG")))
			return false;
	return true;
}

int config_rules_check(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);

	(void)cfg;
	if (!are_causes(span_of(cfg_getstr(section, "causes")))) {
		cfg_error(section, "causes must be of APPEND COPY FLAG");
		return -1;
	}
	if (cfg_getstr(section, "before")[0] || cfg_getstr(section, "after")[0])
		return 0;
	cfg_error(section, "a rule needs a script: before or after");
	return -1;
}

void config_rules_fill(cfg_t *cfg, struct config *out)
{
	out->rule_count = cfg_size(cfg, "imapsieve");
	out->rule = x_calloc(out->rule_count + 1, sizeof(*out->rule));
	for (size_t i = 0; i < out->rule_count; i++) {
		cfg_t *section = cfg_getnsec(cfg, "imapsieve", (unsigned)i);

		out->rule[i] = (struct config_rule){
			.name = x_strdup(cfg_title(section)),
			.mailbox = x_strdup(cfg_getstr(section, "mailbox")),
			.from = x_strdup(cfg_getstr(section, "from")),
			.causes = x_strdup(cfg_getstr(section, "causes")),
			.before = x_strdup(cfg_getstr(section, "before")),
			.after = x_strdup(cfg_getstr(section, "after")),
		};
	}
}

void config_rules_release(struct config *config)
{
	for (size_t i = 0; i < config->rule_count; i++) {
		struct config_rule *r = &config->rule[i];

		free(r->name);
		free(r->mailbox);
		free(r->from);
		free(r->causes);
		free(r->before);
		free(r->after);
	}
	free(config->rule);
}
