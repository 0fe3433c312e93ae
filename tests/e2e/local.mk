# The program as a person meets it: as commands, and in a terminal (needs libvterm).
TESTS_E2E += tests/e2e/test-commands tests/e2e/test-bad-input
E2E_COMMAND = tests/e2e/command.c tests/e2e/command.h
E2E_SAMPLE = tests/e2e/sample.c tests/e2e/sample.h
tests_e2e_test_commands_SOURCES = tests/e2e/test-commands.c $(E2E_COMMAND) $(E2E_SAMPLE)
tests_e2e_test_commands_LDADD = libtestsupport.a $(JSON_LIBS) $(BASE_LIBS)
tests_e2e_test_bad_input_SOURCES = tests/e2e/test-bad-input.c $(E2E_COMMAND)
tests_e2e_test_bad_input_LDADD = libtestsupport.a $(WORKSPACE_LIBS)

if HAVE_VTERM
TESTS_E2E += tests/e2e/test-terminal tests/e2e/test-interface tests/e2e/test-import-keys tests/e2e/test-journey tests/e2e/test-walk
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
tests_e2e_test_walk_SOURCES = tests/e2e/test-walk.c $(E2E_TERMINAL) $(E2E_COMMAND) $(E2E_SAMPLE)
tests_e2e_test_walk_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_walk_LDADD = libtestsupport.a $(VTERM_LIBS) -lutil $(JSON_LIBS) $(BASE_LIBS)
tests_e2e_test_journey_SOURCES = tests/e2e/test-journey.c $(E2E_TERMINAL) $(E2E_COMMAND) $(E2E_SAMPLE)
tests_e2e_test_journey_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_journey_LDADD = libtestsupport.a $(VTERM_LIBS) -lutil $(JSON_LIBS) $(BASE_LIBS)
tests_e2e_test_import_keys_SOURCES = tests/e2e/test-import-keys.c $(E2E_TERMINAL) $(E2E_COMMAND)
tests_e2e_test_import_keys_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_e2e_test_import_keys_LDADD = libtestsupport.a $(VTERM_LIBS) -lutil $(JSON_LIBS) $(BASE_LIBS)
