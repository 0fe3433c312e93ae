# The program as a person meets it: in a terminal (needs libvterm) and as commands.
if HAVE_VTERM
TESTS_E2E += tests/e2e/test-terminal tests/e2e/test-interface
E2E_REMARK = :
else
E2E_REMARK = echo 'The tests of the terminal interface were left out: libvterm is missing (apt-get install libvterm-dev).'
endif

E2E_TERMINAL = tests/e2e/terminal.c tests/e2e/screen.c tests/e2e/terminal.h tests/e2e/terminal-private.h
tests_e2e_test_terminal_SOURCES = tests/e2e/test-terminal.c $(E2E_TERMINAL)
tests_e2e_test_terminal_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_terminal_LDADD = libtestsupport.a $(VTERM_LIBS) -lutil $(BASE_LIBS)
tests_e2e_test_interface_SOURCES = tests/e2e/test-interface.c $(E2E_TERMINAL)
tests_e2e_test_interface_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_interface_LDADD = libtestsupport.a $(VTERM_LIBS) -lutil $(WORKSPACE_LIBS)
