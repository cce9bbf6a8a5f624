/* SPDX-License-Identifier: MIT */
/* What is asked of libsieve, as strings that end in NUL. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct ls_field {
	char *name;
	char **values; /* ends in NULL */
	size_t count;
};

struct ls_request {
	char *script;
	char *sender, *recipient;
	char *separator; /* one character, or none */
	char *size;      /* decimal */
	struct ls_field *fields;
	size_t field_count;
};

/* Reads to the end. false: it is no request, or too large. */
bool ls_request_read(int fd, struct ls_request *out);
/* NULL: it has none of that name. */
const struct ls_field *ls_request_field(const struct ls_request *request,
					const char *name);
