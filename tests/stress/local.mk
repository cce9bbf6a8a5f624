# What the model test asks for and no protocol tells.
EXTRA_PROGRAMS += tests/stress/store_look
tests_stress_store_look_SOURCES = tests/stress/store_look.c
tests_stress_store_look_LDADD = $(STORE_TEST_LIBS)
