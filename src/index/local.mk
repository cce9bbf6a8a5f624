noinst_LIBRARIES += libindex.a
libindex_a_SOURCES = \
	src/index/index.c \
	src/index/index.h \
	src/index/index_blob.c \
	src/index/index_blob_file.c \
	src/index/index_blob_file.h \
	src/index/index_blob_pending.c \
	src/index/index_blob_pending.h \
	src/index/index_blob_scan.c \
	src/index/index_blob_scan.h \
	src/index/index_dump.c \
	src/index/index_dump.h \
	src/index/index_dump_walk.c \
	src/index/index_dump_walk.h \
	src/index/index_env.c \
	src/index/index_env_open.c \
	src/index/index_error.c \
	src/index/index_folder.c \
	src/index/index_log.c \
	src/index/index_peek.c \
	src/index/index_peek.h \
	src/index/index_mark.c \
	src/index/index_mark.h \
	src/index/index_message.c \
	src/index/index_page.h \
	src/index/index_priv.h \
	src/index/index_record.c \
	src/index/index_record.h \
	src/index/index_order.c \
	src/index/index_scan.c \
	src/index/index_sum.c \
	src/index/index_sum.h \
	src/index/index_txn.c \
	src/index/index_uids.c \
	src/index/index_value.c \
	src/index/index_verify.c \
	src/index/index_verify.h
libindex_a_CFLAGS = $(AM_CFLAGS) $(LMDB_CFLAGS)
