/* SPDX-License-Identifier: MIT */
/* fumikura doctor USER: one user's files. */
#pragma once

#include "account/account.h"
#include "admin/adm.h"

enum adm_patient_how {
	ADM_PATIENT_LOOK,
	ADM_PATIENT_REPAIR,
};
/* Looks at the files of these users, owners first, as root if it is that; then
 * becomes mail_user for good. The exit code. */
int adm_patient_run(struct adm_call *call, const char *user,
		    enum adm_patient_how how);
