# Programs that measure; built by "make bench" only. See tests/bench/README.md.
EXTRA_PROGRAMS += tests/bench/bench-cluster
tests_bench_bench_cluster_SOURCES = tests/bench/bench-cluster.c
tests_bench_bench_cluster_LDADD = $(CLUSTER_LIBS)
EXTRA_DIST += tests/bench/README.md
CLEANFILES += $(EXTRA_PROGRAMS)

bench: $(EXTRA_PROGRAMS)
.PHONY: bench
