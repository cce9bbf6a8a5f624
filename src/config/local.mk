noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
	src/config/config.c \
	src/config/config.h \
	src/config/config_access.c \
	src/config/config_access.h \
	src/config/config_comment.c \
	src/config/config_comment.h \
	src/config/config_mech.c \
	src/config/config_mech.h \
	src/config/config_name.h \
	src/config/config_names.c \
	src/config/config_names.h \
	src/config/config_place.c \
	src/config/config_place.h \
	src/config/config_quota.c \
	src/config/config_quota.h \
	src/config/config_rule.h \
	src/config/config_rules.c \
	src/config/config_rules.h \
	src/config/config_sections.c \
	src/config/config_sections.h \
	src/config/config_show.c \
	src/config/config_source.h \
	src/config/config_special.c \
	src/config/config_special.h \
	src/config/config_uidl.c \
	src/config/config_uidl.h \
	src/config/settings.def \
	src/config/sources.def
libconfig_a_CFLAGS = $(AM_CFLAGS) $(CONFUSE_CFLAGS)
