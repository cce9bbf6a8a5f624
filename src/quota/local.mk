noinst_LIBRARIES += libquota.a
libquota_a_SOURCES = \
	src/quota/quota.h \
	src/quota/quota_limit.c \
	src/quota/quota_rule.c \
	src/quota/quota_size.c
