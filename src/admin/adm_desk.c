/* SPDX-License-Identifier: MIT */
#include "admin/adm_desk.h"

#include <errno.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/listen.h"

enum {
	SEND_MS = 10000,
};

static bool exchange(int sock, const struct desk_request *request, int fd,
		     struct desk_answer *out, int *out_fd, struct err *err)
{
	if (!desk_send(sock, request, sizeof(*request), fd, err) ||
	    !desk_receive(sock, out, sizeof(*out), out_fd, err))
		return false;
	if (!out->refused)
		return true;
	return err_set(err, ERR_TEMP,
		       "The server can't do that; its log may "
		       "say why");
}

bool adm_desk_ask(const struct config *config, struct desk_request *request,
		  int fd, struct desk_answer *out, int *out_fd, struct err *err)
{
	auto_free char *path = x_printf("%s/" DESK_SOCKET, config->run_dir);
	auto_fd int sock = -1;
	auto_fd int result = -1;

	request->version = DESK_VERSION;
	if (!listen_connect_unix_within(path, SEND_MS, &sock, err)) {
		if (err->os == ENOENT || err->os == ECONNREFUSED)
			return err_set(err, ERR_NOTFOUND,
				       "The server does not run");
		return false;
	}
	if (!exchange(sock, request, fd, out, &result, err))
		return false;
	if (out_fd)
		*out_fd = auto_fd_take(&result);
	return true;
}

bool adm_desk_kick_user(const struct config *config, const char *user,
			struct err *err)
{
	struct desk_request request = { .kind = DESK_KICK };
	struct desk_answer answer;

	snprintf(request.user, sizeof(request.user), "%s", user);
	return adm_desk_ask(config, &request, -1, &answer, NULL, err) ||
	       err->kind == ERR_NOTFOUND;
}
