/* SPDX-License-Identifier: MIT */
/*
 * The setting pop3_uidl_format, in the two notations that Dovecot has had:
 *
 *   %u UID, %v UIDVALIDITY, both with X for hexadecimal and 08 before it for
 *   eight digits; %f and %g the file's name, %m and %Mf the MD5 of it, %% a
 *   percent sign; %{uid}, %{uidvalidity}, %{uid | hex(8)}, %{filename},
 *   %{guid}, %{md5}, %{filename | md5}
 *
 * Pure.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

enum config_uidl_kind {
	CONFIG_UIDL_TEXT,
	CONFIG_UIDL_UID,
	CONFIG_UIDL_UIDVALIDITY,
	CONFIG_UIDL_FILE,
	CONFIG_UIDL_MD5,
};

struct config_uidl_part {
	enum config_uidl_kind kind;
	struct span text; /* TEXT: in what was parsed */
	bool hex;
	unsigned digits; /* at least, with zeros before; 0: as many as it has */
};

enum {
	CONFIG_UIDL_PARTS = 16,
	CONFIG_UIDL_DIGITS = 16
};

struct config_uidl {
	struct config_uidl_part part[CONFIG_UIDL_PARTS];
	unsigned count;
	bool names_file; /* FILE or MD5 is among them */
};

/* What is wrong with it, as "must …"; NULL: nothing. It is wrong if it does not
 * tell messages apart or RFC 1939 7 does not allow its characters. */
const char *config_uidl_parse(struct span text, struct config_uidl *out);
