/* SPDX-License-Identifier: MIT */
#include "master/keyring.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "config/config.h"
#include "master/child.h"

enum {
	SECRET_SIZE = 32
};

static bool make_secret(int *out, struct err *err)
{
	char secret[SECRET_SIZE];
	bool done;

	*out = memfd_create("fumikura-tickets", MFD_CLOEXEC);
	done = *out >= 0 &&
	       getrandom(secret, sizeof(secret), 0) == sizeof(secret) &&
	       pwrite(*out, secret, sizeof(secret), 0) == sizeof(secret);
	explicit_bzero(secret, sizeof(secret));
	return done || err_sys(err, "the secret of tickets");
}

/* Clients share one end: none of them may wait in it. */
static bool make_door(int door[2], struct err *err)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, door) == 0 &&
	    fcntl(door[1], F_SETFL, O_NONBLOCK) == 0)
		return true;
	return err_sys(err, "socketpair");
}

bool keyring_open(struct keyring *keyring, struct err *err)
{
	*keyring = (struct keyring){ .door = { -1, -1 }, .secret = -1 };
	return make_secret(&keyring->secret, err) &&
	       make_door(keyring->door, err);
}

static void close_door(struct keyring *keyring)
{
	for (unsigned i = 0; i < 2; i++)
		if (keyring->door[i] >= 0)
			close(keyring->door[i]);
}

void keyring_close(struct keyring *keyring)
{
	close_door(keyring);
	if (keyring->secret >= 0)
		close(keyring->secret);
}

bool keyring_change_door(struct keyring *keyring, struct err *err)
{
	int door[2];

	if (!make_door(door, err))
		return false;
	close_door(keyring);
	keyring->door[0] = door[0];
	keyring->door[1] = door[1];
	return true;
}

bool keyring_give(const struct keyring *keyring, struct child *child,
		  struct err *err)
{
	if (child->kind == CHILD_KEYS)
		return child_give(child, "door", keyring->door[0], err) &&
		       child_give(child, "secret", keyring->secret, err);
	if (child->kind == CHILD_GATE || child->kind == CHILD_LMTP)
		return child_give(child, "keys", keyring->door[1], err);
	return true;
}

pid_t keyring_try(const char *program_dir, const struct config *config)
{
	static char check[] = "--check";
	auto_free char *path = x_printf("%s/fumikura-keys", program_dir);
	char *argv[CONFIG_ARGV_MAX + 1] = { path };
	sigset_t none;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	config_argv(config, check, argv + 1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	closefrom(STDERR_FILENO + 1);
	execv(path, argv);
	_exit(75);
}
