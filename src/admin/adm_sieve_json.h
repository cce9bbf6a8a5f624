/* SPDX-License-Identifier: MIT */
/* What a run of a script wants done, as JSON; its form is described in
 * fumikura(1). */
#pragma once

#include <jansson.h>

#include "sieve/sieve.h"

/* An array with an object for each action, which the caller owns. */
json_t *adm_sieve_json(const struct sieve_action *actions);
/* For people, a line each. */
void adm_sieve_json_print(json_t *actions);
/* A call of a program, which the caller owns. */
json_t *adm_sieve_json_program(const struct sieve_program *program);
/* "member=value …", the rest of a line; but for "action". */
void adm_sieve_json_print_members(json_t *object);
/* Bytes that are no UTF-8 become U+FFFD. */
json_t *adm_sieve_json_text(struct span text);
