/* SPDX-License-Identifier: MIT */
/*
 * A profile is a default and a list of tables. clone3 has its flags in memory,
 * where no filter sees them; ENOSYS makes the C library use clone.
 */
#include "proc/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

/* Its lower half. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARGUMENT(n) (offsetof(struct seccomp_data, args[n]))
#else
#define ARGUMENT(n) (offsetof(struct seccomp_data, args[n]) + 4)
#endif

#define CALL(name) SCMP_SYS(name)

#ifdef __SANITIZE_ADDRESS__
#define WITH_SANITIZERS true
#elif defined(__clang__)
#define WITH_SANITIZERS __has_feature(address_sanitizer)
#else
#define WITH_SANITIZERS false
#endif

static const int memory[] = {
	CALL(brk),     CALL(munmap),          CALL(mremap),
	CALL(madvise), CALL(set_robust_list), CALL(futex),
};

static const int time_and_self[] = {
	CALL(clock_gettime), CALL(clock_getres),   CALL(clock_nanosleep),
	CALL(gettimeofday),  CALL(time),           CALL(nanosleep),
	CALL(getpid),        CALL(getppid),        CALL(gettid),
	CALL(getuid),        CALL(geteuid),        CALL(getgid),
	CALL(getegid),       CALL(getrandom),      CALL(getrusage),
	CALL(getrlimit),     CALL(uname),          CALL(sched_yield),
	CALL(exit),          CALL(exit_group),     CALL(restart_syscall),
	CALL(rt_sigaction),  CALL(rt_sigprocmask), CALL(rt_sigreturn),
	CALL(sigaltstack),   CALL(sysinfo),
};

static const int open_fds[] = {
	CALL(read),
	CALL(write),
	CALL(readv),
	CALL(writev),
	CALL(pread64),
	CALL(pwrite64),
	CALL(close),
	CALL(close_range),
	CALL(dup),
	CALL(dup2),
	CALL(dup3),
	CALL(fcntl),
	CALL(lseek),
	CALL(fstat),
	CALL(newfstatat),
	CALL(poll),
	CALL(ppoll),
	CALL(select),
	CALL(pselect6),
	CALL(epoll_create1),
	CALL(epoll_ctl),
	CALL(epoll_wait),
	CALL(epoll_pwait),
	CALL(epoll_pwait2),
	CALL(eventfd2),
	CALL(pipe),
	CALL(pipe2),
	CALL(timerfd_create),
	CALL(timerfd_settime),
};

static const int open_sockets[] = {
	CALL(accept),      CALL(accept4),    CALL(recvmsg),
	CALL(sendmsg),     CALL(recvfrom),   CALL(sendto),
	CALL(getsockopt),  CALL(setsockopt), CALL(getsockname),
	CALL(getpeername), CALL(shutdown),
};

/* Those of LMDB among them. */
static const int files[] = {
	CALL(open),
	CALL(openat),
	CALL(openat2),
	CALL(stat),
	CALL(lstat),
	CALL(statx),
	CALL(statfs),
	CALL(fstatfs),
	CALL(access),
	CALL(faccessat),
	CALL(faccessat2),
	CALL(readlink),
	CALL(readlinkat),
	CALL(getdents64),
	CALL(getcwd),
	CALL(chdir),
	CALL(fchdir),
	CALL(umask),
	CALL(mkdir),
	CALL(mkdirat),
	CALL(rmdir),
	CALL(unlink),
	CALL(unlinkat),
	CALL(rename),
	CALL(renameat),
	CALL(renameat2),
	CALL(link),
	CALL(linkat),
	CALL(ftruncate),
	CALL(fallocate),
	CALL(fsync),
	CALL(fdatasync),
	CALL(sync_file_range),
	CALL(msync),
	CALL(flock),
	CALL(fadvise64),
	CALL(copy_file_range),
	CALL(sendfile),
	CALL(preadv),
	CALL(pwritev),
	CALL(memfd_create),
	CALL(inotify_init1),
	CALL(inotify_add_watch),
	CALL(inotify_rm_watch),
};

static const int processes[] = {
	CALL(wait4),
	CALL(waitid),
	CALL(kill),
	CALL(tgkill),
	CALL(signalfd4),
	CALL(getpriority),
	CALL(setitimer),
	CALL(getitimer),
	CALL(rseq),
	CALL(setsid),
	CALL(connect),
	/* What a worker closes itself in with. */
	CALL(prctl),
	CALL(seccomp),
	CALL(landlock_create_ruleset),
	CALL(landlock_add_rule),
	CALL(landlock_restrict_self),
};

/* Names are looked up by the C library, in threads. */
static const int sending[] = {
	CALL(stat),      CALL(lstat),      CALL(statx),     CALL(access),
	CALL(faccessat), CALL(faccessat2), CALL(readlink),  CALL(readlinkat),
	CALL(getcwd),    CALL(getdents64), CALL(connect),   CALL(bind),
	CALL(sendmmsg),  CALL(recvmmsg),   CALL(signalfd4), CALL(wait4),
	CALL(waitid),    CALL(tgkill),     CALL(rseq),
};

