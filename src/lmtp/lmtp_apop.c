/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_apop.h"

#include "base/auto.h"
#include "base/b64.h"
#include "base/log.h"
#include "lmtp/lmtp_room.h"

enum {
	CHALLENGE_MAX = 512,
	DIGEST_HEX = 32
};

static enum lmtp_apop judge(const struct config *config,
			    struct deliver *deliver, struct span user,
			    struct span challenge, struct span digest)
{
	struct account account;
	struct span detail;
	struct err err;

	/* Whether a disabled one may log in is auth's to say. Who only gets
	 * the mail of that name is somebody else. */
	if (deliver_find(deliver, user, &account, &detail, &err) ||
	    err.kind == ERR_DISABLED) {
		if (!span_eq(span_of(account.user), user))
			return LMTP_APOP_WRONG;
		if (lmtp_room_apop(config, &account, challenge, digest, &err))
			return LMTP_APOP_RIGHT;
	}
	if (err.kind == ERR_DENIED || err.kind == ERR_NOTFOUND)
		return LMTP_APOP_WRONG;
	log_err(LOG_LEVEL_ERROR, "apop", &err, "user=%s", LOG_TEXT(user));
	return LMTP_APOP_TEMP;
}

enum lmtp_apop lmtp_apop(const struct config *config, struct deliver *deliver,
			 struct span argument)
{
	auto_buf struct buf challenge;
	struct span user, base64;

	buf_init(&challenge, CHALLENGE_MAX);
	if (!config->apop_file[0] || !span_cut(&argument, ' ', &user) ||
	    !span_cut(&argument, ' ', &base64) || !user.len ||
	    argument.len != DIGEST_HEX || !b64_decode(&challenge, base64))
		return LMTP_APOP_BAD;
	return judge(config, deliver, user, buf_span(&challenge), argument);
}
