/* SPDX-License-Identifier: MIT */
/*
 * fumikura-lda: hands one message to the server over its LMTP socket and says
 * with its exit code how it went (sysexits; Postfix pipe(8)). It needs no
 * rights and no configuration of its own.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "io/listen.h"
#include "lda/lda_client.h"

enum {
	LINE_CAP = 8192,
	/* RFC 5321 4.5.3.2.6: who gives up early gets the message twice. */
	TIMEOUT_MS = 600000
};

static bool open_message(const char *path, int *out_fd, struct err *err)
{
	*out_fd = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	return *out_fd >= 0 || err_sys(err, "opening the message");
}

static bool deliver(const struct lda_options *o, struct lda_result *out,
		    struct err *err)
{
	static struct lda_message message;
	struct stream server;
	int fd;

	if (!open_message(o->path, &fd, err) ||
	    !lda_message_open(&message, fd, err))
		return false;
	if (!listen_connect_unix(o->socket, &fd, err))
		return err_set(err, ERR_TEMP, "Mail server is not there");
	stream_init(&server, fd, fd, LINE_CAP, TIMEOUT_MS);
	lda_client_deliver(&server, o, &message, out);
	stream_release(&server);
	return true;
}

static void tell(const struct lda_options *o, const struct lda_result *result)
{
	FILE *to = o->reject == LDA_REJECT_LOUD ? stderr : stdout;

	if (result->code != LDA_EXIT_OK)
		fprintf(to, "%s\n", result->text);
}

int main(int argc, char **argv)
{
	struct lda_result result = { .code = LDA_EXIT_TEMP };
	struct lda_options options;
	struct err err;

	signal(SIGPIPE, SIG_IGN);
	if (!lda_options_read(argc, argv, &options, &err)) {
		fprintf(stderr, "fumikura-lda: %s\n", err.text);
		return lda_exit_code(options.exits, LDA_EXIT_USAGE);
	}
	if (!deliver(&options, &result, &err))
		lda_client_trouble(&err, &result);
	tell(&options, &result);
	return lda_exit_code(options.exits, result.code);
}
