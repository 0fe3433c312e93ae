TESTS_UNIT += tests/unit/test-base tests/unit/test-workspace
tests_unit_test_base_SOURCES = tests/unit/test-base.c
tests_unit_test_base_LDADD = $(BASE_LIBS)
tests_unit_test_workspace_SOURCES = tests/unit/test-workspace.c
tests_unit_test_workspace_LDADD = $(WORKSPACE_LIBS)
