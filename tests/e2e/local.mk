# The program as a person meets it: as commands, and in a terminal (needs libvterm).
TESTS_E2E += tests/e2e/test-commands tests/e2e/test-bad-input tests/e2e/test-formats
if HAVE_VTERM
TESTS_E2E += tests/e2e/test-terminal tests/e2e/test-interface tests/e2e/test-import-keys tests/e2e/test-journey tests/e2e/test-walk tests/e2e/test-file-keys tests/e2e/test-orders-keys tests/e2e/test-features-keys tests/e2e/test-charts
check_LIBRARIES += libterminal.a
TESTS_E2E += tests/e2e/test-edit-keys tests/e2e/test-session tests/e2e/test-golden
TESTS_E2E += tests/e2e/test-lasting-keys
TESTS_E2E += tests/e2e/test-behind-keys
TESTS_E2E += tests/e2e/test-list-keys
E2E_REMARK = :
else
E2E_REMARK = echo 'The tests of the terminal interface were left out: libvterm is missing (apt-get install libvterm-dev).'
endif

TESTS_E2E += tests/e2e/test-kill
tests_e2e_test_kill_SOURCES = tests/e2e/test-kill.c
tests_e2e_test_kill_LDADD = $(COMMAND_TEST_LIBS)

# Running commands and making workspaces of the sample data; and the test terminal.
check_LIBRARIES += libcommand.a
libcommand_a_SOURCES = tests/e2e/command.c tests/e2e/command.h tests/e2e/sample.c tests/e2e/sample.h
libterminal_a_SOURCES = tests/e2e/terminal.c tests/e2e/screen.c tests/e2e/terminal.h tests/e2e/terminal-private.h
libterminal_a_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
COMMAND_TEST_LIBS = libcommand.a libtestsupport.a $(WORKSPACE_LIBS)
TERMINAL_TEST_LIBS = libterminal.a $(VTERM_LIBS) -lutil $(COMMAND_TEST_LIBS)

tests_e2e_test_commands_SOURCES = tests/e2e/test-commands.c
tests_e2e_test_commands_LDADD = $(COMMAND_TEST_LIBS)
tests_e2e_test_bad_input_SOURCES = tests/e2e/test-bad-input.c
tests_e2e_test_bad_input_LDADD = $(COMMAND_TEST_LIBS)
tests_e2e_test_terminal_SOURCES = tests/e2e/test-terminal.c
tests_e2e_test_terminal_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_interface_SOURCES = tests/e2e/test-interface.c
tests_e2e_test_interface_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_import_keys_SOURCES = tests/e2e/test-import-keys.c
tests_e2e_test_import_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_journey_SOURCES = tests/e2e/test-journey.c
tests_e2e_test_journey_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_walk_SOURCES = tests/e2e/test-walk.c tests/e2e/test-screens.c tests/e2e/routes.c tests/e2e/routes.h tests/unit/tui-app.h
tests_e2e_test_walk_LDADD = libterminal.a $(VTERM_LIBS) -lutil libcommand.a libtestsupport.a $(ALL_LIBS)
tests_e2e_test_file_keys_SOURCES = tests/e2e/test-file-keys.c
tests_e2e_test_file_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_formats_SOURCES = tests/e2e/test-formats.c
tests_e2e_test_formats_LDADD = $(PACKING_LIBS) $(COMMAND_TEST_LIBS)
TESTS_E2E += tests/e2e/test-clean
tests_e2e_test_clean_SOURCES = tests/e2e/test-clean.c
tests_e2e_test_clean_LDADD = $(COMMAND_TEST_LIBS)
TESTS_E2E += tests/e2e/test-later-files
tests_e2e_test_later_files_SOURCES = tests/e2e/test-later-files.c
tests_e2e_test_later_files_LDADD = $(COMMAND_TEST_LIBS)
tests_e2e_test_orders_keys_SOURCES = tests/e2e/test-orders-keys.c
tests_e2e_test_orders_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_charts_SOURCES = tests/e2e/test-charts.c
tests_e2e_test_charts_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_features_keys_SOURCES = tests/e2e/test-features-keys.c
tests_e2e_test_features_keys_LDADD = $(TERMINAL_TEST_LIBS)
TESTS_E2E += tests/e2e/test-measure
tests_e2e_test_measure_SOURCES = tests/e2e/test-measure.c
tests_e2e_test_measure_LDADD = $(COMMAND_TEST_LIBS)
tests_e2e_test_lasting_keys_SOURCES = tests/e2e/test-lasting-keys.c
tests_e2e_test_behind_keys_SOURCES = tests/e2e/test-behind-keys.c
tests_e2e_test_behind_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_edit_keys_SOURCES = tests/e2e/test-edit-keys.c
tests_e2e_test_edit_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_lasting_keys_LDADD = $(TERMINAL_TEST_LIBS)
TESTS_E2E += tests/e2e/test-story
tests_e2e_test_story_SOURCES = tests/e2e/test-story.c
tests_e2e_test_story_LDADD = $(COMMAND_TEST_LIBS)
TESTS_E2E += tests/e2e/test-equivalents
tests_e2e_test_equivalents_SOURCES = tests/e2e/test-equivalents.c src/tui/equivalent.c
tests_e2e_test_equivalents_LDADD = $(COMMAND_TEST_LIBS)
tests_e2e_test_session_SOURCES = tests/e2e/test-session.c
tests_e2e_test_session_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_list_keys_SOURCES = tests/e2e/test-list-keys.c
tests_e2e_test_list_keys_LDADD = $(TERMINAL_TEST_LIBS)
tests_e2e_test_golden_SOURCES = tests/e2e/test-golden.c tests/e2e/golden.h tests/e2e/golden-looks.c tests/e2e/golden-picture.c tests/e2e/golden-workspaces.c tests/e2e/routes.c tests/e2e/routes.h
tests_e2e_test_golden_LDADD = $(TERMINAL_TEST_LIBS)

# SEGSCOPE_UPDATE_GOLDEN=1 make check-golden writes the golden screens anew.
check-golden: tests/e2e/test-golden segscope po/zh_CN/LC_MESSAGES/segscope.mo
	@$(TEST_ENVIRONMENT) tests/e2e/test-golden
.PHONY: check-golden

# make walk SECONDS=60 SEED=1: keys, clicks, sizes and signals at random on every screen; best of all in a build with sanitizers.
walk: tests/e2e/test-walk segscope po/zh_CN/LC_MESSAGES/segscope.mo
	@SEGSCOPE_TEST_SCREENS=1 SEGSCOPE_WALK_SECONDS="$(or $(SECONDS),60)" SEGSCOPE_WALK_SEED="$(or $(SEED),1)" $(TEST_ENVIRONMENT) tests/e2e/test-walk --verbose
.PHONY: walk
