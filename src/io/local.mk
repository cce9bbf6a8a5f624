noinst_LIBRARIES += libio.a
libio_a_SOURCES = \
	src/io/child.c \
	src/io/child.h \
	src/io/detach.c \
	src/io/detach.h \
	src/io/errand.c \
	src/io/errand.h \
	src/io/fd.h \
	src/io/fdpass.c \
	src/io/fdpass.h \
	src/io/file.c \
	src/io/file.h \
	src/io/listen.c \
	src/io/listen.h \
	src/io/program.c \
	src/io/program.h \
	src/io/stream.c \
	src/io/stream.h \
	src/io/stream_priv.h \
	src/io/stream_read.c \
	src/io/stream_wait.c
