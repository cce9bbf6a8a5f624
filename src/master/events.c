/* SPDX-License-Identifier: MIT */
#include "master/events.h"

#include <sys/epoll.h>

enum {
	AT_ONCE = 16
};

int events_open(void)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

static int control(int set, int how, int fd, uint32_t events, uint32_t whose)
{
	struct epoll_event event = { .events = events, .data.u32 = whose };

	return epoll_ctl(set, how, fd, &event);
}

bool events_add(int set, int fd, uint32_t whose, struct err *err)
{
	return control(set, EPOLL_CTL_ADD, fd, EPOLLIN, whose) == 0 ||
	       err_sys(err, "epoll_ctl");
}

void events_rest(int set, int fd)
{
	control(set, EPOLL_CTL_MOD, fd, 0, 0);
}

void events_resume(int set, int fd, uint32_t whose)
{
	control(set, EPOLL_CTL_MOD, fd, EPOLLIN, whose);
}

void events_remove(int set, int fd)
{
	control(set, EPOLL_CTL_DEL, fd, 0, 0);
}

unsigned events_wait(int set, int timeout_ms, unsigned count,
		     uint32_t out_whose[])
{
	struct epoll_event event[AT_ONCE];
	int most = count < AT_ONCE ? (int)count : AT_ONCE;
	int got = epoll_wait(set, event, most, timeout_ms);

	for (int i = 0; i < got; i++)
		out_whose[i] = event[i].data.u32;
	return got > 0 ? (unsigned)got : 0;
}
