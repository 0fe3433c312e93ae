TESTS_UNIT += tests/unit/test-text tests/unit/test-csv tests/unit/test-job tests/unit/test-parallel tests/unit/test-random \
	tests/unit/test-workspace
tests_unit_test_text_SOURCES = tests/unit/test-text.c
tests_unit_test_text_LDADD = $(BASE_LIBS)
tests_unit_test_csv_SOURCES = tests/unit/test-csv.c
tests_unit_test_csv_LDADD = libtestsupport.a $(BASE_LIBS)
tests_unit_test_job_SOURCES = tests/unit/test-job.c
tests_unit_test_job_LDADD = libtestsupport.a $(BASE_LIBS)
tests_unit_test_parallel_SOURCES = tests/unit/test-parallel.c
tests_unit_test_parallel_LDADD = $(BASE_LIBS)
tests_unit_test_random_SOURCES = tests/unit/test-random.c
tests_unit_test_random_LDADD = libtestsupport.a $(BASE_LIBS)
tests_unit_test_workspace_SOURCES = tests/unit/test-workspace.c
tests_unit_test_workspace_LDADD = libtestsupport.a $(WORKSPACE_LIBS)
TESTS_UNIT += tests/unit/test-recommend
tests_unit_test_recommend_SOURCES = tests/unit/test-recommend.c tests/unit/recommend-fixture.h
tests_unit_test_recommend_LDADD = $(RECOMMEND_LIBS)
