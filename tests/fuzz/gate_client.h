/* SPDX-License-Identifier: MIT */
/*
 * What a client says before login, for the fuzz targets of gate's protocols.
 * The first byte chooses TLS, the setting and the size of the pieces that the
 * other bytes come in.
 */
#pragma once

#include <stdint.h>

#include "gate/gate_protocol.h"

/* Returns 0. */
int gate_client_says(const struct gate_protocol *protocol, const uint8_t *data,
		     size_t size);
