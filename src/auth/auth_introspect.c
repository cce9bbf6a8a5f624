/* SPDX-License-Identifier: MIT */
#include "auth/auth_introspect.h"

#include <curl/curl.h>

#include "base/auto.h"
#include "crypto/crypto_secret.h"

enum {
	HTTP_OK = 200
};

void auth_introspect_init(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	ASSERT(code == CURLE_OK);
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *arg)
{
	struct buf *out = arg;

	buf_add(out, span_make(bytes, size * count));
	return out->full ? 0 : size * count;
}

static void set_endpoint(CURL *curl, const struct auth_introspect *endpoint)
{
	curl_easy_setopt(curl, CURLOPT_URL, endpoint->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)endpoint->seconds);
	if (endpoint->ca[0])
		curl_easy_setopt(curl, CURLOPT_CAINFO, endpoint->ca);
	if (!endpoint->client_id[0])
		return;
	curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(curl, CURLOPT_USERNAME, endpoint->client_id);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, endpoint->client_secret);
}

static bool write_question(CURL *curl, const char *token, struct buf *out)
{
	char *escaped = curl_easy_escape(curl, token, 0);

	if (!escaped)
		return false;
	buf_add_format(out, "token=%s&token_type_hint=access_token", escaped);
	crypto_secret_wipe(escaped, strlen(escaped));
	curl_free(escaped);
	return !out->full;
}

static bool ask(CURL *curl, const char *question, struct buf *out,
		struct err *err)
{
	char why[CURL_ERROR_SIZE] = "";
	CURLcode code;
	long status = 0;

	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return err_set(err, ERR_TEMP, "introspection: %s",
			       why[0] ? why : curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status == HTTP_OK ||
	       err_set(err, ERR_TEMP, "introspection: HTTP status %ld", status);
}

bool auth_introspect_ask(const struct auth_introspect *endpoint,
			 const char *token, struct buf *out, struct err *err)
{
	CURL *curl = curl_easy_init();
	struct buf question;
	bool asked;

	if (!curl)
		return err_set(err, ERR_TEMP, "introspection: no memory");
	buf_init(&question, 4 * strlen(token) + 64);
	buf_reserve(&question, 3 * strlen(token) + 48);
	set_endpoint(curl, endpoint);
	asked = write_question(curl, token, &question)
			? ask(curl, buf_str(&question), out, err)
			: err_set(err, ERR_TEMP, "introspection: too long");
	crypto_secret_wipe_buf(&question);
	buf_release(&question);
	curl_easy_cleanup(curl);
	return asked;
}
