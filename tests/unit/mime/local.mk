check_PROGRAMS += \
	tests/unit/mime/test_mime_binary \
	tests/unit/mime/test_mime_date \
	tests/unit/mime/test_mime_envelope \
	tests/unit/mime/test_mime_header \
	tests/unit/mime/test_mime_html \
	tests/unit/mime/test_mime_order \
	tests/unit/mime/test_mime_preview \
	tests/unit/mime/test_mime_subject \
	tests/unit/mime/test_mime_summary \
	tests/unit/mime/test_mime_text
tests_unit_mime_test_mime_binary_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_date_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_envelope_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_header_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_summary_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_text_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_html_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_preview_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_order_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
tests_unit_mime_test_mime_subject_LDADD = libmime.a libbase.a $(CMOCKA_LIBS)
