libexec_PROGRAMS += fumikura-pam
fumikura_pam_SOURCES = src/pam/main.c
fumikura_pam_LDADD = $(PAM_LIBS)
