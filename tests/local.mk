# Unit tests link only the floors they name; end-to-end tests drive the real binary.
include $(srcdir)/tests/unit/local.mk
include $(srcdir)/tests/e2e/local.mk

EXTRA_DIST += tests/run
check_PROGRAMS += $(TESTS_UNIT) $(TESTS_E2E)

# The data sets and reference figures that some tests read; those tests skip where they are absent.
SHARED = $(abs_top_srcdir)/../shared

check-local: $(check_PROGRAMS) segscope
	SEGSCOPE='$(abs_top_builddir)/segscope' SEGSCOPE_SHARED="$${SEGSCOPE_SHARED:-$(SHARED)}" \
	SEGSCOPE_SAMPLE_DATA='$(abs_top_srcdir)/sample-data' SEGSCOPE_TEST_DATA='$(abs_top_srcdir)/tests/data' \
	$(SHELL) $(srcdir)/tests/run $(TESTS_UNIT) $(TESTS_E2E)
