/* SPDX-License-Identifier: MIT */
/*
 * libcurl speaks SMTP; the message is given to it with CRLF at the end of each
 * line. What the server answered last, and to which command, says whether a
 * refusal is about this message or about us.
 */
#include "submit/submit_smtp.h"

#include <curl/curl.h>
#include <errno.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	REPLY_CAP = 512,
	PIECE = 16384
};

struct sending {
	const struct submit_job *job;
	off_t at;
	char piece[PIECE];
	size_t len, next; /* of piece */
	bool behind_cr;
	bool broken;           /* the file could not be read */
	bool in_mail;          /* MAIL was sent: it is about the message */
	char reply[REPLY_CAP]; /* the server's last refusal */
	char why[CURL_ERROR_SIZE];
};

struct submit_smtp {
	CURL *curl;
	struct sending sending;
};

void submit_smtp_init(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	ASSERT(code == CURLE_OK);
}

static bool fill(struct sending *s)
{
	ssize_t got;

	do
		got = pread(s->job->fd, s->piece, sizeof(s->piece), s->at);
	while (got < 0 && errno == EINTR);
	s->broken |= got < 0;
	s->next = 0;
	s->len = got > 0 ? (size_t)got : 0;
	s->at += got > 0 ? got : 0;
	return got > 0;
}

static size_t read_message(char *out, size_t size, size_t count, void *arg)
{
	struct sending *s = arg;
	size_t room = size * count;
	size_t n = 0;

	while (n < room && (s->next < s->len || fill(s))) {
		char c = s->piece[s->next];

		if (c == '\n' && !s->behind_cr) {
			out[n++] = '\r';
			s->behind_cr = true;
			continue;
		}
		out[n++] = c;
		s->behind_cr = c == '\r';
		s->next++;
	}
	return s->broken ? CURL_READFUNC_ABORT : n;
}

/* Refusals; not the farewell behind one. */
static void note_line(struct sending *s, struct span line)
{
	line = span_trim(line);
	if (!span_starts(line, SPAN("4")) && !span_starts(line, SPAN("5")))
		return;
	snprintf(s->reply, sizeof(s->reply), "%.*s",
		 SPAN_ARG(span_first(line, REPLY_CAP - 1)));
}

/* Only what goes before the message is told apart; its bytes are not ours to
 * look at. */
static int look(CURL *curl, curl_infotype type, char *bytes, size_t size,
		void *arg)
{
	struct sending *s = arg;
	struct span text = span_make(bytes, size);

	(void)curl;
	if (type == CURLINFO_HEADER_IN)
		note_line(s, text);
	else if (type == CURLINFO_HEADER_OUT &&
		 span_starts(text, SPAN("MAIL FROM:"))) {
		s->in_mail = true;
		/* One of before was about a greeting or a mechanism. */
		s->reply[0] = '\0';
	}
	return 0;
}

static void set_security(CURL *curl, const struct config *config)
{
	bool starttls = span_eq(span_of(config->submit_tls), SPAN("starttls"));

	curl_easy_setopt(curl, CURLOPT_USE_SSL,
			 (long)(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	if (config->submit_ca[0])
		curl_easy_setopt(curl, CURLOPT_CAINFO, config->submit_ca);
}

static void set_server(CURL *curl, const struct submit_job *job)
{
	const struct config *config = job->config;
	auto_free char *url =
		x_printf("%s/%s", config->submit_host, config->hostname);

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)config->submit_timeout);
	/* It is the only one that holds for the reply to QUIT. */
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
			 (long)config->submit_timeout);
	set_security(curl, config);
	if (!config->submit_login[0])
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, config->submit_login);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, job->password);
}

static struct curl_slist *set_envelope(CURL *curl, const struct submit_job *job)
{
	auto_free char *sender = x_printf("<%s>", job->sender.ptr);
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < job->recipient_count; i++) {
		auto_free char *path = x_printf("<%s>", job->recipient[i].ptr);
		struct curl_slist *longer = curl_slist_append(list, path);

		if (!longer) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = longer;
	}
	/* curl makes "<>" of an empty text. */
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
			 job->sender.len ? sender : "");
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
	return list;
}

/* 530 wants a login or TLS (RFC 3207 4, RFC 4954 6): our configuration. */
static bool is_final(const struct sending *s)
{
	return s->in_mail && s->reply[0] == '5' &&
	       !span_starts(span_of(s->reply), SPAN("530"));
}

static bool judge(const struct sending *s, CURLcode code, struct err *err)
{
	if (code == CURLE_OK)
		return true;
	if (is_final(s) &&
	    (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
	     code == CURLE_WEIRD_SERVER_REPLY))
		return err_set(err, ERR_DENIED, "%.200s", s->reply);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s: %s", s->job->config->submit_host,
			  s->why[0] ? s->why : curl_easy_strerror(code),
			  s->reply);
}

static bool perform(CURL *curl, struct sending *s, struct err *err)
{
	struct curl_slist *recipients = set_envelope(curl, s->job);
	CURLcode code;

	if (!recipients)
		return err_set(err, ERR_TEMP, "No memory");
	set_server(curl, s->job);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
	curl_easy_setopt(curl, CURLOPT_READDATA, s);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* for look */
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, look);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->why);
	code = curl_easy_perform(curl);
	curl_slist_free_all(recipients);
	return judge(s, code, err);
}

/* A password never goes over a network in the clear. */
static bool may_log_in(const struct config *config, struct err *err)
{
	if (!config->submit_login[0] ||
	    span_eq(span_of(config->submit_tls), SPAN("starttls")) ||
	    span_starts(span_of(config->submit_host), SPAN("smtps:")))
		return true;
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "submit_login wants submit_tls or smtps://");
}

bool submit_smtp_send(const struct submit_job *job,
		      struct submit_smtp **out_open, struct err *err)
{
	struct submit_smtp *smtp = NULL;

	if (!may_log_in(job->config, err))
		return false;
	smtp = x_calloc(1, sizeof(*smtp));
	*out_open = smtp;
	smtp->sending.job = job;
	smtp->curl = curl_easy_init();
	return smtp->curl ? perform(smtp->curl, &smtp->sending, err)
			  : err_set(err, ERR_TEMP, "No memory");
}

void submit_smtp_close(struct submit_smtp **open)
{
	struct submit_smtp *smtp = TAKE(*open);

	if (!smtp)
		return;
	curl_easy_cleanup(smtp->curl);
	free(smtp);
}
