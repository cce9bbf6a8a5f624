/* SPDX-License-Identifier: MIT */
#include "lda/lda_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lda/lda_address.h"
#include "lda/lda_qmail.h"

static bool usage(struct err *err, const char *why)
{
	return err_set(err, ERR_SYNTAX,
		       "%s\nusage: fumikura-lda [-d user] [-f sender] "
		       "[-a original-recipient] [-r final-recipient] "
		       "[-m mailbox] [-p path] [-S socket | --dir dir] "
		       "[-c conf] [-o name=value] [-ek] [--qmail[=last]]",
		       why);
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

/* root's USER is whoever became root. */
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
	if (!lda_address_is_path(o->user) || !lda_address_is_path(o->sender))
		return usage(err, "-d or -f is no address");
	if (!lda_address_is_plain(o->origin) ||
	    !lda_address_is_plain(o->final) ||
	    !lda_address_is_plain(o->mailbox))
		return usage(err, "an argument is too long or holds a "
				  "control character");
	return true;
}

struct places {
	const char *socket;
	const char *dir;
};

static bool take_exits(struct lda_options *out, const char *word)
{
	out->exits = word ? LDA_EXITS_QMAIL_LAST : LDA_EXITS_QMAIL;
	return !word || span_eq(span_of(word), SPAN("last"));
}

/* -c, -k and -o are taken and change nothing: there is no configuration to
 * read, and the environment is not passed on. */
static bool take(struct lda_options *out, struct places *places, int option)
{
	switch (option) {
	case 'd':
		out->user = lda_address_of(span_of(optarg));
		return true;
	case 'f':
		out->sender =
			lda_address_sender(lda_address_of(span_of(optarg)));
		return true;
	case 'a':
		out->origin = lda_address_of(span_of(optarg));
		return true;
	case 'r':
		out->final = lda_address_of(span_of(optarg));
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
	case 'Q':
		return take_exits(out, optarg);
	case 'e':
		out->reject = LDA_REJECT_LOUD;
		return true;
	case 'o':
		return strchr(optarg, '=') != NULL;
	case 'c':
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
		{ "qmail", optional_argument, NULL, 'Q' },
		{ NULL, 0, NULL, 0 },
	};
	struct places places = { 0 };
	int option;

	*out = (struct lda_options){ 0 };
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "+d:f:a:r:m:p:S:c:o:ek",
				     options, NULL)) != -1)
		if (!take(out, &places, option))
			return usage(err, "unknown option, or its argument is "
					  "missing");
	if (optind < argc)
		return usage(err, "arguments behind the options");
	if (out->exits != LDA_EXITS_SYS && !lda_qmail_read(out, err))
		return false;
	return set_user(out, err) && check(out, err) &&
	       set_socket(out, places.socket, places.dir, err);
}
