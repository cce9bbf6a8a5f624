/* SPDX-License-Identifier: MIT */
/* fumikura session …: who is connected, by what master tells (proc/desk.h). */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "account/account.h"
#include "admin/adm_desk.h"
#include "admin/adm_session_print.h"
#include "base/auto.h"
#include "base/check.h"
#include "base/network.h"
#include "base/num.h"
#include "base/span.h"
#include "base/x.h"

enum {
	TRACE_SECONDS_MAX = 24 * 3600,
};

/* ---- whom it is about ---- */

static bool take_text(struct adm_call *call, const char *option, char *out,
		      size_t size, struct err *err)
{
	const char *text = adm_take_option(call, option);

	if (!text)
		return true;
	if (*text && strlen(text) < size) {
		snprintf(out, size, "%s", text);
		return true;
	}
	return err_set(err, ERR_SYNTAX, "%s is no %s", text, option);
}

static bool take_user(const char *word, struct desk_request *out,
		      struct err *err)
{
	if (!word)
		return true;
	if (account_normalize(span_of(word), out->user, sizeof(out->user)))
		return true;
	return err_set(err, ERR_SYNTAX, "%s cannot be a user name", word);
}

/* USER as a word or an option, and the others. */
static bool take_filter(struct adm_call *call, struct desk_request *out,
			struct err *err)
{
	const char *user = adm_take_option(call, "user");

	if (!take_text(call, "session", out->session, sizeof(out->session),
		       err) ||
	    !take_text(call, "service", out->service, sizeof(out->service),
		       err) ||
	    !take_text(call, "address", out->address, sizeof(out->address),
		       err))
		return false;
	if (!user)
		user = adm_take_word(call);
	if (!network_list_is_valid(span_of(out->address)))
		return err_set(err, ERR_SYNTAX, "%s is no address or network",
			       out->address);
	return take_user(user, out, err);
}

/* ---- list ---- */

static bool read_rows(int fd, struct desk_row *out, size_t count,
		      struct err *err)
{
	size_t size = count * sizeof(*out);
	size_t at = 0;

	while (at < size) {
		ssize_t got = pread(fd, (char *)out + at, size - at, (off_t)at);

		if (got <= 0)
			return err_sys(err, "list of sessions");
		at += (size_t)got;
	}
	return true;
}

static int session_list(struct adm_call *call)
{
	bool json = adm_take_switch(call, "json");
	struct desk_request request = { .kind = DESK_LIST,
					.all = adm_take_switch(call, "all") };
	auto_free struct desk_row *rows = NULL;
	struct desk_answer answer;
	auto_fd int fd = -1;
	struct err err;

	if (!take_filter(call, &request, &err))
		return adm_complain(&err);
	if (call->argc)
		return adm_usage(&adm_session);
	if (!adm_desk_ask(&call->config, &request, -1, &answer, &fd, &err))
		return adm_complain(&err);
	rows = x_calloc((size_t)answer.count + 1, sizeof(*rows));
	if (!read_rows(fd, rows, answer.count, &err))
		return adm_complain(&err);
	if (json)
		adm_session_print_json(rows, answer.count);
	else
		adm_session_print_table(rows, answer.count);
	return ADM_OK;
}

/* Everybody is not meant by saying nothing. */
static int session_kick(struct adm_call *call)
{
	struct desk_request request = { .kind = DESK_KICK };
	struct desk_answer answer;
	struct err err;

	if (!take_filter(call, &request, &err))
		return adm_complain(&err);
	if (call->argc || !(request.user[0] || request.session[0] ||
			    request.service[0] || request.address[0]))
		return adm_usage(&adm_session);
	if (!adm_desk_ask(&call->config, &request, -1, &answer, NULL, &err))
		return adm_complain(&err);
	printf("%" PRIu32 " told to end\n", answer.count);
	return ADM_OK;
}

/* ---- trace ---- */

/* "90", "90s", "10m" or "2h". */
static bool take_time(struct adm_call *call, uint32_t *out, struct err *err)
{
	const char *word = adm_take_option(call, "for");
	struct span rest = span_of(word ? word : "10m");
	uint64_t factor = 1;
	uint64_t count;

	if (span_ends(rest, SPAN("h")))
		factor = 3600;
	else if (span_ends(rest, SPAN("m")))
		factor = 60;
	if (factor > 1 || span_ends(rest, SPAN("s")))
		rest.len--;
	if (!num_parse_u64(rest, 1, TRACE_SECONDS_MAX / factor, &count))
		return err_set(err, ERR_SYNTAX,
			       "%s is no time up to 24h (as 10m)", word);
	*out = (uint32_t)(count * factor);
	return true;
}

/* For nobody else: there will be mail in it. */
static bool open_trace(const char *path, int *out, struct err *err)
{
	*out = open(path,
		    O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW |
			    O_CLOEXEC,
		    0600);
	return *out >= 0 || err_sys(err, "making %s", path);
}

static int session_trace(struct adm_call *call)
{
	const char *path = adm_take_option(call, "output");
	struct desk_request request = { .kind = DESK_TRACE };
	struct desk_answer answer;
	auto_fd int fd = -1;
	struct err err;

	if (!take_time(call, &request.seconds, &err) ||
	    !take_user(adm_take_word(call), &request, &err))
		return adm_complain(&err);
	if (call->argc || !path || !request.user[0])
		return adm_usage(&adm_session);
	if (!open_trace(path, &fd, &err))
		return adm_complain(&err);
	if (!adm_desk_ask(&call->config, &request, fd, &answer, NULL, &err)) {
		unlink(path);
		return adm_complain(&err);
	}
	printf("%s is traced for %" PRIu32 " s; %" PRIu32
	       " sessions run already and come in when they are woken\n",
	       request.user, request.seconds, answer.count);
	return ADM_OK;
}

static int run_session(struct adm_call *call)
{
	static const struct {
		const char *verb;
		int (*run)(struct adm_call *call);
	} verbs[] = {
		{ "list", session_list },
		{ "kick", session_kick },
		{ "trace", session_trace },
	};
	struct span verb = span_of(adm_take_word(call));

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(verb, span_of(verbs[i].verb)))
			return verbs[i].run(call);
	return adm_usage(&adm_session);
}

const struct adm_command adm_session = {
	.name = "session",
	.usage = "session list [USER] [--service imap|pop3|sieve] "
		 "[--address NETWORK] [--session ID] [--all] [--json]\n"
		 "session kick [USER] [--service NAME] [--address NETWORK] "
		 "[--session ID]\n"
		 "session trace USER [--for TIME] --output FILE\n",
	.run = run_session,
};
