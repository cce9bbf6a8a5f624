noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	src/store/store.h \
	src/store/store_adopt.c \
	src/store/store_append.c \
	src/store/store_blob.c \
	src/store/store_box.c \
	src/store/store_build.c \
	src/store/store_check.c \
	src/store/store_check.h \
	src/store/store_cache.c \
	src/store/store_copy.c \
	src/store/store_expunge.c \
	src/store/store_flags.c \
	src/store/store_folder.c \
	src/store/store_keywords.c \
	src/store/store_list.c \
	src/store/store_locate.c \
	src/store/store_match.c \
	src/store/store_match.h \
	src/store/store_memory.c \
	src/store/store_message.h \
	src/store/store_name.c \
	src/store/store_priv.h \
	src/store/store_quota.c \
	src/store/store_read.c \
	src/store/store_rename.c \
	src/store/store_scan.c \
	src/store/store_search.c \
	src/store/store_search.h \
	src/store/store_settle.c \
	src/store/store_side.c \
	src/store/store_spool.c \
	src/store/store_status.c \
	src/store/store_sync.c \
	src/store/store_txn.c \
	src/store/store_user.c \
	src/store/store_watch.c
