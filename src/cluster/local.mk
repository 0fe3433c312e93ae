noinst_LIBRARIES += libcluster.a
libcluster_a_SOURCES = \
	src/cluster/cluster-private.h src/cluster/kernel-body.h src/cluster/silhouette-plan.h \
	src/cluster/pair-kernel.h src/cluster/pair-kernel-body.h src/cluster/pair_kernel.c \
	src/cluster/algorithm.c src/cluster/algorithm_kmeans.c src/cluster/dendrogram.c src/cluster/dendrogram_keep.c src/cluster/cut.c src/cluster/judge.c src/cluster/judge_distance.c src/cluster/model.c src/cluster/rule.c \
	src/cluster/join-kernel.h src/cluster/join-kernel-body.h src/cluster/join_kernel.c src/cluster/sieve-body.h src/cluster/sieve.c \
	src/cluster/hierarchical/hierarchical.h src/cluster/hierarchical/ward-private.h src/cluster/hierarchical/ward.c src/cluster/hierarchical/ward_seek.c src/cluster/hierarchical/duplicates.c \
	src/cluster/density/density.h src/cluster/density/kd-tree.h src/cluster/density/kd_tree.c src/cluster/density/neighbours.h \
	src/cluster/density/neighbours.c src/cluster/density/dbscan.c src/cluster/density/algorithm_dbscan.c src/cluster/density/nearest_core.c \
	src/cluster/density/near-rows.h src/cluster/density/near_rows.c src/cluster/density/peaks.h src/cluster/density/peaks.c src/cluster/density/crowds_look.c src/cluster/density/crowds_second.c src/cluster/density/spread_ties.c src/cluster/density/algorithm_peaks.c src/cluster/mixture/mixture.h src/cluster/mixture/mixture-kernel.h \
	src/cluster/mixture/mixture-kernel-body.h src/cluster/mixture/mixture_kernel.c src/cluster/mixture/shape.c src/cluster/mixture/em.c \
	src/cluster/mixture/algorithm_mixture.c src/cluster/density/k_distance.c src/cluster/density/reach-tree.h \
	src/cluster/density/reach_tree.c src/cluster/density/condensed.h src/cluster/density/condensed.c src/cluster/density/hdbscan.c \
	src/cluster/hierarchical/linkage.c src/cluster/hierarchical/single.c src/cluster/hierarchical/algorithm_hierarchical.c src/cluster/settings.c src/cluster/assign.c src/cluster/check.c src/cluster/clustering.c src/cluster/indices.c \
	src/cluster/kernel.c src/cluster/kmeans.c src/cluster/kmeans_start.c src/cluster/knee.c src/cluster/nearest-kernel.h src/cluster/nearest-kernel-body.h src/cluster/nearest_kernel.c src/cluster/singles.c src/cluster/moves.c src/cluster/progress.c \
	src/cluster/search.c src/cluster/search_sample.c src/cluster/speed.c src/cluster/silhouette.c src/cluster/silhouette_pairs.c src/cluster/silhouette_plan.c \
	src/cluster/centres/space.h src/cluster/centres/space-kernel-body.h src/cluster/centres/space_kernel.c src/cluster/centres/space.c \
	src/cluster/centres/centre_moves.h src/cluster/centres/centre_moves.c src/cluster/centres/centres.c src/cluster/centres/widths.c src/cluster/centres/pair_widths.c src/cluster/hierarchical/gower.h src/cluster/hierarchical/gower.c \
	src/cluster/centres/linear_assignment.c src/cluster/centres/transport.h src/cluster/centres/transport.c src/cluster/centres/algorithm_limits.c \
	src/cluster/centres/algorithm_centres.c src/cluster/centres/algorithm_minibatch.c \
	src/cluster/sweep.c src/cluster/tiles.c src/cluster/boundary.c
libcluster_a_SOURCES += \
	src/cluster/choose/choose-private.h src/cluster/choose/agreement.c src/cluster/choose/axes.c src/cluster/choose/bic.c src/cluster/choose/borders.c src/cluster/choose/choose.c src/cluster/choose/crowds.c src/cluster/choose/dip.c src/cluster/choose/ways-private.h src/cluster/choose/ways.c src/cluster/choose/ways_draw.c src/cluster/choose/ways_recommend.c \
	src/cluster/choose/gap.c src/cluster/choose/hopkins.c src/cluster/choose/mardia.c src/cluster/choose/normal-private.h src/cluster/choose/normal.c src/cluster/choose/normal_draws.c src/cluster/choose/quick.c src/cluster/choose/recommend.c src/cluster/choose/recommend_words.c \
	src/cluster/choose/simplified.c src/cluster/choose/stability.c src/cluster/choose/stability_again.c src/cluster/choose/strata.c src/cluster/choose/subset.c
libcluster_a_SOURCES += src/cluster/rule_edit.c src/cluster/partition_sample.c src/cluster/partition_widths.c
# No fused multiply-add, so that every processor gives the same bits; no errno, so that square roots come as vectors.
libcluster_a_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-math-errno
