/* SPDX-License-Identifier: MIT */
/* What the asker reads is checked as well as what the starter does: a length
 * that it did not allow ends the errand. */
#include "io/errand.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "io/child.h"
#include "io/fdpass.h"

enum {
	MORE_SECONDS =
		30, /* than the program has: for a machine that is busy */
};

struct request_head {
	uint32_t kind, seconds, output_max, errors_max;
	uint32_t arguments, variables; /* strings, behind name and folder */
};

struct answer_head {
	int32_t status;
	uint32_t kind;           /* enum err_kind; ERR_NONE: it ran */
	uint32_t output, errors; /* bytes that follow */
	uint32_t is_full;        /* it wanted to answer more */
	char text[sizeof(((struct err *)NULL)->text)];
	char detail[sizeof(((struct err *)NULL)->detail)];
};

static int desk = -1;

void errand_ask_at(int fd)
{
	desk = fd;
}

bool errand_is_asked(void)
{
	return desk >= 0;
}

int errand_desk(void)
{
	return desk;
}

/* ---- request ---- */

static uint32_t count_strings(const char *const *strings)
{
	uint32_t count = 0;

	while (strings[count])
		count++;
	return count;
}

static void add_string(struct buf *out, const char *string)
{
	buf_add(out, span_make(string, strlen(string) + 1));
}

static uint32_t room_of(const struct buf *buf)
{
	if (!buf)
		return 0;
	return buf->cap < ERRAND_ANSWER_MAX ? (uint32_t)buf->cap
					    : ERRAND_ANSWER_MAX;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void errand_write(const struct child *child, struct buf *out)
{
	const struct request_head head = {
		.kind = child->errand,
		.seconds = (uint32_t)child->seconds,
		.output_max = room_of(child->output),
		.errors_max = room_of(child->errors),
		.arguments = count_strings(child->argv + 1),
		.variables = count_strings(child->env),
	};

	buf_add(out, span_make((const char *)&head, sizeof(head)));
	add_string(out, name_of(child->argv[0]));
	add_string(out, child->folder ? child->folder : "");
	for (uint32_t i = 0; i < head.arguments; i++)
		add_string(out, child->argv[i + 1]);
	for (uint32_t i = 0; i < head.variables; i++)
		add_string(out, child->env[i]);
}

static const char *take_string(struct span *rest, struct arena *arena)
{
	size_t end = span_find_char(*rest, '\0');
	struct span string;

	if (end == rest->len)
		return NULL;
	string = span_first(*rest, end);
	*rest = span_from(*rest, end + 1);
	return arena_strdup(arena, string);
}

/* first: how many places are left free before them. */
static const char **take_strings(struct span *rest, uint32_t first,
				 uint32_t count, struct arena *arena)
{
	const char **all =
		arena_alloc_array(arena, first + count + 1, sizeof(*all));

	all[0] = NULL;
	for (uint32_t i = 0; i < count; i++)
		if (!(all[first + i] = take_string(rest, arena)))
			return NULL;
	all[first + count] = NULL;
	return all;
}

static bool is_in_bounds(const struct request_head *head)
{
	return head->kind > ERRAND_NONE && head->kind < ERRAND_KINDS &&
	       head->output_max <= ERRAND_ANSWER_MAX &&
	       head->errors_max <= ERRAND_ANSWER_MAX &&
	       head->arguments <= ERRAND_STRINGS_MAX &&
	       head->variables <= ERRAND_STRINGS_MAX;
}

bool errand_read(struct span bytes, struct arena *arena, struct errand *out)
{
	struct request_head head;
	struct span rest;

	if (bytes.len < sizeof(head))
		return false;
	memcpy(&head, bytes.ptr, sizeof(head));
	if (!is_in_bounds(&head))
		return false;
	rest = span_from(bytes, sizeof(head));
	*out = (struct errand){
		.kind = (enum errand_kind)head.kind,
		.seconds = head.seconds,
		.output_max = head.output_max,
		.errors_max = head.errors_max,
	};
	return (out->name = take_string(&rest, arena)) &&
	       (out->folder = take_string(&rest, arena)) &&
	       (out->argv = take_strings(&rest, 1, head.arguments, arena)) &&
	       (out->env = take_strings(&rest, 0, head.variables, arena)) &&
	       !rest.len;
}

/* ---- bytes, within a time ---- */

static bool wait_for(int fd, short events, int64_t end, struct err *err)
{
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = events };
		int64_t left = end - clock_mono_ms();
		int found = left > 0 ? poll(&ready, 1, (int)left) : 0;

		if (found > 0)
			return true;
		if (found < 0 && errno == EINTR)
			continue;
		err_set(err, ERR_TEMP, "Temporary failure");
		return err_detail(err, "the starter of programs is silent");
	}
}

