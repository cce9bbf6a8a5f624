noinst_LIBRARIES += libmime.a
libmime_a_SOURCES = \
	src/mime/mime_address.c \
	src/mime/mime_address.h \
	src/mime/mime_binary.c \
	src/mime/mime_binary.h \
	src/mime/mime_body.c \
	src/mime/mime_body.h \
	src/mime/mime_date.c \
	src/mime/mime_envelope.c \
	src/mime/mime_envelope.h \
	src/mime/mime_fold.c \
	src/mime/mime_fold.h \
	src/mime/mime_header.c \
	src/mime/mime_header.h \
	src/mime/mime_html.c \
	src/mime/mime_html.h \
	src/mime/mime_param.c \
	src/mime/mime_param.h \
	src/mime/mime_parts.c \
	src/mime/mime_parts.h \
	src/mime/mime_preview.c \
	src/mime/mime_preview.h \
	src/mime/mime_string.c \
	src/mime/mime_string.h \
	src/mime/mime_structure.c \
	src/mime/mime_structure.h \
	src/mime/mime_summary.c \
	src/mime/mime_summary.h \
	src/mime/mime_text.c \
	src/mime/mime_text.h \
	src/mime/mime_word.c \
	src/mime/mime_word.h
