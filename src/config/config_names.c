/* SPDX-License-Identifier: MIT */
#include "config/config_names.h"

#include <stdlib.h>

#include "base/span.h"
#include "base/x.h"

cfg_opt_t config_names_option(void)
{
	/* libConfuse copies it when the section is met, so it has to stay. */
	static cfg_opt_t options[] = {
		CFG_STR("tls_cert", "", CFGF_NONE),
		CFG_STR("tls_key", "", CFGF_NONE),
		CFG_STR("tls_alt_cert", "", CFGF_NONE),
		CFG_STR("tls_alt_key", "", CFGF_NONE),
		CFG_END(),
	};
	cfg_opt_t section =
		CFG_SEC("local_name", options,
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);

	return section;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/* As clients send it (RFC 6066 3), or *. and such a one. */
static bool is_name(struct span word)
{
	if (span_starts(word, SPAN("*.")))
		word = span_from(word, 2);
	for (size_t i = 0; i < word.len; i++)
		if (!is_name_char(word.ptr[i]))
			return false;
	return word.len > 0 && word.ptr[0] != '.';
}

static bool are_names(struct span list)
{
	unsigned count = 0;
	struct span word;

	while (span_cut(&list, ' ', &word)) {
		count += word.len > 0;
		if (word.len && !is_name(word))
			return false;
	}
	return count > 0;
}

static bool is_set(cfg_t *section, const char *option)
{
	return cfg_getstr(section, option)[0] != '\0';
}

int config_names_check(cfg_t *cfg, cfg_opt_t *opt)
{
	cfg_t *section = cfg_opt_getnsec(opt, cfg_opt_size(opt) - 1);

	(void)cfg;
	if (!are_names(span_of(cfg_title(section))))
		cfg_error(section,
			  "\"%.60s\" must be host names, as "
			  "imap.example.org or *.example.org",
			  cfg_title(section));
	else if (!is_set(section, "tls_cert") || !is_set(section, "tls_key"))
		cfg_error(section, "tls_cert and tls_key must be set");
	else if (is_set(section, "tls_alt_cert") !=
		 is_set(section, "tls_alt_key"))
		cfg_error(section,
			  "tls_alt_cert and tls_alt_key must be set together");
	else
		return 0;
	return -1;
}

void config_names_fill(cfg_t *cfg, struct config *out)
{
	out->name_count = cfg_size(cfg, "local_name");
	out->name = x_calloc(out->name_count + 1, sizeof(*out->name));
	for (size_t i = 0; i < out->name_count; i++) {
		cfg_t *section = cfg_getnsec(cfg, "local_name", (unsigned)i);

		out->name[i] = (struct config_name){
			.names = x_strdup(cfg_title(section)),
			.line = (unsigned)section->line,
			.tls_cert = x_strdup(cfg_getstr(section, "tls_cert")),
			.tls_key = x_strdup(cfg_getstr(section, "tls_key")),
			.tls_alt_cert =
				x_strdup(cfg_getstr(section, "tls_alt_cert")),
			.tls_alt_key =
				x_strdup(cfg_getstr(section, "tls_alt_key")),
		};
	}
}

void config_names_release(struct config *config)
{
	for (size_t i = 0; i < config->name_count; i++) {
		struct config_name *n = &config->name[i];

		free(n->names);
		free(n->tls_cert);
		free(n->tls_key);
		free(n->tls_alt_cert);
		free(n->tls_alt_key);
	}
	free(config->name);
}
