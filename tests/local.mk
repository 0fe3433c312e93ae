# Unit tests link only the floors they name; end-to-end tests drive the real binary.
include $(srcdir)/tests/unit/local.mk
include $(srcdir)/tests/e2e/local.mk
include $(srcdir)/tests/fuzz/local.mk
include $(srcdir)/tests/bench/local.mk

# Folders, files and messages, for every test that wants them: put libtestsupport.a before the floors in _LDADD.
check_LIBRARIES += libtestsupport.a
libtestsupport_a_SOURCES = tests/support/folder.c tests/support/folder.h tests/support/figures.c tests/support/figures.h tests/support/rounds.h \
	tests/support/ledger.h tests/support/dump.c tests/support/dump.h tests/support/fault.c tests/support/fault.h \
	tests/support/trace.c tests/support/trace.h

EXTRA_DIST += tests/data/golden tests/run tests/tsan.supp tests/data/README.md tests/data/knee.csv
check_PROGRAMS += $(TESTS_UNIT) $(TESTS_E2E)

# The data sets and reference figures that some tests read; those tests skip where they are absent.
SHARED = $(abs_top_srcdir)/../shared
TEST_ENVIRONMENT = XDG_CONFIG_HOME=/dev/null SEGSCOPE='$(abs_top_builddir)/segscope' SEGSCOPE_SHARED="$${SEGSCOPE_SHARED:-$(SHARED)}" \
	SEGSCOPE_LOCALE='$(abs_top_builddir)/po' SEGSCOPE_SAMPLE_DATA='$(abs_top_srcdir)/sample-data' SEGSCOPE_TEST_DATA='$(abs_top_srcdir)/tests/data' \
	TSAN_OPTIONS="allocator_may_return_null=1 suppressions=$(abs_top_srcdir)/tests/tsan.supp $$TSAN_OPTIONS" \
	ASAN_OPTIONS="allocator_may_return_null=1 malloc_context_size=8 max_malloc_fill_size=0 quarantine_size_mb=32 $$ASAN_OPTIONS"

check-local: $(check_PROGRAMS) segscope
	@$(TEST_ENVIRONMENT) $(SHELL) $(srcdir)/tests/run $(TESTS_E2E) $(TESTS_UNIT); status=$$?; $(E2E_REMARK); exit $$status

# Under the thread sanitizer only what runs on several threads is worth its time; figures are compared elsewhere.
TESTS_THREADS = tests/unit/test-load tests/unit/test-table-thread tests/unit/test-job tests/unit/test-parallel tests/unit/test-workspace tests/unit/test-kmeans \
	tests/unit/test-feature tests/unit/test-feature-increment tests/unit/test-event-pack tests/unit/test-component tests/unit/test-transform tests/unit/test-own-feature tests/unit/test-pca tests/unit/test-reduction tests/unit/test-silhouette tests/unit/test-sweep tests/unit/test-normal tests/unit/test-recommend \
	tests/unit/test-tui tests/unit/test-quality tests/unit/test-hierarchical tests/unit/test-dbscan tests/unit/test-hdbscan tests/unit/test-mixture tests/unit/test-correlation tests/unit/test-select tests/unit/test-outlier
check-threads: $(BUILT_SOURCES)
	$(MAKE) $(AM_MAKEFLAGS) $(TESTS_THREADS)
	@SEGSCOPE_SHARED=none; G_SLICE=always-malloc; SEGSCOPE_THREADS_ONLY=1; export SEGSCOPE_SHARED G_SLICE SEGSCOPE_THREADS_ONLY; $(TEST_ENVIRONMENT) $(SHELL) $(srcdir)/tests/run $(TESTS_THREADS)
.PHONY: check-threads
