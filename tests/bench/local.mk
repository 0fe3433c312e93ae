# Programs that measure; built by "make bench" only. See tests/bench/README.md.
EXTRA_PROGRAMS += tests/bench/bench-cluster
tests_bench_bench_cluster_SOURCES = tests/bench/bench-cluster.c tests/bench/cluster-data.c tests/bench/cluster-data.h
tests_bench_bench_cluster_LDADD = $(CLUSTER_LIBS)
EXTRA_PROGRAMS += tests/bench/bench-ingest
tests_bench_bench_ingest_SOURCES = tests/bench/bench-ingest.c tests/bench/ingest-data.c tests/bench/ingest-data.h
tests_bench_bench_ingest_LDADD = $(BASE_LIBS)
EXTRA_DIST += tests/bench/README.md tests/bench/compare-cluster tests/bench/peer-cluster.py tests/bench/peer-cluster.R
CLEANFILES += $(EXTRA_PROGRAMS)

bench: $(EXTRA_PROGRAMS)
.PHONY: bench

# Needs 1.5 GB in BENCH_DIR; DUCKDB names a program that takes a database file and SQL, where duckdb itself is not installed.
BENCH_DIR = $(abs_top_builddir)/tests/bench
bench-ingest: tests/bench/bench-ingest segscope
	tests/bench/bench-ingest ./segscope "$(BENCH_DIR)" 3
.PHONY: bench-ingest
EXTRA_PROGRAMS += tests/bench/bench-correlation
tests_bench_bench_correlation_SOURCES = tests/bench/bench-correlation.c
tests_bench_bench_correlation_LDADD = $(FEATURE_LIBS)
EXTRA_DIST += tests/bench/correlation-peers.py
EXTRA_DIST += tests/bench/features
EXTRA_PROGRAMS += tests/bench/bench-pca
tests_bench_bench_pca_SOURCES = tests/bench/bench-pca.c
tests_bench_bench_pca_LDADD = $(FEATURE_LIBS)
EXTRA_DIST += tests/bench/pca-peers.py
EXTRA_PROGRAMS += tests/bench/bench-recommend
tests_bench_bench_recommend_SOURCES = tests/bench/bench-recommend.c
tests_bench_bench_recommend_LDADD = $(RECOMMEND_LIBS)
EXTRA_DIST += tests/bench/recommend-peers.py
EXTRA_PROGRAMS += tests/bench/bench-segments
tests_bench_bench_segments_SOURCES = tests/bench/bench-segments.c
tests_bench_bench_segments_LDADD = $(SEGMENT_LIBS)
EXTRA_DIST += tests/bench/segments
if HAVE_VTERM
EXTRA_PROGRAMS += tests/bench/screen
tests_bench_screen_SOURCES = tests/bench/screen.c tests/bench/screen-modes.h tests/bench/screen-person.c tests/bench/screen-person.h tests/bench/screen-jobs.c \
	tests/bench/screen-beside.c tests/bench/ingest-data.c tests/bench/ingest-data.h
tests_bench_screen_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_bench_screen_LDADD = $(TERMINAL_TEST_LIBS)
endif
EXTRA_PROGRAMS += tests/bench/bench-audience
tests_bench_bench_audience_SOURCES = tests/bench/bench-audience.c
tests_bench_bench_audience_LDADD = $(CAMPAIGN_LIBS)
EXTRA_PROGRAMS += tests/bench/bench-charts
tests_bench_bench_charts_SOURCES = tests/bench/bench-charts.c
tests_bench_bench_charts_LDADD = $(CHART_LIBS)
EXTRA_PROGRAMS += tests/bench/bench-items
tests_bench_bench_items_SOURCES = tests/bench/bench-items.c
tests_bench_bench_items_LDADD = $(RECOMMEND_LIBS)
EXTRA_PROGRAMS += tests/bench/bench-pages
tests_bench_bench_pages_SOURCES = tests/bench/bench-pages.c
tests_bench_bench_pages_LDADD = $(CAMPAIGN_LIBS)
