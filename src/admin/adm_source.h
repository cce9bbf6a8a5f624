/* SPDX-License-Identifier: MIT */
/* The account source that a command works on. */
#pragma once

#include "account/account_source.h"
#include "admin/adm.h"

/* The section of --source NAME, else the first that may be written, else (not
 * for_writing) the first. ERR_NOTFOUND. */
enum adm_source_for {
	ADM_SOURCE_READ,
	ADM_SOURCE_WRITE
};
MUST_CHECK bool adm_source_choose(struct adm_call *call,
				  enum adm_source_for purpose,
				  const struct config_source **out,
				  struct err *err);
