/* SPDX-License-Identifier: MIT */
/*
 * The environment, by who sets it:
 *
 *   checkpassword  USER HOME SHELL (vchkpw: VPOPUSER, the whole name)
 *   Courier, qmail-ldap, imapfront  AUTHENTICATED MAILDIR MAILDIRQUOTA
 *   Courier's imaplogin  IMAPLOGINTAG     qmail-ldap  DATASIZE
 *   tcpserver  TCPREMOTEIP TCPLOCALIP
 */
#include "proc/proc_single.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "account/account_field.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "base/x.h"
#include "proc/privilege.h"
#include "proc/proc.h"

enum {
	EXIT_USAGE = 64,
	EXIT_TEMP = 75,
	EXIT_CONFIG = 78
};

static bool is_single;

bool proc_single_is_wanted(void)
{
	socklen_t size = sizeof(int);
	int type;

	return getsockopt(CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
	       type != SOCK_SEQPACKET;
}

int proc_single_output(int fd)
{
	return is_single ? STDOUT_FILENO : fd;
}

static struct span variable(const char *name)
{
	return span_of(getenv(name));
}

/* ---- the log ---- */

static bool is_same(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* A socket to syslog takes a line with each write. */
static int connect_syslog(void)
{
	const struct sockaddr_un address = { .sun_family = AF_UNIX,
					     .sun_path = "/dev/log" };
	auto_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return open("/dev/null", O_WRONLY | O_CLOEXEC);
	return auto_fd_take(&fd);
}

/* inetd gives the client as fd 2 too, which must not see the log; nor does a
 * person at a terminal, whose program has us as a tunnel, want more than
 * trouble. */
static void open_log(const char *service)
{
	bool quiet = isatty(STDERR_FILENO);

	if (is_same(STDIN_FILENO, STDERR_FILENO)) {
		auto_fd int fd = connect_syslog();

		if (fd >= 0)
			dup2(fd, STDERR_FILENO);
	}
	log_init(service, quiet ? LOG_LEVEL_WARN : LOG_LEVEL_INFO);
}

/* ---- the configuration ---- */

struct words {
	const char *file;
	const char *dir;
	const char *mail; /* NULL: not said */
};

static bool read_words(int argc, char **argv, struct words *out)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "dir", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*out = (struct words){ .file = NULL };
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (option == 'c')
			out->file = optarg;
		else if (option == 'd')
			out->dir = optarg;
		else
			return false;
	}
	if (optind < argc)
		out->mail = argv[optind++];
	return optind == argc;
}

/* Without the server's file, or where the user may not read it, the presets
 * serve. */
static bool load(const struct words *words, struct config *out, struct err *err)
{
	const char *file = words->file;

	if (!file && !words->dir &&
	    access("/etc/fumikura/fumikura.conf", R_OK) != 0)
		file = "/dev/null";
	return config_load(file, words->dir, out, err);
}

/* ---- who it is ---- */

static const char *user_name(void)
{
	static const char *const names[] = { "AUTHENTICATED", "VPOPUSER",
					     "USER", "LOGNAME" };
	const struct passwd *entry;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (variable(names[i]).len)
			return getenv(names[i]);
	entry = getpwuid(getuid());
	return entry ? entry->pw_name : "";
}

/* What the login says goes before what the command line says for all. */
static const char *mail_place(const struct words *words)
{
	const char *said = getenv("MAILDIR");

	if (said && said[0] && (!words->mail || getenv("AUTHENTICATED")))
		return said;
	return words->mail ? words->mail : "Maildir";
}

static bool set_places(struct account *account, const struct words *words,
		       struct err *err)
{
	const char *mail = mail_place(words);
	const char *home = getenv("HOME");
	auto_free char *path = NULL;

	if (!home || home[0] != '/')
		return err_set(err, ERR_SYNTAX, "HOME is no absolute path");
	path = mail[0] == '/' ? x_strdup(mail) : x_printf("%s/%s", home, mail);
	return account_field_text(account->home, sizeof(account->home),
				  span_of(home), "HOME", err) &&
	       account_field_text(account->mail, sizeof(account->mail),
				  span_of(path), "the Maildir", err);
}

static bool set_limits(struct account_entry *entry, struct err *err)
{
	struct span size = variable("DATASIZE");

	if (size.len &&
	    !num_parse_u64(size, 0, UINT64_MAX, &entry->account.message_bytes))
		return err_set(err, ERR_SYNTAX, "DATASIZE is no number");
	return account_field_maildirquota(entry, variable("MAILDIRQUOTA"), err);
}

