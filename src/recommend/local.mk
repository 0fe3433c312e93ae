noinst_LIBRARIES += librecommend.a
librecommend_a_SOURCES = \
	src/recommend/audience.c src/recommend/audience_export.c src/recommend/evaluate.c src/recommend/interactions.c src/recommend/interactions_store.c \
	src/recommend/item_to_item.c src/recommend/items_store.c src/recommend/model.c src/recommend/popularity.c \
	src/recommend/recommend-private.h src/recommend/recommender.c src/recommend/taste.c src/recommend/top.c \
	src/recommend/wording.c
