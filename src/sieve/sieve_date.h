/* SPDX-License-Identifier: MIT */
/* Parts of a date as the date tests show them (RFC 5260 4.2). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Is there a date-part of that name, in any case? */
bool sieve_date_has_part(struct span part);
/* Appends that part of a time in UTC seconds, seen in a zone that many minutes
 * east; nothing for an unknown part. */
void sieve_date_write(struct buf *out, struct span part, int64_t utc,
		      int32_t zone);
/* "+hhmm" or "-hhmm" of :zone, into minutes east. */
bool sieve_date_parse_zone(struct span text, int32_t *out);
/* The date-time in the value of a field, which may stand behind the last
 * semicolon, as in Received (RFC 5260 4). */
bool sieve_date_of_field(struct span value, int64_t *out_utc,
			 int32_t *out_zone);
