/* SPDX-License-Identifier: MIT */
/*
 * What POP3 says and takes in the same way before and after the login: the form
 * of a command (RFC 1939 3), CAPA (RFC 2449), LANG (RFC 6856). Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* The word before the first space of a line without its CRLF; *out_args is what
 * follows, without the spaces around it. */
struct span wire_pop3_take_verb(struct span line, struct span *out_args);
/* Takes the number that *args begins with, and the spaces behind it. One too
 * large is UINT32_MAX. false: there is none. */
bool wire_pop3_take_number(struct span *args, uint32_t *out);

/* The lines of CAPA that are the same in each state. expire_days: 0 is never;
 * login_delay in seconds. */
void wire_pop3_add_capabilities(struct buf *out, uint64_t expire_days,
				uint64_t login_delay);
/* The whole answer to LANG. false: it is -ERR. */
bool wire_pop3_add_language(struct buf *out, struct span args);
