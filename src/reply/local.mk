libexec_PROGRAMS += fumikura-checkpassword-reply
fumikura_checkpassword_reply_SOURCES = src/reply/main.c
