/* SPDX-License-Identifier: MIT */
/* Reading the local_name sections, for this folder only. */
#pragma once

#include <confuse.h>

#include "config/config.h"

/* As their like in config_sections.h. */
cfg_opt_t config_names_option(void);
int config_names_check(cfg_t *cfg, cfg_opt_t *opt);
void config_names_fill(cfg_t *cfg, struct config *out);
void config_names_release(struct config *config);
