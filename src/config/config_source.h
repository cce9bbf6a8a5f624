/* SPDX-License-Identifier: MIT */
/* The accounts sections of the configuration: one member per row of
 * sources.def. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config_source {
	char *name;    /* the section's title, for the log and the commands */
	unsigned line; /* of the file; 0: not from one */
#define SOURCE_STRING(name, preset, types, unit, doc)           char *name;
#define SOURCE_NUMBER(name, preset, min, max, types, unit, doc) uint64_t name;
#define SOURCE_BOOL(name, preset, types, doc)                   bool name;
#include "config/sources.def"
#undef SOURCE_STRING
#undef SOURCE_NUMBER
#undef SOURCE_BOOL
};
