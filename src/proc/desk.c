/* SPDX-License-Identifier: MIT */
#include "proc/desk.h"

#include <string.h>
#include <unistd.h>

#include "io/fdpass.h"

bool desk_send(int sock, const void *message, size_t size, int fd,
	       struct err *err)
{
	return fdpass_send(sock, message, size, fd, err);
}

/* So small a message comes whole. */
bool desk_receive(int sock, void *message, size_t size, int *out_fd,
		  struct err *err)
{
	uint32_t version = 0;
	size_t got;

	*out_fd = -1;
	switch (fdpass_receive(sock, message, size, &got, out_fd, err)) {
	case FDPASS_OK:
		break;
	case FDPASS_BAD:
		return false;
	case FDPASS_EOF:
	case FDPASS_AGAIN:
		return err_set(err, ERR_GONE, "The server gives no answer");
	}
	memcpy(&version, message, sizeof(version));
	if (got == size && version == DESK_VERSION)
		return true;
	if (*out_fd >= 0)
		close(*out_fd);
	*out_fd = -1;
	return err_set(err, ERR_STATE,
		       "The server that runs is of another version");
}

static bool ends(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

bool desk_is_sound(const struct desk_request *request)
{
	return ends(request->user, sizeof(request->user)) &&
	       ends(request->session, sizeof(request->session)) &&
	       ends(request->service, sizeof(request->service)) &&
	       ends(request->address, sizeof(request->address));
}