static bool set_account(struct account *out, const struct words *words,
			struct err *err)
{
	struct account_entry *entry = x_calloc(1, sizeof(*entry));
	char user[sizeof(entry->account.user)];
	bool good;

	if (account_normalize(span_of(user_name()), user, sizeof(user))) {
		account_field_begin(entry, user);
		good = set_places(&entry->account, words, err) &&
		       set_limits(entry, err);
	} else {
		good = err_set(err, ERR_SYNTAX, "USER is no user's name");
	}
	*out = entry->account;
	free(entry);
	return good;
}

/* ---- the login ---- */

static void peer_address(char *out, size_t size)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);
	const void *address = NULL;

	out[0] = '\0';
	if (getpeername(STDIN_FILENO, (struct sockaddr *)&peer, &len) != 0)
		return;
	if (peer.ss_family == AF_INET)
		address = &((struct sockaddr_in *)&peer)->sin_addr;
	else if (peer.ss_family == AF_INET6)
		address = &((struct sockaddr_in6 *)&peer)->sin6_addr;
	if (address)
		inet_ntop(peer.ss_family, address, out, (socklen_t)size);
}

/* A tag as the client sent it, or none: it comes back to the client. */
static void take_tag(struct span tag, struct control_login *to)
{
	for (size_t i = 0; i < tag.len; i++)
		if (tag.ptr[i] <= ' ' || tag.ptr[i] > '~')
			return;
	if (tag.len < sizeof(to->tag))
		snprintf(to->tag, sizeof(to->tag), "%.*s", SPAN_ARG(tag));
}

static void set_login(struct control_login *to, const char *service)
{
	struct span remote = variable("TCPREMOTEIP");

	snprintf(to->service, sizeof(to->service), "%s", service);
	snprintf(to->session, sizeof(to->session), "%" PRIx64 "-%x",
		 (uint64_t)clock_now_us(), (unsigned)getpid());
	peer_address(to->remote_ip, sizeof(to->remote_ip));
	if (remote.len)
		snprintf(to->remote_ip, sizeof(to->remote_ip), "%.*s",
			 SPAN_ARG(span_first(remote, 63)));
	take_tag(variable("IMAPLOGINTAG"), to);
	log_context(to->session, NULL);
}

/* The owner of the home: what lies in it may be links that its user made. */
static bool become_owner(const struct account *account, struct err *err)
{
	struct stat st;

	if (!privilege_drop_to_owner(account->home, err))
		return false;
	if (geteuid() == 0 && stat(account->mail, &st) == 0 && st.st_uid != 0)
		return err_set(err, ERR_DENIED,
			       "the home %s is root's, but the Maildir %s is "
			       "not",
			       account->home, account->mail);
	return true;
}

static bool prepare(const char *service, const struct words *words,
		    struct config *config, struct control_msg *msg,
		    struct err *err)
{
	if (!load(words, config, err))
		return false;
	if (isatty(STDERR_FILENO) == 0)
		log_init(service, proc_log_level(config->log_level));
	set_login(&msg->login, service);
	if (!set_account(&msg->account, words, err))
		return false;
	log_context(msg->login.session, msg->account.user);
	log_event(LOG_LEVEL_INFO, "login",
		  "service=%s method=environment rip=%s mail=%s", service,
		  LOG_TEXT(span_of(msg->login.remote_ip)),
		  LOG_TEXT(span_of(msg->account.mail)));
	return become_owner(&msg->account, err);
}

int proc_single_run(const char *service, int argc, char **argv,
		    int (*session)(const struct config *config,
				   const struct control_msg *msg, int fd))
{
	static struct control_msg msg;
	static struct config config;
	struct words words;
	struct err err;
	int code;

	is_single = true;
	open_log(service);
	signal(SIGPIPE, SIG_IGN);
	umask(077);
	if (!read_words(argc, argv, &words))
		return EXIT_USAGE;
	if (prepare(service, &words, &config, &msg, &err)) {
		code = session(&config, &msg, STDIN_FILENO);
	} else {
		log_err(LOG_LEVEL_ERROR, "start", &err, "service=%s", service);
		code = err.kind == ERR_SYNTAX ? EXIT_CONFIG : EXIT_TEMP;
	}
	config_release(&config);
	return code;
}
