/* SPDX-License-Identifier: MIT */
/* Reading and showing the imapsieve sections, for this folder only. */
#pragma once

#include <confuse.h>

#include "config/config.h"

/* As their like in config_sections.h. */
cfg_opt_t config_rules_option(void);
int config_rules_check(cfg_t *cfg, cfg_opt_t *opt);
void config_rules_fill(cfg_t *cfg, struct config *out);
void config_rules_release(struct config *config);
