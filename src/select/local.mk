noinst_LIBRARIES += libselect.a
libselect_a_SOURCES = \
	src/select/criteria.c src/select/judge_clustering.c src/select/judge_correlation.c src/select/judge_inflation.c \
	src/select/judge_path.c src/select/judge_target.c src/select/judge_variation.c src/select/l1_path.c src/select/laplacian.c src/select/leave_out.c src/select/look.c \
	src/select/propose.c src/select/sample.c src/select/select-private.h src/select/target.c src/select/target_store.c
