noinst_LIBRARIES += librecommend.a
librecommend_a_SOURCES = \
	src/recommend/audience.c src/recommend/bound.h src/recommend/audience_export.c src/recommend/content.c src/recommend/evaluate.c src/recommend/event_weights.c \
	src/recommend/interactions.c src/recommend/interactions_events.c src/recommend/interactions_store.c \
	src/recommend/item_to_item.c src/recommend/item_to_item_row.c src/recommend/item_to_item_score.c src/recommend/item_to_item_update.c src/recommend/item_figures.c src/recommend/item_figures.h src/recommend/items_store.c src/recommend/model.c \
	src/recommend/model_basis.c src/recommend/model_keep.c src/recommend/model_store.c src/recommend/model_lists.c src/recommend/model_pick.c src/recommend/pack.c src/recommend/popularity.c \
	src/recommend/reason.c src/recommend/recommend-private.h src/recommend/recommender.c src/recommend/similar.c src/recommend/taste.c \
	src/recommend/top.c src/recommend/top_factors.c src/recommend/user_to_user.c src/recommend/wording.c
librecommend_a_SOURCES += src/recommend/als.c src/recommend/als.h src/recommend/als-kernel.h src/recommend/als-kernel-body.h src/recommend/als-kernel-size.h src/recommend/als_kernel.c src/recommend/als_row.c src/recommend/als-coordinates.h src/recommend/als_coordinates.c
librecommend_a_SOURCES += src/recommend/bayes.c src/recommend/dense.c src/recommend/dense.h src/recommend/ease.c src/recommend/ease.h src/recommend/ease_score.c src/recommend/svd.c src/recommend/svd.h src/recommend/svd_row.c src/recommend/svd_update.c \
	src/recommend/sums-kernel.h src/recommend/sums-kernel-body.h src/recommend/sums_kernel.c src/recommend/together.c src/recommend/model_words.c src/recommend/people_like.c
librecommend_a_SOURCES += src/recommend/attributes.c src/recommend/content.h src/recommend/content_load.c src/recommend/content_row.c src/recommend/content_words.c
librecommend_a_SOURCES += src/recommend/autoencoder.c src/recommend/autoencoder.h src/recommend/autoencoder_row.c src/recommend/hybrid.c src/recommend/hybrid.h src/recommend/hybrid_validate.c
librecommend_a_SOURCES += src/recommend/interactions_known.c src/recommend/split.c src/recommend/hidden.c src/recommend/evaluate-private.h
librecommend_a_SOURCES += src/recommend/evaluate_people.c src/recommend/evaluate_lists.c src/recommend/evaluate_intervals.c src/recommend/evaluate_trials.c
librecommend_a_SOURCES += src/recommend/evaluate_expect.c src/recommend/evaluate_search.c src/recommend/evaluate_propose.c src/recommend/evaluation.c src/recommend/evaluation_store.c
librecommend_a_SOURCES += src/recommend/advice.h src/recommend/advice_choose.c src/recommend/advice_lists.c src/recommend/advice_model.c src/recommend/advice_plan.c src/recommend/advice_rules.c src/recommend/advice_store.c src/recommend/advice_words.c src/recommend/look_alike.c src/recommend/reason_numbers.c