/* Which nobody needs here, nor a program that he runs. */
static const int system_wide[] = {
	CALL(process_vm_readv),
	CALL(process_vm_writev),
	CALL(process_madvise),
	CALL(pidfd_getfd),
	CALL(kcmp),
	CALL(bpf),
	CALL(perf_event_open),
	CALL(userfaultfd),
	CALL(io_uring_setup),
	CALL(io_uring_enter),
	CALL(io_uring_register),
	CALL(mount),
	CALL(umount2),
	CALL(move_mount),
	CALL(mount_setattr),
	CALL(open_tree),
	CALL(fsopen),
	CALL(fsconfig),
	CALL(fsmount),
	CALL(fspick),
	CALL(pivot_root),
	CALL(chroot),
	CALL(unshare),
	CALL(setns),
	CALL(name_to_handle_at),
	CALL(open_by_handle_at),
	CALL(init_module),
	CALL(finit_module),
	CALL(delete_module),
	CALL(kexec_load),
	CALL(kexec_file_load),
	CALL(reboot),
	CALL(swapon),
	CALL(swapoff),
	CALL(acct),
	CALL(quotactl),
	CALL(fanotify_init),
	CALL(lookup_dcookie),
	CALL(keyctl),
	CALL(add_key),
	CALL(request_key),
	CALL(settimeofday),
	CALL(clock_settime),
	CALL(adjtimex),
	CALL(clock_adjtime),
	CALL(sethostname),
	CALL(setdomainname),
	CALL(syslog),
	CALL(vhangup),
	CALL(iopl),
	CALL(ioperm),
	CALL(modify_ldt),
};

/* What they need to say where a fault is, beside open() for reading. */
static const int sanitizers[] = {
	CALL(readlink),
	CALL(readlinkat),
	CALL(stat),
	CALL(sched_getaffinity),
};

static bool add(scmp_filter_ctx filter, uint32_t action, const int *calls,
		size_t count)
{
	bool done = true;

	for (size_t i = 0; i < count; i++)
		done = done &&
		       seccomp_rule_add(filter, action, calls[i], 0) == 0;
	return done;
}

#define ALLOW(filter, table)                                                   \
	add((filter), SCMP_ACT_ALLOW, (table), ARRAY_LEN(table))

static bool allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp arg)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &arg) ==
	       0;
}

static struct scmp_arg_cmp equals(unsigned arg, scmp_datum_t value)
{
	return (struct scmp_arg_cmp){ .arg = arg,
				      .op = SCMP_CMP_EQ,
				      .datum_a = value };
}

static struct scmp_arg_cmp lacks(unsigned arg, scmp_datum_t bits)
{
	return (struct scmp_arg_cmp){ .arg = arg,
				      .op = SCMP_CMP_MASKED_EQ,
				      .datum_a = bits };
}

/* Nothing that was written is ever executed. */
static bool allow_memory(scmp_filter_ctx filter)
{
	return ALLOW(filter, memory) &&
	       allow_if(filter, CALL(mmap), lacks(2, PROT_EXEC)) &&
	       allow_if(filter, CALL(mprotect), lacks(2, PROT_EXEC));
}

static bool allow_reading(scmp_filter_ctx filter)
{
	return allow_if(filter, CALL(open), lacks(1, O_ACCMODE | O_CREAT)) &&
	       allow_if(filter, CALL(openat), lacks(2, O_ACCMODE | O_CREAT));
}

static bool allow_sanitizers(scmp_filter_ctx filter)
{
	return ALLOW(filter, sanitizers) && allow_reading(filter);
}

static bool only_what_is_open(scmp_filter_ctx filter)
{
	return allow_memory(filter) && ALLOW(filter, time_and_self) &&
	       ALLOW(filter, open_fds) && ALLOW(filter, open_sockets) &&
	       allow_if(filter, CALL(socketpair), equals(0, AF_UNIX)) &&
	       /* libevent asks how much there is to read. */
	       allow_if(filter, CALL(ioctl), equals(1, FIONREAD)) &&
	       /* What its own bounds are. */
	       allow_if(filter, CALL(prlimit64), equals(0, 0)) &&
	       (!WITH_SANITIZERS || allow_sanitizers(filter));
}

static bool fill_closed(scmp_filter_ctx filter)
{
	/* An ASSERT ends us. */
	return only_what_is_open(filter) &&
	       allow_if(filter, CALL(tgkill),
			equals(0, (scmp_datum_t)getpid()));
}

/* The C library's character sets are modules, which it loads when a message
 * asks for one. */
static bool allow_modules(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp code_of_file[] = {
		{ .arg = 2,
		  .op = SCMP_CMP_MASKED_EQ,
		  .datum_a = PROT_EXEC | PROT_WRITE,
		  .datum_b = PROT_EXEC },
		lacks(3, MAP_ANONYMOUS),
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, CALL(mmap),
				      ARRAY_LEN(code_of_file),
				      code_of_file) == 0;
}