static bool send_all(int fd, struct span rest, int64_t end, struct err *err)
{
	while (rest.len) {
		ssize_t n;

		if (!wait_for(fd, POLLOUT, end, err))
			return false;
		n = send(fd, rest.ptr, rest.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return err_sys(err, "send");
		if (n > 0)
			rest = span_from(rest, (size_t)n);
	}
	return true;
}

static bool receive_all(int fd, void *to, size_t size, int64_t end,
			struct err *err)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n;

		if (!wait_for(fd, POLLIN, end, err))
			return false;
		n = recv(fd, (char *)to + got, size - got, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return err_sys(err, "the starter of programs is gone");
		if (n > 0)
			got += (size_t)n;
	}
	return true;
}

/* ---- asking ---- */

/* A file of its own, that the program may read from the beginning. */
static bool make_input(const struct child *child, int *out, struct err *err)
{
	struct span rest = child->input;

	*out = -1;
	if (!rest.ptr)
		return true;
	*out = memfd_create("input", MFD_CLOEXEC);
	while (*out >= 0 && rest.len) {
		ssize_t n = write(*out, rest.ptr, rest.len);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			rest = span_from(rest, (size_t)n);
	}
	return (*out >= 0 && !rest.len && lseek(*out, 0, SEEK_SET) == 0) ||
	       err_sys(err, "what a program is to read");
}

static bool ask(const struct child *child, int its_end, int64_t end,
		struct err *err)
{
	auto_buf struct buf request;

	buf_init(&request, ERRAND_REQUEST_MAX);
	errand_write(child, &request);
	if (request.full)
		return err_set(err, ERR_LIMIT,
			       "A program is given too many arguments");
	return wait_for(desk, POLLOUT, end, err) &&
	       fdpass_send(desk, request.ptr, request.len, its_end, err);
}

static bool give_input(const struct child *child, int stream, struct err *err)
{
	auto_fd int input = -1;

	return make_input(child, &input, err) &&
	       fdpass_send(stream, "", 1, input, err);
}

static bool take_bytes(int stream, uint32_t len, struct buf *out, int64_t end,
		       struct err *err)
{
	char *to;

	if (!len)
		return true;
	to = out ? buf_reserve(out, len) : NULL;
	if (!to)
		return err_set(err, ERR_TEMP, "Temporary failure");
	if (!receive_all(stream, to, len, end, err))
		return false;
	buf_grew(out, len);
	return true;
}

static bool judge(const struct answer_head *head, struct err *err)
{
	if (head->kind == ERR_NONE)
		return true;
	err_set(err,
		head->kind <= ERR_GONE ? (enum err_kind)head->kind : ERR_TEMP,
		"%.*s", (int)sizeof(head->text) - 1, head->text);
	return !head->detail[0]
		       ? false
		       : err_detail(err, "%.*s", (int)sizeof(head->detail) - 1,
				    head->detail);
}

static bool hear(const struct child *child, int stream, int64_t end,
		 int *out_status, struct err *err)
{
	struct answer_head head;

	if (!receive_all(stream, &head, sizeof(head), end, err) ||
	    !take_bytes(stream, head.output, child->output, end, err) ||
	    !take_bytes(stream, head.errors, child->errors, end, err))
		return false;
	if (child->output)
		child->output->full |= head.is_full != 0;
	*out_status = head.status;
	return judge(&head, err);
}

bool errand_run(const struct child *child, int *out_status, struct err *err)
{
	int64_t end = clock_mono_ms() +
		      (int64_t)(child->seconds + MORE_SECONDS) * 1000;
	auto_fd int ours = -1;
	auto_fd int its = -1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(err, "socketpair");
	ours = pair[0];
	its = pair[1];
	if (!ask(child, its, end, err))
		return false;
	close(auto_fd_take(&its));
	return give_input(child, ours, err) &&
	       hear(child, ours, end, out_status, err);
}

/* ---- answering ---- */

bool errand_take_input(int stream, int *out_input, struct err *err)
{
	int64_t end = clock_mono_ms() + MORE_SECONDS * 1000;
	size_t size;
	char mark;

	*out_input = -1;
	return wait_for(stream, POLLIN, end, err) &&
	       fdpass_receive(stream, &mark, sizeof(mark), &size, out_input,
			      err) == FDPASS_OK;
}

static void note(const struct err *err, struct answer_head *out)
{
	out->kind = err->kind;
	memcpy(out->text, err->text, sizeof(out->text));
	memcpy(out->detail, err->detail, sizeof(out->detail));
}

void errand_answer(int stream, bool done, int status, const struct child *child,
		   const struct err *err)
{
	const struct span output =
		child->output ? buf_span(child->output) : SPAN("");
	const struct span errors =
		child->errors ? buf_span(child->errors) : SPAN("");
	int64_t end = clock_mono_ms() + MORE_SECONDS * 1000;
	struct answer_head head = {
		.status = status,
		.output = (uint32_t)output.len,
		.errors = (uint32_t)errors.len,
		.is_full = child->output && child->output->full,
	};
	struct err ignored;

	if (!done)
		note(err, &head);
	(void)!(send_all(stream, span_make((const char *)&head, sizeof(head)),
			 end, &ignored) &&
		send_all(stream, output, end, &ignored) &&
		send_all(stream, errors, end, &ignored));
}
