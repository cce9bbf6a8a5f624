/* SPDX-License-Identifier: MIT */
/* fumikura config check|show: the configuration as it will be used. */
#include <stdio.h>

#include "account/account_sources.h"
#include "admin/adm.h"
#include "base/auto.h"

enum {
	SHOW_MAX = 256 * 1024
};

static int show(struct adm_call *call)
{
	enum config_show how = adm_take_switch(call, "docs")
				       ? CONFIG_SHOW_DOCS
				       : CONFIG_SHOW_VALUES;
	auto_buf struct buf text;

	buf_init(&text, SHOW_MAX);
	if (call->argc)
		return adm_usage(&adm_config);
	config_show(&call->config, how, &text);
	fputs(buf_str(&text), stdout);
	return ADM_OK;
}

static int run_config(struct adm_call *call)
{
	auto_sources struct account_sources sources = { .source = NULL };
	struct span verb = span_of(adm_take_word(call));
	struct err err;

	if (span_eq(verb, SPAN("show")))
		return show(call);
	if (!span_eq(verb, SPAN("check")) || call->argc)
		return adm_usage(&adm_config);
	/* Trouble of settings was told when they were loaded. */
	if (!account_sources_open(&call->config, NULL, &sources, &err)) {
		adm_complain(&err);
		return ADM_CONFIG;
	}
	printf("%s: ok\n",
	       call->config.file ? call->config.file : "no configuration file");
	return ADM_OK;
}

const struct adm_command adm_config = {
	.name = "config",
	.usage = "config check\n"
		 "config show [--docs]\n",
	.run = run_config,
};
