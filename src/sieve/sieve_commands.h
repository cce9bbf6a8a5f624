/* SPDX-License-Identifier: MIT */
/* The tables of sieve_commands.def. Private to this folder. */
#pragma once

#include "sieve/sieve_command.h"

#define SIEVE_COMMANDS(table) extern const struct sieve_command table[];
#include "sieve/sieve_commands.def"
#undef SIEVE_COMMANDS
