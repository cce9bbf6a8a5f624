/* SPDX-License-Identifier: MIT */
#include "auth/auth_oauth.h"

#include <fcntl.h>

#include "auth/auth_introspect.h"
#include "auth/auth_jwt.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"
#include "io/file.h"

enum {
	FILE_BYTES_MAX = 65536,
	ANSWER_MAX = 65536
};

struct auth_oauth {
	struct auth_token_rules rules;
	struct auth_jwt *jwt; /* NULL: ask the endpoint */
	struct auth_introspect endpoint;
};

static bool read_file(const char *path, struct buf *out, struct err *err)
{
	buf_init(out, FILE_BYTES_MAX);
	return file_read(AT_FDCWD, path, out, err) ||
	       err_detail(err, "%s", path);
}

static bool read_key(struct auth_oauth *oauth, const char *path,
		     struct err *err)
{
	struct buf text;
	bool read = read_file(path, &text, err) &&
		    (auth_jwt_new(buf_span(&text), &oauth->jwt, err) ||
		     err_detail(err, "%s", path));

	crypto_secret_wipe_buf(&text);
	buf_release(&text);
	return read;
}

/* The first line. */
static bool read_secret(struct auth_oauth *oauth, const char *path,
			struct err *err)
{
	struct buf text;
	bool read = read_file(path, &text, err);
	struct span line = buf_span(&text);

	line = span_first(line, span_find_char(line, '\n'));
	if (read)
		oauth->endpoint.client_secret = x_span_dup(line);
	crypto_secret_wipe_buf(&text);
	buf_release(&text);
	return read;
}

bool auth_oauth_new(const struct config *config, struct auth_oauth **out,
		    struct err *err)
{
	struct auth_oauth *oauth;

	*out = NULL;
	if (!config->oauth2_jwt_key[0] && !config->oauth2_introspection_url[0])
		return true;
	oauth = x_calloc(1, sizeof(*oauth));
	*out = oauth;
	oauth->rules = (struct auth_token_rules){
		.issuer = config->oauth2_issuer,
		.audience = config->oauth2_audience,
		.scope = config->oauth2_scope,
		.user_claim = config->oauth2_user_claim,
	};
	oauth->endpoint = (struct auth_introspect){
		.url = config->oauth2_introspection_url,
		.client_id = config->oauth2_client_id,
		.client_secret = "",
		.ca = config->oauth2_ca,
		.seconds = (unsigned)config->oauth2_timeout,
	};
	auth_introspect_init();
	if (config->oauth2_jwt_key[0])
		return read_key(oauth, config->oauth2_jwt_key, err);
	return !config->oauth2_client_secret_file[0] ||
	       read_secret(oauth, config->oauth2_client_secret_file, err);
}

static enum auth_token_worth worth_of(const struct err *err)
{
	return err->kind == ERR_DENIED ? AUTH_TOKEN_BAD : AUTH_TOKEN_TEMP;
}

enum auth_token_worth auth_oauth_check(const struct auth_oauth *oauth,
				       const char *token,
				       char out_user[AUTH_NAME_MAX + 1],
				       struct err *err)
{
	auto_buf struct buf claims;
	bool found;

	buf_init(&claims, ANSWER_MAX);
	if (oauth->jwt)
		found = auth_jwt_open(oauth->jwt, token, &claims, err);
	else
		found = auth_introspect_ask(&oauth->endpoint, token, &claims,
					    err);
	if (!found)
		return worth_of(err);
	return auth_token_judge(
		&oauth->rules, oauth->jwt ? AUTH_TOKEN_SIGNED : AUTH_TOKEN_TOLD,
		buf_span(&claims), clock_now(), out_user, err);
}
