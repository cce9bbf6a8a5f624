check_PROGRAMS += \
	tests/unit/lmtp/test_deliver_head \
	tests/unit/lmtp/test_deliver_queue \
	tests/unit/lmtp/test_deliver_users \
	tests/unit/lmtp/test_lmtp_client \
	tests/unit/lmtp/test_lmtp_data \
	tests/unit/lmtp/test_lmtp_line \
	tests/unit/lmtp/test_lmtp_parse \
	tests/unit/lmtp/test_lmtp_crowd \
	tests/unit/lmtp/test_lmtp_peer \
	tests/unit/lmtp/test_lmtp_reply \
	tests/unit/lmtp/test_lmtp_room \
	tests/unit/lmtp/test_lmtp_session
tests_unit_lmtp_test_deliver_head_LDADD = libdeliver.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_deliver_queue_LDADD = libdeliver.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_deliver_users_LDADD = libdeliver.a libstore.a libquota.a \
	libmaildir.a libaccount.a libconfig.a libindex.a libmime.a libcrypto.a \
	libio.a libbase.a $(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_client_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_room_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_reply_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_data_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_line_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_parse_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_crowd_LDADD = liblmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_lmtp_test_lmtp_peer_LDADD = liblmtp.a libaccount.a libio.a libbase.a \
	$(CMOCKA_LIBS)
# Delivery itself is played by the test.
tests_unit_lmtp_test_lmtp_session_LDADD = liblmtp.a libdeliver.a libsubmit.a \
	libtls.a libproc.a libaccount.a \
	libconfig.a libcrypto.a libio.a libbase.a $(OPENSSL_LIBS) $(CRYPT_LIBS) $(SECCOMP_LIBS) $(CMOCKA_LIBS)