static const int links[] = {
	CALL(symlink),
	CALL(symlinkat),
};

/* Who is at long work gives way to others, and nobody makes others. */
static bool allow_own_priority(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp own[] = { equals(0, PRIO_PROCESS),
					    equals(1, 0) };

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, CALL(setpriority),
				      ARRAY_LEN(own), own) == 0;
}

static bool allow_fork(scmp_filter_ctx filter)
{
	const scmp_datum_t namespaces =
		CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
		CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

	return allow_if(filter, CALL(clone), lacks(0, namespaces));
}

static bool fill_zygote(scmp_filter_ctx filter)
{
	return only_what_is_open(filter) && ALLOW(filter, files) &&
	       ALLOW(filter, processes) && allow_modules(filter) &&
	       allow_own_priority(filter) &&
	       /* Of what is open: walls of files (isolation.h) let all do it
		* by name. */
	       allow_if(filter, CALL(utimensat), equals(1, 0)) &&
	       allow_if(filter, CALL(socket), equals(0, AF_UNIX)) &&
	       allow_fork(filter);
}

static bool allow_sockets(scmp_filter_ctx filter)
{
	/* By netlink the C library asks which addresses it has itself. */
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6,
					AF_NETLINK };
	bool done = true;

	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		done = done && allow_if(filter, CALL(socket),
					equals(0, (scmp_datum_t)families[i]));
	return done;
}

static bool fill_sender(scmp_filter_ctx filter)
{
	return only_what_is_open(filter) && ALLOW(filter, sending) &&
	       allow_reading(filter) && allow_modules(filter) &&
	       allow_sockets(filter) && allow_fork(filter);
}

/* A leak checker in a program that it runs attaches to that one. */
static bool refuse_ptrace(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp of_us = equals(0, PTRACE_TRACEME);

	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM),
				      CALL(ptrace), WITH_SANITIZERS ? 1 : 0,
				      &of_us) == 0;
}

static bool fill_auth(scmp_filter_ctx filter)
{
	return refuse_ptrace(filter) &&
	       add(filter, SCMP_ACT_ERRNO(EPERM), system_wide,
		   ARRAY_LEN(system_wide));
}

static bool fill_linking_zygote(scmp_filter_ctx filter)
{
	return fill_zygote(filter) && ALLOW(filter, links);
}

static const struct profile {
	uint32_t otherwise;
	bool (*fill)(scmp_filter_ctx filter);
} profiles[] = {
	[SANDBOX_CALLS_GATE] = { SCMP_ACT_ERRNO(EPERM), fill_closed },
	[SANDBOX_CALLS_KEYS] = { SCMP_ACT_ERRNO(EPERM), fill_closed },
	[SANDBOX_CALLS_AUTH] = { SCMP_ACT_ALLOW, fill_auth },
	[SANDBOX_CALLS_ZYGOTE] = { SCMP_ACT_ERRNO(EPERM), fill_zygote },
	[SANDBOX_CALLS_LINKING_ZYGOTE] = { SCMP_ACT_ERRNO(EPERM),
					   fill_linking_zygote },
	[SANDBOX_CALLS_SENDER] = { SCMP_ACT_ERRNO(EPERM), fill_sender },
};

/* Calls of another architecture's table would mean something else. */
static bool fill(scmp_filter_ctx filter, const struct profile *profile)
{
	return seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
				SCMP_ACT_ERRNO(EPERM)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3),
				0) == 0 &&
	       profile->fill(filter);
}

static bool load(scmp_filter_ctx filter, struct err *err)
{
	int result = seccomp_load(filter);

	if (result == -EINVAL || result == -ENOSYS) {
		log_event(LOG_LEVEL_WARN, "sandbox", "calls=unbound errno=%d",
			  -result);
		return true;
	}
	errno = -result;
	return result == 0 || err_sys(err, "seccomp");
}

/* Written out, since each worker pays for it: with libseccomp it takes more
 * than twice as long. The zygote's filter has refused other architectures; of a
 * pid the kernel takes the lower half. */
static bool enter_worker(struct err *err)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 8, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(0)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 4, 5),
		/* They make the kernel signal a process. */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(1)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_SETOWN, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_SETOWN_EX, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_SETSIG, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	const struct sock_fprog filter = { ARRAY_LEN(steps), steps };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0)
		return true;
	/* The zygote has said that there are no filters. */
	return errno == EINVAL || err_sys(err, "seccomp");
}

bool sandbox_calls_enter(enum sandbox_calls calls, struct err *err)
{
	scmp_filter_ctx filter;
	bool done;

	if (calls == SANDBOX_CALLS_ALL)
		return true;
	if (calls == SANDBOX_CALLS_WORKER)
		return enter_worker(err);
	filter = seccomp_init(profiles[calls].otherwise);
	done = filter && fill(filter, &profiles[calls]);
	done = done ? load(filter, err)
		    : err_set(err, ERR_TEMP, "The filter can't be made");
	seccomp_release(filter);
	return done;
}
