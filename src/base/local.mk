noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/arena.c \
	src/base/arena.h \
	src/base/auto.h \
	src/base/b64.c \
	src/base/b64.h \
	src/base/ban.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/check.c \
	src/base/check.h \
	src/base/clock.c \
	src/base/clock.h \
	src/base/err.c \
	src/base/err.h \
	src/base/hash.h \
	src/base/hex.c \
	src/base/hex.h \
	src/base/log.c \
	src/base/log.h \
	src/base/network.c \
	src/base/network.h \
	src/base/num.c \
	src/base/num.h \
	src/base/ranges.c \
	src/base/ranges.h \
	src/base/span.c \
	src/base/span.h \
	src/base/utf8.c \
	src/base/utf8.h \
	src/base/x.c \
	src/base/x.h \
	src/base/xtext.c \
	src/base/xtext.h
# Whoever counts has the counters too, without a library more to name.
libbase_a_LIBADD = $(libstats_a_OBJECTS)
EXTRA_libbase_a_DEPENDENCIES = $(libstats_a_OBJECTS)
