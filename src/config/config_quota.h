/* SPDX-License-Identifier: MIT */
/* The settings of quota that have a syntax of their own. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum {
	CONFIG_WARNINGS_MAX = 32
};

struct config_warning {
	bool falls; /* a leading '-': usage falls below */
	bool bytes; /* storage=… or no word */
	bool messages;
	uint32_t percent;
};
struct config_warnings {
	struct config_warning item[CONFIG_WARNINGS_MAX];
	unsigned count;
};
/* quota_warnings: "95, storage=80%, -messages=100". false: malformed. */
bool config_quota_warnings(struct span text, struct config_warnings *out);

struct config_grace {
	uint64_t bytes;
	uint32_t percent;
};
/* quota_grace: "10%", "5M", "" for none. false: malformed. */
bool config_quota_grace(struct span text, struct config_grace *out);
