noinst_LIBRARIES += libauth.a
libauth_a_SOURCES = \
	src/auth/auth_bearer.c \
	src/auth/auth_bearer.h \
	src/auth/auth_cache.c \
	src/auth/auth_cache.h \
	src/auth/auth_chain.c \
	src/auth/auth_chain.h \
	src/auth/auth_chain_op.c \
	src/auth/auth_chain_op.h \
	src/auth/auth_check.c \
	src/auth/auth_check.h \
	src/auth/auth_client.c \
	src/auth/auth_client.h \
	src/auth/auth_conn.c \
	src/auth/auth_conn.h \
	src/auth/auth_control.c \
	src/auth/auth_control.h \
	src/auth/auth_digest.c \
	src/auth/auth_digest.h \
	src/auth/auth_exchange.c \
	src/auth/auth_exchange.h \
	src/auth/auth_grants.c \
	src/auth/auth_grants.h \
	src/auth/auth_hash.c \
	src/auth/auth_hash.h \
	src/auth/auth_introspect.c \
	src/auth/auth_introspect.h \
	src/auth/auth_jwt.c \
	src/auth/auth_jwt.h \
	src/auth/auth_key.c \
	src/auth/auth_key.h \
	src/auth/auth_limits.c \
	src/auth/auth_limits.h \
	src/auth/auth_list.c \
	src/auth/auth_list.h \
	src/auth/auth_listener.c \
	src/auth/auth_listener.h \
	src/auth/auth_lmtp.c \
	src/auth/auth_lmtp.h \
	src/auth/auth_logins.c \
	src/auth/auth_logins.h \
	src/auth/auth_mech.c \
	src/auth/auth_mech.h \
	src/auth/auth_oauth.c \
	src/auth/auth_oauth.h \
	src/auth/auth_parameters.c \
	src/auth/auth_parameters.h \
	src/auth/auth_penalty.c \
	src/auth/auth_penalty.h \
	src/auth/auth_penalty_table.c \
	src/auth/auth_penalty_table.h \
	src/auth/auth_pool.c \
	src/auth/auth_pool.h \
	src/auth/auth_protocol.c \
	src/auth/auth_protocol.h \
	src/auth/auth_prover.c \
	src/auth/auth_prover.h \
	src/auth/auth_question.c \
	src/auth/auth_question.h \
	src/auth/auth_scram.c \
	src/auth/auth_scram.h \
	src/auth/auth_seen.c \
	src/auth/auth_seen.h \
	src/auth/auth_server.h \
	src/auth/auth_source.c \
	src/auth/auth_source.h \
	src/auth/auth_source_keep.c \
	src/auth/auth_source_keep.h \
	src/auth/auth_source_priv.h \
	src/auth/auth_source_work.c \
	src/auth/auth_source_work.h \
	src/auth/auth_token.c \
	src/auth/auth_token.h \
	src/auth/auth_userdb.c \
	src/auth/auth_userdb.h \
	src/auth/mech_apop.c \
	src/auth/mech_bearer.c \
	src/auth/mech_cram_md5.c \
	src/auth/mech_digest_md5.c \
	src/auth/mech_external.c \
	src/auth/mech_login.c \
	src/auth/mech_plain.c \
	src/auth/mech_scram.c
libauth_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) -pthread

# what MTAs ask beside logins
libauth_a_SOURCES += \
	src/auth/auth_authdaemon.c \
	src/auth/auth_authdaemon.h \
	src/auth/auth_authdaemon_list.c \
	src/auth/auth_authdaemon_list.h \
	src/auth/auth_authdaemon_parse.c \
	src/auth/auth_authdaemon_parse.h \
	src/auth/auth_authdaemon_write.c \
	src/auth/auth_authdaemon_write.h \
	src/auth/auth_frame.h \
	src/auth/auth_policy.c \
	src/auth/auth_policy.h \
	src/auth/auth_policy_parse.c \
	src/auth/auth_policy_parse.h \
	src/auth/auth_recipient.c \
	src/auth/auth_recipient.h \
	src/auth/auth_relay.c \
	src/auth/auth_relay.h \
	src/auth/auth_relay_store.c \
	src/auth/auth_relay_store.h \
	src/auth/auth_relay_table.c \
	src/auth/auth_relay_table.h \
	src/auth/auth_serial.c \
	src/auth/auth_serial.h \
	src/auth/auth_socketmap.c \
	src/auth/auth_socketmap.h \
	src/auth/auth_socketmap_parse.c \
	src/auth/auth_socketmap_parse.h \
	src/auth/auth_usage.c \
	src/auth/auth_usage.h

libexec_PROGRAMS += fumikura-auth
fumikura_auth_SOURCES = src/auth/main.c
fumikura_auth_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) -pthread
fumikura_auth_LDADD = \
	libauth.a libproc.a libconfig.a libaccount.a libcrypto.a libio.a \
	libbase.a $(CURL_LIBS) $(JWT_LIBS) \
	$(EVENT_LIBS) $(CONFUSE_LIBS) $(SOURCE_LIBS) \
	$(ARGON2_LIBS) $(CRYPT_LIBS) -lpthread
