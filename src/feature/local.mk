noinst_LIBRARIES += libfeature.a
libfeature_a_SOURCES = \
	src/feature/attribute_feature.c src/feature/build.c src/feature/catalogue.c src/feature/column.c \
	src/feature/groups.c src/feature/duplicates.c src/feature/encode.c src/feature/event_kind.c src/feature/export.c \
	src/feature/feature-private.h src/feature/feature_store.c src/feature/matrix.c src/feature/matrix_columns.c src/feature/matrix_columns.h \
	src/feature/pca.c src/feature/population.c src/feature/encoder.c src/feature/scaling.c src/feature/scaling_power.c src/feature/scaling_quantile.c src/feature/selected.c \
	src/feature/transforms.c src/feature/selection.c src/feature/statistics.c
libfeature_a_SOURCES += src/feature/association.c src/feature/two_groups.c src/feature/correlation.c src/feature/correlation_order.c src/feature/ranks.c \
	src/feature/variance_inflation.c
libfeature_a_SOURCES += src/feature/basis.c src/feature/basis.h src/feature/behaviour.c src/feature/behaviour_copy.c src/feature/kind_patch.c src/feature/kind_patch.h src/feature/touched.c src/feature/context.c src/feature/event_facts.c src/feature/event_facts.h src/feature/event_slices.c src/feature/families.c src/feature/families.h src/feature/family.h \
	src/feature/given_back.c src/feature/given_back.h src/feature/history.c src/feature/increment.c src/feature/parts.c
libfeature_a_SOURCES += src/feature/family_activity.c src/feature/family_learning.c src/feature/family_preference.c \
	src/feature/family_purchase.c src/feature/family_rfm.c src/feature/family_kinds.c src/feature/family_response.c \
	src/feature/family_text.c src/feature/clock.c src/feature/item_facts.c src/feature/item_facts.h src/feature/measures.c src/feature/measures.h
libfeature_a_SOURCES += src/feature/sets.c src/feature/sets_compare.c src/feature/inputs.c src/feature/feature_names.c
libfeature_a_SOURCES += src/feature/family_component.c src/feature/reduction_store.c src/feature/lda.c src/feature/moments.c src/feature/names_near.c src/feature/parallel_analysis.c \
	src/feature/pca_randomised.c src/feature/pca_rows.c src/feature/product.c src/feature/product-body.h src/feature/reduction-private.h
# No fused multiply-add, so that every processor gives the same bits; no errno, so that square roots come as vectors.
libfeature_a_CFLAGS = $(AM_CFLAGS) -ffp-contract=off -fno-math-errno
libfeature_a_SOURCES += src/feature/family_own.c src/feature/own-private.h src/feature/own_column.c src/feature/own_event.c src/feature/own_feature.c src/feature/own_file.c \
	src/feature/own_names.c src/feature/own_plan.c src/feature/own_preview.c src/feature/own_save.c src/feature/own_scope.c src/feature/own_store.c
libfeature_a_SOURCES += src/feature/attribute_columns.c src/feature/matrix_half.c
