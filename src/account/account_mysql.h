/* SPDX-License-Identifier: MIT */
/* Accounts in MariaDB or MySQL, as a source; for the account_mysql files. */
#pragma once

#include "account/account_mysql_db.h"
#include "account/account_names.h"
#include "account/account_sql_schema.h"

struct account_mysql {
	struct account_source source; /* first */
	struct account_mysql_db db;
	struct account_sql_base base;
	struct account_sql_schema schema;
	struct account_names names;
};
