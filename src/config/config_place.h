/* SPDX-License-Identifier: MIT */
/* Where presets that begin with "@" lie. */
#pragma once

/*
 * preset: "@run/lmtp" → DIR/run/lmtp with a dir, else below the system's
 * place for run, lib, mail, etc. Anything else is copied. The caller frees.
 */
char *config_place(const char *preset, const char *dir);
