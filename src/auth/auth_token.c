/* SPDX-License-Identifier: MIT */
#include "auth/auth_token.h"

#include <jansson.h>

enum {
	LEEWAY = 30 /* seconds by which clocks may differ */
};

static void free_json(json_t **json)
{
	json_decref(*json);
}
#define auto_json __attribute__((cleanup(free_json)))

static bool bad(struct err *err, const char *why)
{
	return err_set(err, ERR_DENIED, "%s", why);
}

static struct span text_of(const json_t *value)
{
	return span_make(json_string_value(value), json_string_length(value));
}

/* Is it the text, or a list that has it? With words: or a text of words with
 * spaces between that has it. */
static bool has_text(const json_t *value, struct span text, bool words)
{
	struct span rest, word;

	for (size_t i = 0; i < json_array_size(value); i++)
		if (span_eq(text_of(json_array_get(value, i)), text))
			return true;
	if (!json_is_string(value))
		return false;
	rest = text_of(value);
	if (span_eq(rest, text))
		return true;
	while (words && span_cut(&rest, ' ', &word))
		if (span_eq(word, text))
			return true;
	return false;
}

static bool has_scope(const json_t *claims, struct span wanted)
{
	const json_t *scope = json_object_get(claims, "scope");
	struct span word;

	if (!scope)
		scope = json_object_get(claims, "scp");
	while (span_cut(&wanted, ' ', &word))
		if (word.len && !has_text(scope, word, true))
			return false;
	return true;
}

static bool is_in_time(const json_t *claims, enum auth_token_origin origin,
		       int64_t now, struct err *err)
{
	const json_t *end = json_object_get(claims, "exp");
	const json_t *start = json_object_get(claims, "nbf");

	if (!end && origin == AUTH_TOKEN_SIGNED)
		return bad(err, "no exp");
	if (end && !(json_number_value(end) > (double)(now - LEEWAY)))
		return bad(err, "expired");
	if (start && !(json_number_value(start) <= (double)(now + LEEWAY)))
		return bad(err, "not valid yet");
	return true;
}

static bool is_for_us(const struct auth_token_rules *rules,
		      const json_t *claims, struct err *err)
{
	struct span issuer = span_of(rules->issuer);
	struct span audience = span_of(rules->audience);

	if (issuer.len &&
	    !span_eq(text_of(json_object_get(claims, "iss")), issuer))
		return bad(err, "another issuer");
	if (audience.len &&
	    !has_text(json_object_get(claims, "aud"), audience, false))
		return bad(err, "another audience");
	return has_scope(claims, span_of(rules->scope)) ||
	       bad(err, "not of the scope");
}

static bool keep_user(const char *claim, const json_t *claims, char *out,
		      struct err *err)
{
	struct span user = text_of(json_object_get(claims, claim));

	if (!user.len || user.len > AUTH_NAME_MAX ||
	    span_find_char(user, '\0') < user.len)
		return err_set(err, ERR_DENIED, "no user in %s", claim);
	/* OpenID Connect 5.1: an address that anybody can have entered. */
	if (span_eq(span_of(claim), SPAN("email")) &&
	    json_is_false(json_object_get(claims, "email_verified")))
		return bad(err, "email is not verified");
	memcpy(out, user.ptr, user.len);
	out[user.len] = '\0';
	return true;
}

enum auth_token_worth auth_token_judge(const struct auth_token_rules *rules,
				       enum auth_token_origin origin,
				       struct span claims, int64_t now,
				       char out_user[AUTH_NAME_MAX + 1],
				       struct err *err)
{
	auto_json json_t *json =
		json_loadb(claims.ptr ? claims.ptr : "", claims.len,
			   JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(json)) {
		err_set(err, ERR_TEMP, "no JSON object");
		return AUTH_TOKEN_TEMP;
	}
	if (origin == AUTH_TOKEN_TOLD &&
	    !json_is_true(json_object_get(json, "active"))) {
		bad(err, "not active");
		return AUTH_TOKEN_BAD;
	}
	return is_in_time(json, origin, now, err) &&
			       is_for_us(rules, json, err) &&
			       keep_user(rules->user_claim, json, out_user, err)
		       ? AUTH_TOKEN_GOOD
		       : AUTH_TOKEN_BAD;
}
