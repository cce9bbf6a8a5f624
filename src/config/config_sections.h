/* SPDX-License-Identifier: MIT */
/* Reading the accounts sections, for config.c only. */
#pragma once

#include <confuse.h>

#include "config/config.h"

/* The section as an option for cfg_init, which copies it. */
cfg_opt_t config_sections_option(void);
/* The check of one section, as libConfuse calls it at the section's end. */
int config_sections_check(cfg_t *cfg, cfg_opt_t *opt);
/* Fills out->source from what was read; without a section the one source is
 * SQLite with the setting accounts_file. */
void config_sections_fill(cfg_t *cfg, const char *dir, struct config *out);
/* Is the type among those of a row of sources.def? */
bool config_sections_is_type(const char *types, const char *type);
void config_sections_release(struct config *config);
