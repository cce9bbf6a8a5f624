/* SPDX-License-Identifier: MIT */
/* The folders that the server works in, with their owners. */
#pragma once

#include "config/config.h"

/*
 * Makes run_dir, the folders of the accounts database, of the mail and of the
 * certificate. As root they get their owners (auth_user, mail_user); a system
 * user that is missing is told.
 */
MUST_CHECK bool adm_place_make(const struct config *config, struct err *err);
/* The fixed part of mail_home, above the first '%'. The caller frees. */
char *adm_place_mail(const struct config *config);
/* The folder that a file lies in. The caller frees. */
char *adm_place_folder(const char *file);
