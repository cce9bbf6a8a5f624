/* SPDX-License-Identifier: MIT */
/*
 * libcurl connects, greets, makes TLS and logs in; the mail itself goes by our
 * own dialogue through its connection, for it knows no DSN.
 */
#include "submit/submit_smtp.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "io/stream.h"
#include "submit/submit_dialogue.h"

enum {
	STREAM_CAP = 16384
};

struct submit_smtp {
	CURL *curl;
	bool connected; /* then there is a stream */
	struct stream_layer layer;
	struct stream stream;
	int64_t end;
	char why[CURL_ERROR_SIZE];
};

void submit_smtp_init(void)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	ASSERT(code == CURLE_OK);
}

/* ---- libcurl's connection as a stream ---- */

static ssize_t layer_read(void *state, void *to, size_t space, short *wants)
{
	size_t got = 0;

	CURLcode code = curl_easy_recv(state, to, space, &got);

	if (code == CURLE_OK)
		return (ssize_t)got;
	*wants = code == CURLE_AGAIN ? POLLIN : 0;
	return -1;
}

static ssize_t layer_write(void *state, const void *from, size_t len,
			   short *wants)
{
	size_t put = 0;
	CURLcode code = curl_easy_send(state, from, len, &put);

	if (code == CURLE_OK)
		return (ssize_t)put;
	*wants = code == CURLE_AGAIN ? POLLOUT : 0;
	return -1;
}

static bool layer_has_input(void *state)
{
	(void)state;
	return false; /* reading is tried before a wait */
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
	set_security(curl, config);
	if (!config->submit_login[0])
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, config->submit_login);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, job->password);
}

static bool take_connection(struct submit_smtp *smtp, struct err *err)
{
	curl_socket_t socket = CURL_SOCKET_BAD;
	int fd;

	/* The stream closes its fd, libcurl its own. */
	if (curl_easy_getinfo(smtp->curl, CURLINFO_ACTIVESOCKET, &socket) !=
		    CURLE_OK ||
	    (fd = fcntl(socket, F_DUPFD_CLOEXEC, 0)) < 0)
		return err_sys(err, "the connection's socket");
	stream_init(&smtp->stream, fd, fd, STREAM_CAP, 1);
	smtp->layer = (struct stream_layer){
		.state = smtp->curl,
		.read = layer_read,
		.write = layer_write,
		.has_input = layer_has_input,
	};
	stream_set_layer(&smtp->stream, &smtp->layer);
	smtp->connected = true;
	return true;
}

static bool connect_to(struct submit_smtp *smtp, const struct submit_job *job,
		       struct err *err)
{
	CURLcode code;

	set_server(smtp->curl, job);
	curl_easy_setopt(smtp->curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, smtp->why);
	code = curl_easy_perform(smtp->curl);
	if (code == CURLE_OK)
		return take_connection(smtp, err);
	err_set(err, ERR_TEMP, "Temporary failure");
	return err_detail(err, "%s: %s", job->config->submit_host,
			  smtp->why[0] ? smtp->why : curl_easy_strerror(code));
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
		      struct submit_smtp **out_open, enum submit_taken *out,
		      struct err *err)
{
	struct submit_smtp *smtp = NULL;

	if (!may_log_in(job->config, err))
		return false;
	smtp = x_calloc(1, sizeof(*smtp));
	*out_open = smtp;
	smtp->end =
		clock_mono_ms() + (int64_t)job->config->submit_timeout * 1000;
	smtp->curl = curl_easy_init();
	if (!smtp->curl)
		return err_set(err, ERR_TEMP, "No memory");
	return connect_to(smtp, job, err) &&
	       submit_dialogue_send(job, &smtp->stream, smtp->end, out, err);
}

void submit_smtp_close(struct submit_smtp **open)
{
	struct submit_smtp *smtp = TAKE(*open);

	if (!smtp)
		return;
	if (smtp->connected) {
		submit_dialogue_quit(&smtp->stream, smtp->end);
		stream_release(&smtp->stream);
	}
	curl_easy_cleanup(smtp->curl);
	free(smtp);
}
