noinst_LIBRARIES += libproc.a
libproc_a_SOURCES = \
	src/proc/control.c \
	src/proc/control.h \
	src/proc/desk.c \
	src/proc/desk.h \
	src/proc/handover.c \
	src/proc/handover.h \
	src/proc/isolation.c \
	src/proc/isolation.h \
	src/proc/parked.c \
	src/proc/parked.h \
	src/proc/privilege.c \
	src/proc/privilege.h \
	src/proc/proc.c \
	src/proc/proc.h \
	src/proc/proc_sessions.c \
	src/proc/proc_single.c \
	src/proc/proc_single.h \
	src/proc/sandbox_calls.c \
	src/proc/sandbox_calls.h \
	src/proc/sandbox_files.c \
	src/proc/sandbox_files.h \
	src/proc/session_tap.c \
	src/proc/session_tap.h \
	src/proc/sight.c \
	src/proc/sight.h \
	src/proc/to_master.c \
	src/proc/to_master.h \
	src/proc/trace.c \
	src/proc/trace.h \
	src/proc/trace_blank.c \
	src/proc/trace_blank.h \
	src/proc/worker.c \
	src/proc/worker.h \
	src/proc/workers.c \
	src/proc/workers.h
