/* SPDX-License-Identifier: MIT */
#include "lda/lda_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

static bool usage(struct err *err, const char *why)
{
	return err_set(err, ERR_SYNTAX,
		       "%s\nusage: fumikura-lda [-d user] [-f sender] "
		       "[-a original-recipient] [-r final-recipient] "
		       "[-m mailbox] [-p path] [-S socket | --dir dir] "
		       "[-c conf] [-ek]",
		       why);
}

/* "<a@b>" or "a@b"; "<>" and "" are the null sender. */
static struct span address_of(const char *text)
{
	struct span s = span_trim(span_of(text));

	if (s.len >= 2 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>')
		s = span_make(s.ptr + 1, s.len - 2);
	return s;
}

/* What goes onto a command line of the protocol must not end it. */
static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 32 || s.ptr[i] == 127)
			return false;
	return s.len <= 1000;
}

static bool set_socket(struct lda_options *out, const char *socket,
		       const char *dir, struct err *err)
{
	const char *variable = getenv("FUMIKURA_LMTP_SOCKET");
	int len;

	if (!socket && variable && variable[0])
		socket = variable;
	if (!socket && !dir)
		socket = "/run/fumikura/lmtp";
	len = socket ? snprintf(out->socket, sizeof(out->socket), "%s", socket)
		     : snprintf(out->socket, sizeof(out->socket), "%s/run/lmtp",
				dir);
	if (len < 0 || (size_t)len >= sizeof(out->socket))
		return usage(err, "the path of the socket is too long");
	return true;
}

static bool set_user(struct lda_options *out, struct err *err)
{
	const char *name = getenv("USER");

	if (out->user.ptr && out->user.len)
		return true;
	if (out->user.ptr || getuid() == 0 || !name || !name[0])
		return usage(err, "-d names the user");
	out->user = span_of(name);
	return true;
}

static bool check(const struct lda_options *o, struct err *err)
{
	if (!is_plain(o->user) || !is_plain(o->sender) ||
	    !is_plain(o->origin) || !is_plain(o->final) ||
	    !is_plain(o->mailbox))
		return usage(err, "an argument is too long or holds a "
				  "control character");
	return true;
}

struct places {
	const char *socket;
	const char *dir;
};

/* -c, -e and -k are taken and change nothing: there is no configuration to
 * read, a refusal always shows in the exit code, and the environment is not
 * passed on. */
static bool take(struct lda_options *out, struct places *places, int option)
{
	switch (option) {
	case 'd':
		out->user = address_of(optarg);
		return true;
	case 'f':
		out->sender = address_of(optarg);
		return true;
	case 'a':
		out->origin = address_of(optarg);
		return true;
	case 'r':
		out->final = address_of(optarg);
		return true;
	case 'm':
		out->mailbox = span_of(optarg);
		return true;
	case 'p':
		out->path = optarg;
		return true;
	case 'S':
		places->socket = optarg;
		return true;
	case 'D':
		places->dir = optarg;
		return true;
	case 'c':
	case 'e':
	case 'k':
		return true;
	default:
		return false;
	}
}

bool lda_options_read(int argc, char **argv, struct lda_options *out,
		      struct err *err)
{
	static const struct option options[] = {
		{ "dir", required_argument, NULL, 'D' },
		{ NULL, 0, NULL, 0 },
	};
	struct places places = { 0 };
	int option;

	*out = (struct lda_options){ 0 };
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "+d:f:a:r:m:p:S:c:ek", options,
				     NULL)) != -1)
		if (!take(out, &places, option))
			return usage(err, "unknown option, or its argument is "
					  "missing");
	if (optind < argc)
		return usage(err, "arguments behind the options");
	return set_user(out, err) && check(out, err) &&
	       set_socket(out, places.socket, places.dir, err);
}
