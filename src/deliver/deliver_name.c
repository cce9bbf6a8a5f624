/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_name.h"

struct span deliver_name_final(const struct deliver_recipient *to)
{
	return to->final.len ? to->final : to->address;
}

bool deliver_name_mode_is(const struct config *config, const char *mode)
{
	return span_eq(span_of(config->delivered_to), span_of(mode));
}

struct span deliver_name_written(const struct config *config,
				 const struct deliver_recipient *to)
{
	if (deliver_name_mode_is(config, "none"))
		return span_make(NULL, 0);
	if (deliver_name_mode_is(config, "original") && to->origin.len)
		return to->origin;
	return deliver_name_final(to);
}
