/* SPDX-License-Identifier: MIT */
/* The settings of sockets: where they listen and who may use them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum {
	CONFIG_ADDRESSES_MAX = 8
};

struct config_address {
	char host[64]; /* numeric, "*" for every address */
	uint32_t port;
};
struct config_addresses {
	struct config_address item[CONFIG_ADDRESSES_MAX];
	unsigned count;
};
/* "127.0.0.1:12345, [::1]:12345, *:12346". false: malformed or too many. */
bool config_access_addresses(struct span text, struct config_addresses *out);

/* Owner, group and mode of a socket file. */
struct config_access {
	char user[64];  /* "": root */
	char group[64]; /* "": none but the owner's */
	uint32_t mode;
};
/* "root:postfix:0660"; user and group may be empty. false: malformed. */
bool config_access_parse(struct span text, struct config_access *out);

/* What is wrong with the value of a setting of that unit, as "must be …";
 * NULL: nothing. */
const char *config_access_check(const char *unit, const char *value);
