/* SPDX-License-Identifier: MIT */
/* fumikura user delete and purge. ADM_USAGE: the caller says how. */
#pragma once

#include "admin/adm.h"

int adm_user_delete(struct adm_call *call);
int adm_user_delete_purge(struct adm_call *call);
