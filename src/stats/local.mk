noinst_LIBRARIES += libstats.a
libstats_a_SOURCES = \
	src/stats/counters.def \
	src/stats/stats.c \
	src/stats/stats.h \
	src/stats/stats_file.c \
	src/stats/stats_file.h \
	src/stats/stats_layout.c \
	src/stats/stats_layout.h
