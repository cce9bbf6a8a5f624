/* SPDX-License-Identifier: MIT */
/*
 * fumikura-pam SERVICE: asks PAM whether a password is right, for auth, in a
 * process that may hang or crash alone. fd 3 gives user NUL password NUL
 * remote address NUL; the exit status is the answer.
 */
#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	INPUT_FD = 3,
	INPUT_MAX = 4096,
	EXIT_WRONG = 1,
	EXIT_CLOSED = 4, /* right, but the account is expired or locked */
	EXIT_TEMP = 111,
};

struct question {
	char bytes[INPUT_MAX + 1];
	const char *user;
	const char *password;
	const char *remote;
};

static int read_question(struct question *q)
{
	size_t got = 0;
	ssize_t n;
	char *end;

	while (got < INPUT_MAX &&
	       (n = read(INPUT_FD, q->bytes + got, INPUT_MAX - got)) > 0)
		got += (size_t)n;
	q->user = q->bytes;
	end = memchr(q->bytes, '\0', got);
	if (!end)
		return 0;
	q->password = end + 1;
	end = memchr(end + 1, '\0', got - (size_t)(end + 1 - q->bytes));
	q->remote = end ? end + 1 : NULL;
	return end && memchr(end + 1, '\0', got - (size_t)(end + 1 - q->bytes));
}

/* Only the prompt for the password is answered; who asks for anything else (a
 * new password, a code) gets nothing. PAM frees the answers. */
static int answer(int count, const struct pam_message **message,
		  struct pam_response **out, void *arg)
{
	const struct question *q = arg;
	struct pam_response *all;

	if (count <= 0 || count > PAM_MAX_NUM_MSG)
		return PAM_CONV_ERR;
	all = calloc((size_t)count, sizeof(*all));
	if (!all)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++) {
		int style = message[i]->msg_style;

		if (style == PAM_PROMPT_ECHO_OFF)
			all[i].resp = strdup(q->password);
		else if (style != PAM_TEXT_INFO && style != PAM_ERROR_MSG) {
			free(all);
			return PAM_CONV_ERR;
		}
	}
	*out = all;
	return PAM_SUCCESS;
}

static int exit_of(int result)
{
	switch (result) {
	case PAM_SUCCESS:
		return 0;
	case PAM_AUTH_ERR:
	case PAM_USER_UNKNOWN:
	case PAM_MAXTRIES:
	case PAM_CRED_INSUFFICIENT:
		return EXIT_WRONG;
	case PAM_PERM_DENIED:
	case PAM_ACCT_EXPIRED:
	case PAM_CRED_EXPIRED:
	case PAM_NEW_AUTHTOK_REQD:
	case PAM_AUTHTOK_EXPIRED:
		return EXIT_CLOSED;
	default:
		return EXIT_TEMP;
	}
}

int main(int argc, char **argv)
{
	static struct question q;
	const struct pam_conv conversation = { answer, &q };
	pam_handle_t *pam = NULL;
	int result;

	if (argc != 2 || !read_question(&q))
		return EXIT_TEMP;
	result = pam_start(argv[1], q.user, &conversation, &pam);
	if (result == PAM_SUCCESS && *q.remote)
		result = pam_set_item(pam, PAM_RHOST, q.remote);
	if (result == PAM_SUCCESS)
		result = pam_authenticate(
			pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
	if (result == PAM_SUCCESS)
		result = pam_acct_mgmt(pam, PAM_SILENT);
	if (pam)
		pam_end(pam, result);
	explicit_bzero(&q, sizeof(q));
	return exit_of(result);
}
