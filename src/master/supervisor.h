/* SPDX-License-Identifier: MIT */
/*
 * Master's loop: starts the children, restarts what dies, carries logins,
 * and obeys signals (HUP: new configuration and new children, sessions stay;
 * TERM and INT: stop). Parses nothing but control messages.
 */
#pragma once

#include "config/config.h"

/* Takes the configuration. Runs until told to stop; the exit code. */
int supervisor_run(struct config *config, const char *program_dir);
